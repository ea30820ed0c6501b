/**
 * What waits at the gate, read from the state: threads with a trap there, processes whose end the kernel has not taken yet, and the
 * deadlines of threads that wait in the kernel, for which time stands still.
 */

import { ARRIVED_PAUSED, MODE_PAUSED, WAIT_SEND } from '../../kernel/abi/events.ts';
import { TRAP_MACH_MSG, TRAP_NAMES } from '../../kernel/abi/frame.ts';
import { RCV_MSG, SEND_MSG } from '../../kernel/abi/message.ts';
import type { Frozen } from '../../kernel/trace/state.ts';

export interface GateEntry {
  readonly kind: 'trap' | 'end' | 'deadline';
  /** The thread, or the process. */
  readonly id: number;
  readonly task: number;
  /** What the trap is: `send`, `receive`, `rpc`, or a trap's name; or `end`, or `deadline`. */
  readonly what: string;
  /** The event since which it waits; ends of processes come after the traps, deadlines last. */
  readonly at: number;
  /** It may go; false for the trap of a suspended thread. */
  readonly ready: boolean;
}

export interface Waiting {
  readonly sending: readonly number[];
  readonly receiving: readonly number[];
}

/**
 * In order of arrival; behind what has arrived the deadlines, the next first. While the kernel runs they are the clock's,
 * and in scheduled mode the scheduler's.
 */
export function gateOf(state: Frozen): GateEntry[] {
  const entries: GateEntry[] = [];
  for (const { id, task, trap, suspendCount } of state.threads.values()) {
    if (trap === null || trap.gate === 0) continue;
    const ready = trap.gate === ARRIVED_PAUSED && suspendCount === 0 && (state.tasks.get(task)?.suspendCount ?? 0) === 0;
    entries.push({ kind: 'trap', id, task, what: trapWord(trap.trap, trap.options), at: trap.at, ready });
  }
  for (const process of state.processes.values()) {
    if (process.ended !== null || process.endWaits === null) continue;
    entries.push({ kind: 'end', id: process.id, task: process.task, what: 'end', at: Infinity, ready: true });
  }
  return [...entries.toSorted((a, b) => a.at - b.at), ...(state.mode === MODE_PAUSED && state.sched === null ? deadlinesOf(state) : [])];
}

function deadlinesOf(state: Frozen): GateEntry[] {
  const waiting = [...state.threads.values()].flatMap(({ id, task, wait }) =>
    wait === null || wait.deadlineMs < 0 ? [] : [{ id, task, deadlineMs: wait.deadlineMs, since: wait.since }],
  );
  return waiting
    .toSorted((a, b) => a.deadlineMs - b.deadlineMs)
    .map(({ id, task, since }) => ({ kind: 'deadline', id, task, what: 'deadline', at: since, ready: true }));
}

/** Threads that wait inside the kernel, by what for. */
export function waitingOf(state: Frozen): Waiting {
  const sending: number[] = [];
  const receiving: number[] = [];
  for (const { id, wait } of state.threads.values()) if (wait !== null) (wait.wait === WAIT_SEND ? sending : receiving).push(id);
  return { sending, receiving };
}

function trapWord(trap: number, options: number): string {
  if (trap !== TRAP_MACH_MSG) return TRAP_NAMES[trap] ?? String(trap);
  const both = options & (SEND_MSG | RCV_MSG);
  return both === (SEND_MSG | RCV_MSG) ? 'rpc' : both === SEND_MSG ? 'send' : 'receive';
}
