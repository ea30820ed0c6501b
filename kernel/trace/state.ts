/**
 * The replica's state: plain records by id, in tables that freeze at no cost. Only the folds write to it. Tasks and processes that
 * have ended and services that are gone stay as records that say so: their ids come up in sentences and views for ever.
 */

import type { ContextState, MemoryState, MessageState, PortState, ProcessState, ServiceState, Slot } from './records.ts';
import type { SchedState, ScheduledState } from './records.sched.ts';
import type { TaskState, ThreadState } from './records.tasks.ts';
import { Table } from './table.ts';

export { BrokenLog } from './broken.ts';

let epochs = 0;

/** What a state consists of; frozen it is a checkpoint. */
export interface Frozen {
  readonly profile: number;
  readonly mode: number;
  readonly pagesCopied: number;
  readonly panicked: boolean;
  readonly special: readonly Slot[];
  readonly tasks: Table<TaskState>;
  readonly threads: Table<ThreadState>;
  readonly ports: Table<PortState>;
  readonly messages: Table<MessageState>;
  readonly memory: Table<MemoryState>;
  readonly contexts: Table<ContextState>;
  readonly services: Table<ServiceState>;
  readonly processes: Table<ProcessState>;
  /** Null: the kernel is not in scheduled mode. */
  readonly sched: SchedState | null;
  readonly scheduled: Table<ScheduledState>;
}

export class State implements Frozen {
  epoch: number;
  /** Nodes and records copied because they belonged to an older epoch: what checkpoints have cost. */
  copied = 0;
  /** -1 before the kernel has booted. */
  profile = -1;
  mode = 0;
  pagesCopied = 0;
  panicked = false;
  /** The host's special and exception ports. */
  special: readonly Slot[] = [];
  sched: SchedState | null = null;
  tasks: Table<TaskState> = Table.empty();
  threads: Table<ThreadState> = Table.empty();
  ports: Table<PortState> = Table.empty();
  messages: Table<MessageState> = Table.empty();
  memory: Table<MemoryState> = Table.empty();
  contexts: Table<ContextState> = Table.empty();
  services: Table<ServiceState> = Table.empty();
  processes: Table<ProcessState> = Table.empty();
  scheduled: Table<ScheduledState> = Table.empty();

  constructor() {
    this.epoch = ++epochs;
  }

  static from(frozen: Frozen): State {
    const state = new State();
    state.restore(frozen);
    return state;
  }

  /** The state as it is now, for ever. What changes from here on is copied first. */
  freeze(): Frozen {
    this.epoch = ++epochs;
    const { profile, mode, pagesCopied, panicked, special, sched } = this;
    return { profile, mode, pagesCopied, panicked, special, sched, ...shareTables(this) };
  }

  restore(frozen: Frozen): void {
    this.epoch = ++epochs;
    this.profile = frozen.profile;
    this.mode = frozen.mode;
    this.pagesCopied = frozen.pagesCopied;
    this.panicked = frozen.panicked;
    this.special = frozen.special;
    this.sched = frozen.sched;
    Object.assign(this, shareTables(frozen));
  }
}

type Tables = Pick<Frozen, 'tasks' | 'threads' | 'ports' | 'messages' | 'memory' | 'contexts' | 'services' | 'processes' | 'scheduled'>;
function shareTables(from: Tables): Tables {
  return {
    tasks: from.tasks.share(),
    threads: from.threads.share(),
    ports: from.ports.share(),
    messages: from.messages.share(),
    memory: from.memory.share(),
    contexts: from.contexts.share(),
    services: from.services.share(),
    processes: from.processes.share(),
    scheduled: from.scheduled.share(),
  };
}
