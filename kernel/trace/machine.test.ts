import { describe, expect, test } from 'vitest';
import { EVENT_WORDS } from '../abi/events.ts';
import { PROFILES } from '../abi/profile.ts';
import type { ProfileName } from '../abi/profile.ts';
import { bytesOf, fold, foldRange, unfold, unfoldRange } from './fold.ts';
import { snapshotOf } from './snapshot.ts';
import { State } from './state.ts';
import { Crowd } from './testing/crowd.ts';
import { dump } from './testing/dump.ts';

describe.each(Object.keys(PROFILES) as ProfileName[])('events of the real kernel, profile %s', (profile) => {
  test('folded they are the state that the kernel says it has, after every few inputs', () => {
    for (let seed = 1; seed <= 12; seed++) {
      const crowd = new Crowd(seed, profile);
      const state = new State();
      let folded = 0;
      for (let round = 0; round < 40; round++) {
        for (const batch of crowd.act(8).batches) {
          if (batch.firstSeq < folded) continue;
          foldRange(state, batch, batch.firstSeq, batch.firstSeq + batch.count);
          folded = batch.firstSeq + batch.count;
        }
        expect({ seed, round, ...snapshotOf(state) }).toEqual({ seed, round, ...crowd.snapshot });
      }
    }
  });

  test('unfolded one by one they give each state before, back to nothing', () => {
    const { batches } = new Crowd(77, profile).act(150);
    const state = new State();
    const empty = dump(state);
    const broken: number[] = [];
    for (const { words, bytes, firstSeq, count } of batches) {
      for (let i = 0; i < count; i++) {
        const at = i * EVENT_WORDS;
        const own = bytesOf(words, at, bytes);
        const before = dump(state);
        fold(state, words, at, firstSeq + i, own);
        unfold(state, words, at, own);
        if (dump(state) !== before) broken.push(firstSeq + i);
        fold(state, words, at, firstSeq + i, own);
      }
    }
    expect(broken).toEqual([]);
    for (const batch of batches.toReversed()) unfoldRange(state, batch, batch.firstSeq + batch.count, batch.firstSeq);
    expect(dump(state) === empty).toBe(true);
  });
});
