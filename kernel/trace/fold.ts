/**
 * One event forward, one event back. `unfold` is the exact inverse of `fold`: everything it needs is in the event. Both take the
 * event where it stands: record `at` words into `words`, its number, and its bytes (empty for events without).
 */

import { EVENT_BYTES_LENGTH, EVENT_BYTES_OFFSET, EVENT_SHAPES, EVENT_TYPE_MASK, EVENT_WORDS } from '../abi/events.ts';
import type { Batch } from './batch.ts';
import { foldBootstrap, unfoldBootstrap } from './fold/bootstrap.ts';
import { foldMemory, unfoldMemory } from './fold/memory.ts';
import { foldMessages, unfoldMessages } from './fold/messages.ts';
import { foldNames, unfoldNames } from './fold/names.ts';
import { foldPorts, unfoldPorts } from './fold/ports.ts';
import { foldSched, unfoldSched } from './fold/sched.ts';
import { foldTasks, unfoldTasks } from './fold/tasks.ts';
import { foldThreads, unfoldThreads } from './fold/threads.ts';
import { BrokenLog } from './state.ts';
import type { State } from './state.ts';

const NO_BYTES = new Uint8Array(0);

/** Subjects of the types, by number. */
const NOTHING = 0;
const THREADS = 1;
const TASKS = 2;
const PORTS = 3;
const NAMES = 4;
const MESSAGES = 5;
const MEMORY = 6;
const BOOTSTRAP = 7;
const SCHED = 8;
const SUBJECT = new Uint8Array(EVENT_TYPE_MASK + 1);
const BYTES = new Uint8Array(EVENT_TYPE_MASK + 1);
/** Types whose bytes a fold reads: those of messages, by far the most, are only to be shown. */
const READ = new Uint8Array(EVENT_TYPE_MASK + 1);
for (const [key, shape] of Object.entries(EVENT_SHAPES)) {
  const type = Number(key);
  SUBJECT[type] = shape.name.startsWith('sched-') ? SCHED : subjectOf(type);
  BYTES[type] = shape.bytes ? 1 : 0;
  READ[type] = shape.bytes && SUBJECT[type] !== MESSAGES ? 1 : 0;
}

function subjectOf(type: number): number {
  if (type < 20) return THREADS;
  if (type < 34 || type === 37) return TASKS;
  if (type < 40) return THREADS;
  if (type < 60) return PORTS;
  if (type < 80) return NAMES;
  if (type < 100) return MESSAGES;
  if (type < 110) return MEMORY;
  return type < 120 ? BOOTSTRAP : NOTHING;
}

export function fold(state: State, words: Int32Array, at: number, seq: number, bytes: Uint8Array): void {
  switch (SUBJECT[words[at]! & EVENT_TYPE_MASK]) {
    case MESSAGES:
      return foldMessages(state, words, at, seq);
    case NAMES:
      return foldNames(state, words, at);
    case THREADS:
      return foldThreads(state, words, at, seq);
    case PORTS:
      return foldPorts(state, words, at);
    case TASKS:
      return foldTasks(state, words, at, seq, bytes);
    case MEMORY:
      return foldMemory(state, words, at);
    case BOOTSTRAP:
      return foldBootstrap(state, words, at, bytes);
    case SCHED:
      return foldSched(state, words, at, bytes);
    default:
  }
}

export function unfold(state: State, words: Int32Array, at: number, bytes: Uint8Array): void {
  switch (SUBJECT[words[at]! & EVENT_TYPE_MASK]) {
    case MESSAGES:
      return unfoldMessages(state, words, at);
    case NAMES:
      return unfoldNames(state, words, at);
    case THREADS:
      return unfoldThreads(state, words, at);
    case PORTS:
      return unfoldPorts(state, words, at);
    case TASKS:
      return unfoldTasks(state, words, at, bytes);
    case MEMORY:
      return unfoldMemory(state, words, at);
    case BOOTSTRAP:
      return unfoldBootstrap(state, words, at);
    case SCHED:
      return unfoldSched(state, words, at, bytes);
    default:
  }
}

/** The bytes of an event within those of its batch or chunk. */
export function bytesOf(words: Int32Array, at: number, bytes: Uint8Array): Uint8Array {
  if (BYTES[words[at]! & EVENT_TYPE_MASK] === 0) return NO_BYTES;
  const offset = words[at + EVENT_BYTES_OFFSET]!;
  return bytes.subarray(offset, offset + words[at + EVENT_BYTES_LENGTH]!);
}

function bytesRead(words: Int32Array, at: number, bytes: Uint8Array): Uint8Array {
  return READ[words[at]! & EVENT_TYPE_MASK] === 0 ? NO_BYTES : bytesOf(words, at, bytes);
}

/** Folds events `from` up to but not including `to` (numbers) of a chunk. A contradiction is told with the event's number. */
export function foldRange(state: State, chunk: Batch, from: number, to: number): void {
  const { words, bytes, firstSeq } = chunk;
  let seq = from;
  try {
    for (; seq < to; seq++) {
      const at = (seq - firstSeq) * EVENT_WORDS;
      fold(state, words, at, seq, bytesRead(words, at, bytes));
    }
  } catch (error) {
    if (error instanceof BrokenLog) throw new BrokenLog(`event ${seq}: ${error.message}`);
    throw error;
  }
}

/** Unfolds from event `from - 1` down to and including `to`. */
export function unfoldRange(state: State, chunk: Batch, from: number, to: number): void {
  const { words, bytes, firstSeq } = chunk;
  for (let seq = from - 1; seq >= to; seq--) {
    const at = (seq - firstSeq) * EVENT_WORDS;
    unfold(state, words, at, bytesRead(words, at, bytes));
  }
}
