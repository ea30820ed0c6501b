/** Waiting: a thread waits for at most one thing, to send to a port or to receive from a port or set. */
import { EV_WAITS, EV_WAKES, WAIT_SEND } from '../abi/events.ts';
import type { Ipc } from './context.ts';
import type { Message } from './message.ts';
import type { Port } from './port.ts';

/** What IPC knows of a thread. `kernel/task` extends it. */
export class Waiter {
  readonly id: number;
  readonly taskId: number;
  /** 0, `WAIT_SEND` or `WAIT_RECEIVE`. */
  waiting = 0;
  waitsFor: Port | null = null;
  /** The message of a blocked sender. */
  message: Message | null = null;
  /** Virtual milliseconds; -1: for ever. */
  deadlineMs = -1;
  /** The event number of its EV_WAITS. */
  since = 0;
  next: Waiter | null = null;
  previous: Waiter | null = null;
  line: Line | null = null;

  constructor(id: number, taskId: number) {
    this.id = id;
    this.taskId = taskId;
  }
}

/** Waiters in order of arrival. */
export class Line {
  first: Waiter | null = null;
  last: Waiter | null = null;

  /** In order; for snapshots and checks. */
  *[Symbol.iterator](): Generator<Waiter> {
    for (let waiter = this.first; waiter !== null; waiter = waiter.next) yield waiter;
  }
}

/**
 * Purpose: put a thread at the end of the line of a port's senders or receivers.
 * Needs: the thread waits for nothing.
 */
export function waitStart(ipc: Ipc, waiter: Waiter, wait: number, port: Port, message: Message | null, deadlineMs: number): void {
  const line = wait === WAIT_SEND ? port.senders : port.receivers;
  waiter.waiting = wait;
  waiter.waitsFor = port;
  waiter.message = message;
  waiter.deadlineMs = deadlineMs;
  waiter.line = line;
  waiter.since = ipc.sink.next;
  waiter.previous = line.last;
  if (line.last === null) line.first = waiter;
  else line.last.next = waiter;
  line.last = waiter;
  ipc.sink.emit(EV_WAITS, waiter.id, waiter.taskId, wait, port.id, message === null ? 0 : message.id, deadlineMs);
}

/**
 * Purpose: take a waiting thread out of its line, for the reason `why` (`WAKE_*`).
 * Rights: the message of a sender is the caller's now.
 */
export function waitEnd(ipc: Ipc, waiter: Waiter, why: number): void {
  const { line, next, previous, waitsFor, message } = waiter;
  if (line === null || waitsFor === null) return;
  if (previous === null) line.first = next;
  else previous.next = next;
  if (next === null) line.last = previous;
  else next.previous = previous;
  const wait = waiter.waiting;
  waiter.waiting = 0;
  waiter.waitsFor = null;
  waiter.message = null;
  waiter.line = null;
  waiter.next = null;
  waiter.previous = null;
  ipc.sink.emit(
    EV_WAKES,
    waiter.id,
    waiter.taskId,
    wait,
    waitsFor.id,
    message === null ? 0 : message.id,
    waiter.deadlineMs,
    next === null ? 0 : next.id,
    why,
    waiter.since,
  );
}
