/** Where steps that are longer than an event lead to, found in the log. */

import { EV_MSG_CREATED, EV_PROCESS_MEASURED, EVENT_OPENS, EVENT_TYPE_MASK, EVENT_WORDS } from '../../kernel/abi/events.ts';
import type { Log } from '../../kernel/trace/log.ts';
import { endsMessage } from '../../kernel/trace/replica.ts';
import { nextWhere, previousWhere } from '../../kernel/trace/scan.ts';
import type { WordTest } from '../../kernel/trace/scan.ts';

const opens: WordTest = (words, at) => (words[at]! & EVENT_OPENS) !== 0;
const ends: WordTest = (words, at) => endsMessage(words[at]! & EVENT_TYPE_MASK);
const creates: WordTest = (words, at) => (words[at]! & EVENT_TYPE_MASK) === EV_MSG_CREATED;

/** The position after the trap whose next event is at `position`: before the next admission, or at the end. */
export function trapEnd(log: Log, position: number): number {
  return nextWhere(log, position + 1, log.end, opens) ?? log.end;
}

/** The position before the trap that the event before `position` belongs to. */
export function trapStart(log: Log, position: number): number {
  return previousWhere(log, position - 1, log.first, opens) ?? log.first;
}

/** The position after message `msg` has ended; for `msg` 0: the message that comes into being next. Undefined when that has not happened. */
export function messageEnd(log: Log, position: number, msg: number): number | undefined {
  const id = msg === 0 ? messageAt(log, nextWhere(log, position, log.end, creates)) : msg;
  if (id === 0) return undefined;
  const end = nextWhere(log, position, log.end, (words, at, seq) => ends(words, at, seq) && words[at + 1] === id);
  return end === undefined ? undefined : end + 1;
}

/** The position before message `msg` came into being; for 0: the message that ended last. Undefined when there is none. */
export function messageStart(log: Log, position: number, msg: number): number | undefined {
  const id = msg === 0 ? messageAt(log, previousWhere(log, position - 1, log.first, ends)) : msg;
  if (id === 0) return undefined;
  return previousWhere(log, position - 1, log.first, (words, at, seq) => creates(words, at, seq) && words[at + 1] === id);
}

/** The message that an event about one is about. */
function messageAt(log: Log, seq: number | undefined): number {
  const chunk = seq === undefined ? undefined : log.chunk(seq);
  return chunk === undefined ? 0 : chunk.words[(seq! - chunk.firstSeq) * EVENT_WORDS + 1]!;
}

const tells: WordTest = (words, at) => (words[at]! & EVENT_TYPE_MASK) !== EV_PROCESS_MEASURED;

/** The last event up to `seq` that somebody did: what the host measures again and again is none. `seq` where there is no other. */
export function lastTold(log: Log, seq: number): number {
  return previousWhere(log, seq, log.first, tells) ?? seq;
}
