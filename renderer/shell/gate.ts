/**
 * What waits at the gate, read from the state: threads with a trap there, processes whose end the kernel has not taken yet, and what
 * time stands still for: the deadlines of threads that wait in the kernel, and services that are to be started again.
 */

import { ARRIVED_PAUSED, MODE_PAUSED, WAIT_SEND } from '../../kernel/abi/events.ts';
import { TRAP_MACH_MSG, TRAP_NAMES } from '../../kernel/abi/frame.ts';
import { RCV_MSG, SEND_MSG } from '../../kernel/abi/message.ts';
import type { Frozen } from '../../kernel/trace/state.ts';
import type { Target } from '../view.ts';

export interface GateEntry {
  readonly kind: 'trap' | 'end' | 'deadline' | 'restart';
  /** The thread, the process, or the service. */
  readonly id: number;
  /** 0: a service's. */
  readonly task: number;
  readonly target: Target;
  /** What the trap is: `send`, `receive`, `rpc`, or a trap's name; else its kind. */
  readonly what: string;
  /** The event since which it waits; infinite for what the state has none of. */
  readonly at: number;
  /** It may go; false for the trap of a suspended thread. */
  readonly ready: boolean;
}

export interface Waiting {
  readonly sending: readonly number[];
  readonly receiving: readonly number[];
}

/**
 * In order of arrival, ends of processes behind the traps; behind what has arrived what waits for its time, the next first. While the
 * kernel runs that is the clock's, and in scheduled mode the scheduler's.
 */
export function gateOf(state: Frozen): GateEntry[] {
  const entries: GateEntry[] = [];
  for (const { id, task, trap, suspendCount } of state.threads.values()) {
    if (trap === null || trap.gate === 0) continue;
    const ready = trap.gate === ARRIVED_PAUSED && suspendCount === 0 && (state.tasks.get(task)?.suspendCount ?? 0) === 0;
    entries.push({ kind: 'trap', id, task, target: { kind: 'thread', id }, what: trapWord(trap.trap, trap.options), at: trap.at, ready });
  }
  for (const process of state.processes.values()) {
    if (process.ended !== null || process.endWaits === null) continue;
    const { id, task } = process;
    entries.push({ kind: 'end', id, task, target: { kind: 'process', id }, what: 'end', at: Infinity, ready: true });
  }
  return [...entries.toSorted((a, b) => a.at - b.at), ...(state.mode === MODE_PAUSED && state.sched === null ? timedOf(state) : [])];
}

function timedOf(state: Frozen): GateEntry[] {
  const timed: { readonly dueMs: number; readonly entry: GateEntry }[] = [];
  for (const { id, task, wait } of state.threads.values()) {
    if (wait === null || wait.deadlineMs < 0) continue;
    const target: Target = { kind: 'thread', id };
    timed.push({ dueMs: wait.deadlineMs, entry: { kind: 'deadline', id, task, target, what: 'deadline', at: wait.since, ready: true } });
  }
  for (const { id, port, state: now, dueMs } of state.services.values()) {
    if (now === 0 || dueMs < 0) continue;
    const target: Target = { kind: 'port', id: port };
    timed.push({ dueMs, entry: { kind: 'restart', id, task: 0, target, what: 'restart', at: Infinity, ready: true } });
  }
  return timed.toSorted((a, b) => a.dueMs - b.dueMs).map(({ entry }) => entry);
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
