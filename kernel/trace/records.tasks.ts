/** Records of tasks, their name spaces, and threads. */

import type { Slot } from './records.ts';
import { Table } from './table.ts';

export interface Entry {
  readonly epoch: number;
  readonly name: number;
  type: number;
  urefs: number;
  /** The port or set it names, or named before it died. */
  object: number;
}

/** A notification asked for on a name. */
export interface NameRequest {
  readonly epoch: number;
  readonly name: number;
  readonly kind: number;
  readonly notify: number;
  readonly armed: number;
}

export interface Region {
  readonly epoch: number;
  readonly address: number;
  readonly sizeBytes: number;
  readonly memory: number;
  protection: number;
}

export interface TaskState {
  readonly epoch: number;
  readonly id: number;
  name: string;
  readonly parent: number;
  readonly process: number;
  readonly port: number;
  suspendCount: number;
  /** How it ended (TASK_END_*) and with which code; null while it lives. */
  ended: { readonly how: number; readonly code: number; readonly at: number } | null;
  readonly entries: Table<Entry>;
  /** DEAD_NAME or SEND_POSSIBLE, by name. */
  readonly requests: Table<NameRequest>;
  /** MSG_ACCEPTED, by name. */
  readonly accepted: Table<NameRequest>;
  readonly regions: Table<Region>;
  special: readonly Slot[];
}

/** A trap in the kernel since event `at`, or, when `gate` says why, waiting at the gate since then. */
export interface Trap {
  readonly trap: number;
  readonly options: number;
  readonly at: number;
  readonly gate: number;
}

export interface Wait {
  readonly wait: number;
  readonly object: number;
  readonly msg: number;
  readonly deadlineMs: number;
  readonly since: number;
}

export interface ThreadState {
  readonly epoch: number;
  readonly id: number;
  readonly task: number;
  readonly port: number;
  suspendCount: number;
  trap: Trap | null;
  wait: Wait | null;
  special: readonly Slot[];
}

export function newTask(epoch: number, id: number, name: string, parent: number, process: number, port: number): TaskState {
  return {
    epoch,
    id,
    name,
    parent,
    process,
    port,
    suspendCount: 0,
    ended: null,
    entries: Table.empty(),
    requests: Table.empty(),
    accepted: Table.empty(),
    regions: Table.empty(),
    special: [],
  };
}
