/**
 * The replica's state: plain records by id, in tables that freeze at no cost. Only the folds write to it. Tasks and processes that
 * have ended and services that are gone stay as records that say so: their ids come up in sentences and views for ever.
 */

import { BrokenLog } from './broken.ts';
import type { ContextState, MemoryState, MessageState, PortState, ProcessState, ServiceState, Slot } from './records.ts';
import type { SchedState, ScheduledState } from './records.sched.ts';
import type { TaskState, ThreadState } from './records.tasks.ts';
import { Table } from './table.ts';

export { BrokenLog };

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

/** What a log may cost that comes from anywhere: records at once, and places of lists that are walked over or copied. */
export interface Bounds {
  readonly records: number;
  readonly walked: number;
}

const NO_BOUNDS: Bounds = { records: Infinity, walked: Infinity };

export class State implements Frozen {
  readonly #bounds: Bounds;
  #records = 0;
  #walked = 0;
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

  constructor(bounds = NO_BOUNDS) {
    this.#bounds = bounds;
    this.epoch = ++epochs;
  }

  static from(frozen: Frozen, bounds = NO_BOUNDS): State {
    const state = new State(bounds);
    state.restore(frozen);
    return state;
  }

  /** There are so many records more, or less. Throws `BrokenLog` past the bounds. */
  count(records: number): void {
    this.#records += records;
    if (this.#records > this.#bounds.records) throw new BrokenLog('there is more at once than any kernel has');
  }

  /** A list was walked over or copied. Throws `BrokenLog` past the bounds. */
  walk(places: number): void {
    this.#walked += places;
    if (this.#walked > this.#bounds.walked) throw new BrokenLog('lists are longer than those of any kernel');
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
