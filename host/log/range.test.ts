import { expect, it } from 'vitest';
import { Bench } from '../../kernel/machine/testing/bench.ts';
import { decodeBatch, encodeBatch } from '../../kernel/trace/batch.ts';
import { Log } from '../../kernel/trace/log.ts';
import { rangeOf } from './range.ts';

it('ranges of a log, put together again, are the log', () => {
  const bench = new Bench();
  for (const name of ['alpha', 'beta', 'gamma']) for (let count = 0; count < 40; count++) bench.spawn(`${name} ${count}`).simple(2);
  const log = new Log();
  for (const batch of bench.recorder.take()) log.append(batch);
  const copy = new Log();
  for (let from = 0; from < log.end; from = copy.end) {
    const range = rangeOf(log, from, from + 97);
    if (range === null) throw new Error(`nothing at ${from}`);
    const sent = decodeBatch(encodeBatch(range));
    if (sent === null) throw new Error(`the batch at ${from} is not sound`);
    copy.append(sent);
  }
  expect(copy.end).toBe(log.end);
  for (let seq = 0; seq < log.end; seq++) {
    const [a, b] = [log.event(seq), copy.event(seq)];
    expect([b?.type, b?.virtualUs, b?.bytes]).toEqual([a?.type, a?.virtualUs, a?.bytes]);
  }
  expect(rangeOf(log, log.end, log.end + 1)).toBeNull();
});
