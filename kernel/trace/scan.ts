/** Searching a log for events, by their words as they stand. A million events take some milliseconds. */

import { EVENT_WORDS } from '../abi/events.ts';
import type { Log } from './log.ts';

export type WordTest = (words: Int32Array, at: number, seq: number) => boolean;

/** The first event from `from` up to but not including `to` that passes. */
export function nextWhere(log: Log, from: number, to: number, test: WordTest): number | undefined {
  let seq = Math.max(from, log.first);
  const end = Math.min(to, log.end);
  while (seq < end) {
    const { words, firstSeq, count } = log.chunk(seq)!;
    const stop = Math.min(end, firstSeq + count);
    for (let at = (seq - firstSeq) * EVENT_WORDS; seq < stop; seq++, at += EVENT_WORDS) if (test(words, at, seq)) return seq;
  }
  return undefined;
}

/** The last event from `from` down to and including `to` that passes. */
export function previousWhere(log: Log, from: number, to: number, test: WordTest): number | undefined {
  let seq = Math.min(from, log.end - 1);
  const end = Math.max(to, log.first);
  while (seq >= end) {
    const { words, firstSeq } = log.chunk(seq)!;
    const stop = Math.max(end, firstSeq);
    for (let at = (seq - firstSeq) * EVENT_WORDS; seq >= stop; seq--, at -= EVENT_WORDS) if (test(words, at, seq)) return seq;
  }
  return undefined;
}
