import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EVENT_SHAPES, EVENT_TYPE_MASK, EVENT_WORDS } from '../abi/events.ts';
import { bytesOf, fold, foldRange, unfold, unfoldRange } from './fold.ts';
import { snapshotOf } from './snapshot.ts';
import { State } from './state.ts';
import { dump } from './testing/dump.ts';
import { Story } from './testing/story.ts';

describe('fold and unfold', () => {
  test('unfolding what was just folded gives the state before, for every type of event', () => {
    const seen = new Set<number>();
    for (let seed = 1; seed <= 8; seed++) {
      const state = new State();
      for (const { words, bytes, firstSeq, count } of new Story(seed).tell(700).batches) {
        for (let i = 0; i < count; i++) {
          const at = i * EVENT_WORDS;
          const before = dump(state);
          const own = bytesOf(words, at, bytes);
          fold(state, words, at, firstSeq + i, own);
          const after = dump(state);
          unfold(state, words, at, own);
          expect(dump(state)).toBe(before);
          fold(state, words, at, firstSeq + i, own);
          expect(dump(state)).toBe(after);
          seen.add(words[at]! & EVENT_TYPE_MASK);
        }
      }
    }
    expect(
      Object.keys(EVENT_SHAPES)
        .map(Number)
        .filter((type) => !seen.has(type)),
    ).toEqual([]);
  });

  test('going all the way back leaves nothing, and a frozen state never changes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.integer({ min: 1, max: 400 }), (seed, split) => {
        const { batches, state } = new Story(seed).tell(600);
        const own = new State();
        const empty = dump(own);
        let frozen = own.freeze();
        let atFreeze = '';
        for (const batch of batches) {
          const end = batch.firstSeq + batch.count;
          if (batch.firstSeq <= split && split < end) {
            foldRange(own, batch, batch.firstSeq, split);
            frozen = own.freeze();
            atFreeze = dump(own);
            foldRange(own, batch, split, end);
          } else foldRange(own, batch, batch.firstSeq, end);
        }
        expect(dump(own)).toBe(dump(state));
        for (const batch of batches.toReversed()) unfoldRange(own, batch, batch.firstSeq + batch.count, batch.firstSeq);
        expect(dump(own)).toBe(empty);
        expect(dump(State.from(frozen))).toBe(atFreeze);
      }),
      { numRuns: 40 },
    );
  });

  test('a snapshot of a dead task shows nothing of it, and its record still says how it ended', () => {
    const { state } = new Story(5).tell(6000);
    const ended = [...state.tasks.values()].filter((task) => task.ended !== null);
    expect(ended.length).toBeGreaterThan(0);
    const shown = new Set(snapshotOf(state).tasks.map((task) => task.id));
    expect(ended.some((task) => shown.has(task.id))).toBe(false);
  });

  test('an event that contradicts the state is refused by its number', () => {
    const state = new State();
    const words = new Int32Array(EVENT_WORDS);
    words.set([2, 77]);
    const batch = { firstSeq: 9, count: 1, words, times: new Float64Array(2), bytes: new Uint8Array() };
    expect(() => foldRange(state, batch, 9, 10)).toThrow('event 9: an event speaks of thread 77, but there is none');
  });
});
