import { EVENT_BYTES_LENGTH, EVENT_BYTES_OFFSET, EVENT_SHAPES, EVENT_TYPE_MASK, EVENT_WORDS } from '../../kernel/abi/events.ts';
import type { Batch } from '../../kernel/trace/batch.ts';
import type { Log } from '../../kernel/trace/log.ts';

/** The events from `from` up to but not including `to` as one batch, as far as one chunk of the log has them; null when `from` is not there. */
export function rangeOf(log: Log, from: number, to: number): Batch | null {
  const chunk = log.chunk(from);
  if (chunk === undefined) return null;
  const end = Math.min(to, log.end, chunk.firstSeq + chunk.count);
  const place = from - chunk.firstSeq;
  const words = chunk.words.slice(place * EVENT_WORDS, (end - chunk.firstSeq) * EVENT_WORDS);
  let first = -1;
  let last = 0;
  for (let at = 0; at < words.length; at += EVENT_WORDS) {
    if (EVENT_SHAPES[(words[at] ?? 0) & EVENT_TYPE_MASK]?.bytes !== true) continue;
    const offset = words[at + EVENT_BYTES_OFFSET] ?? 0;
    if (first < 0) first = offset;
    last = offset + (words[at + EVENT_BYTES_LENGTH] ?? 0);
    words[at + EVENT_BYTES_OFFSET] = offset - first;
  }
  return {
    firstSeq: from,
    count: end - from,
    words,
    times: chunk.times.slice(place * 2, (end - chunk.firstSeq) * 2),
    bytes: first < 0 ? new Uint8Array(0) : chunk.bytes.slice(first, last),
  };
}
