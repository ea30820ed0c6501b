/**
 * The kernel's state as plain data, in one canonical order: what the kernel says of itself and what a fold of its events gives
 * must be equal, member for member. Lists of objects are sorted by id, names by number, slots by number; queues and lines keep
 * their order. Names, types, options, bits, hashes, addresses and context words are unsigned; codes and deadlines signed.
 * What has ended (tasks, threads, processes, delivered messages, absent services, gone ports) is not listed.
 */

export interface Snapshot {
  /** As in `EV_BOOT`. */
  readonly profile: number;
  /** MODE_*. */
  readonly mode: number;
  /** Pages really copied by writes to shared memory, since boot. */
  readonly pagesCopied: number;
  /** The host's special and exception ports. */
  readonly special: readonly SlotSnapshot[];
  readonly tasks: readonly TaskSnapshot[];
  readonly threads: readonly ThreadSnapshot[];
  readonly ports: readonly PortSnapshot[];
  readonly messages: readonly MessageSnapshot[];
  readonly memory: readonly MemorySnapshot[];
  readonly contexts: readonly ContextSnapshot[];
  readonly services: readonly ServiceSnapshot[];
  readonly processes: readonly ProcessSnapshot[];
  /** Null: the kernel is not in scheduled mode. */
  readonly sched: SchedSnapshot | null;
}

export interface SchedSnapshot {
  readonly cpus: readonly { readonly thread: number; readonly switchLeft: number; readonly loaded: readonly number[] }[];
  readonly switchTicks: number;
  readonly registerSets: number;
  readonly clock: number;
  readonly usPerTick: number;
  readonly tick: number;
  readonly policyTask: number;
  readonly policyPort: number;
  readonly wants: number;
  readonly label: string;
  readonly asked: number;
  readonly devices: readonly (readonly {
    readonly thread: number;
    readonly task: number;
    readonly ticks: number;
    readonly left: number;
  }[])[];
  readonly threads: readonly ScheduledSnapshot[];
}

/** Of threads that have ended too. `place` orders the ready ones of one priority. */
export interface ScheduledSnapshot {
  readonly id: number;
  readonly task: number;
  readonly atTick: number;
  readonly base: number;
  readonly trapTicks: number;
  readonly state: number;
  readonly cpu: number;
  readonly place: number;
  readonly priority: number;
  readonly quantum: number;
  readonly quantumLeft: number;
  readonly burst: number;
  readonly declared: number;
  readonly swapped: number;
  readonly cpuTicks: number;
}

/** A filled slot of `EV_SPECIAL_PORT`: `port` is a port, for SPECIAL_NOTIFY a name. Empty slots are left out. */
export interface SlotSnapshot {
  readonly which: number;
  readonly port: number;
}

export interface TaskSnapshot {
  readonly id: number;
  readonly name: string;
  readonly parent: number;
  readonly process: number;
  /** Its kernel port. */
  readonly port: number;
  readonly suspendCount: number;
  readonly entries: readonly EntrySnapshot[];
  /** Sorted by name, then kind. */
  readonly requests: readonly NameRequestSnapshot[];
  readonly special: readonly SlotSnapshot[];
  /** Sorted by address. */
  readonly regions: readonly RegionSnapshot[];
}

/** `type`: TYPE_* without the request flags. `object`: the port or set, also of a dead name that once was one. */
export interface EntrySnapshot {
  readonly name: number;
  readonly type: number;
  readonly urefs: number;
  readonly object: number;
}

/** DEAD_NAME, SEND_POSSIBLE or MSG_ACCEPTED on a name. `armed`: 0 or 1. */
export interface NameRequestSnapshot {
  readonly name: number;
  readonly kind: number;
  readonly notify: number;
  readonly armed: number;
}

export interface RegionSnapshot {
  readonly address: number;
  readonly sizeBytes: number;
  readonly memory: number;
  readonly protection: number;
}

export interface ThreadSnapshot {
  readonly id: number;
  readonly task: number;
  readonly port: number;
  readonly suspendCount: number;
  /** The trap it is in, or that waits at the gate; null while it runs in its process or has not begun. */
  readonly trap: TrapSnapshot | null;
  readonly wait: WaitSnapshot | null;
  readonly special: readonly SlotSnapshot[];
}

/** `at`: the event of entering or arriving. `gate`: ARRIVED_* when it waits at the gate, 0 when it is in the kernel. */
export interface TrapSnapshot {
  readonly trap: number;
  readonly options: number;
  readonly at: number;
  readonly gate: number;
}

/** WAIT_* on `object`; `msg`: the message it wants to send; `since`: the event of its EV_WAITS. */
export interface WaitSnapshot {
  readonly wait: number;
  readonly object: number;
  readonly msg: number;
  readonly deadlineMs: number;
  readonly since: number;
}

/** A port or set, alive or dead but still referred to. A dead one has no queue, line, member or request. */
export interface PortSnapshot {
  readonly id: number;
  readonly kind: number;
  readonly of: number;
  readonly active: boolean;
  readonly receiver: { readonly kind: number; readonly id: number; readonly name: number };
  readonly qlimit: number;
  readonly mscount: number;
  readonly seqno: number;
  readonly srights: number;
  readonly sorights: number;
  readonly contextLow: number;
  readonly contextHigh: number;
  readonly flags: number;
  /** Messages, the head first. */
  readonly queue: readonly number[];
  /** Threads that wait to send, and to receive, the first in line first. */
  readonly senders: readonly number[];
  readonly receivers: readonly number[];
  /** Sets that it is a member of, sorted; its members in order of joining, if it is a set. */
  readonly sets: readonly number[];
  readonly members: readonly number[];
  /** NO_SENDERS and PORT_DESTROYED, sorted by kind. */
  readonly requests: readonly { readonly kind: number; readonly notify: number }[];
}

export interface MessageSnapshot {
  readonly id: number;
  readonly senderTask: number;
  readonly senderThread: number;
  readonly msghId: number;
  readonly sizeBytes: number;
  readonly bits: number;
  readonly bodyBytes: number;
  readonly hash: number;
  /** The event of its EV_MSG_CREATED. */
  readonly createdAt: number;
  /** The port whose queue it is in, 0: none. */
  readonly queuedOn: number;
  readonly rights: readonly { readonly slot: number; readonly port: number; readonly kind: number }[];
  readonly memory: readonly { readonly descriptor: number; readonly memory: number; readonly sizeBytes: number }[];
}

export interface MemorySnapshot {
  readonly id: number;
  readonly sizeBytes: number;
  readonly copyOf: number;
}

export interface ContextSnapshot {
  readonly id: number;
  readonly port: number;
  readonly parent: number;
  readonly requestor: number;
}

export interface ServiceSnapshot {
  readonly id: number;
  readonly context: number;
  readonly name: string;
  readonly state: number;
  readonly port: number;
  readonly task: number;
  /** As its last EV_SERVICE_CRASHED said; 0 before any. */
  readonly crashes: number;
  /** When it is to be started again of itself; -1: never. */
  readonly dueMs: number;
}

export interface ProcessSnapshot {
  readonly id: number;
  readonly task: number;
  readonly profile: number;
  readonly memoryMB: number;
  readonly program: string;
  /** 0 until it has started. */
  readonly pid: number;
  /** What it reported of its sandbox; null before. */
  readonly ready: {
    readonly layers: number;
    readonly landlockAbi: number;
    readonly probesTried: number;
    readonly probesRefused: number;
  } | null;
  /** What the host confirmed of it; null before. */
  readonly checked: { readonly seccomp: number; readonly noNewPrivs: number } | null;
  readonly rssKB: number;
  readonly cpuMs: number;
  /** It is being killed. */
  readonly killed: boolean;
}
