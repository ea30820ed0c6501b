import { expect, it } from 'vitest';
import { Bench } from '../machine/testing/bench.ts';
import { machineSnapshot } from '../machine/snapshot.ts';
import { foldRange } from './fold.ts';
import { stateFrom } from './fromSnapshot.ts';
import { snapshotOf } from './snapshot.ts';

it('a state made of a snapshot is the state of that moment, and can be folded on', () => {
  const bench = new Bench();
  const task = bench.spawn('a');
  for (let count = 0; count < 5; count++) task.simple(5);
  const state = stateFrom(machineSnapshot(bench.machine));
  expect(snapshotOf(state)).toEqual(machineSnapshot(bench.machine));
  bench.recorder.take();
  bench.spawn('b').simple(2);
  for (const batch of bench.recorder.take()) foldRange(state, batch, batch.firstSeq, batch.firstSeq + batch.count);
  expect(snapshotOf(state)).toEqual(machineSnapshot(bench.machine));
});
