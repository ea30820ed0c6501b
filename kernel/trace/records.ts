/** Records of ports, messages, memory, processes and the name service. */

import { Line } from './line.ts';

/** A filled slot for a special, registered or exception port. Lists of them are sorted by `which` and replaced, never changed. */
export interface Slot {
  readonly which: number;
  readonly port: number;
}

export interface PortState {
  readonly epoch: number;
  readonly id: number;
  readonly kind: number;
  /** The task, thread or context it stands for; 0 for none. */
  readonly of: number;
  active: boolean;
  receiverKind: number;
  receiverId: number;
  receiverName: number;
  qlimit: number;
  mscount: number;
  seqno: number;
  srights: number;
  sorights: number;
  contextLow: number;
  contextHigh: number;
  flags: number;
  /** Messages, the head first. */
  queue: Line;
  /** Threads waiting to send and to receive. */
  senders: Line;
  receivers: Line;
  /** Sets it is in, sorted; its members, in order of joining. */
  sets: readonly number[];
  members: Line;
  /** Ports to be told; 0: nobody asked. */
  noSenders: number;
  portDestroyed: number;
}

export interface CarriedRight {
  readonly slot: number;
  readonly port: number;
  /** PORT_RECEIVE, PORT_SEND or PORT_SEND_ONCE. */
  readonly kind: number;
}

export interface CarriedMemory {
  readonly descriptor: number;
  readonly memory: number;
  readonly sizeBytes: number;
}

export interface MessageState {
  readonly epoch: number;
  readonly id: number;
  /** 0: the kernel. */
  readonly senderTask: number;
  readonly senderThread: number;
  readonly msghId: number;
  readonly sizeBytes: number;
  readonly bits: number;
  readonly bodyBytes: number;
  readonly hash: number;
  readonly createdAt: number;
  /** The port in whose queue it is; 0: in none. */
  queuedOn: number;
  /** Sorted by slot and by descriptor. */
  readonly rights: CarriedRight[];
  readonly memory: CarriedMemory[];
}

export interface MemoryState {
  readonly epoch: number;
  readonly id: number;
  readonly sizeBytes: number;
  readonly copyOf: number;
}

export interface ContextState {
  readonly epoch: number;
  readonly id: number;
  readonly port: number;
  readonly parent: number;
  readonly requestor: number;
}

export interface ServiceState {
  readonly epoch: number;
  readonly id: number;
  readonly context: number;
  readonly name: string;
  /** SERVICE_*; 0 when it is gone. */
  state: number;
  port: number;
  task: number;
  crashes: number;
  /** Virtual milliseconds at which it is to be started again; -1: not of itself. */
  dueMs: number;
}

export interface ProcessState {
  readonly epoch: number;
  readonly id: number;
  readonly task: number;
  readonly profile: number;
  readonly memoryMB: number;
  readonly program: string;
  pid: number;
  ready: { readonly layers: number; readonly landlockAbi: number; readonly probesTried: number; readonly probesRefused: number } | null;
  checked: { readonly seccomp: number; readonly noNewPrivs: number } | null;
  rssKB: number;
  cpuMs: number;
  killed: boolean;
  /** It is gone, but that waits at the gate. */
  endWaits: { readonly exitCode: number; readonly signal: number } | null;
  /** `signal` 0: it ended by itself. Null while it lives. */
  ended: { readonly exitCode: number; readonly signal: number; readonly at: number } | null;
}

export function newPort(epoch: number, id: number, kind: number, of: number, qlimit: number): PortState {
  return {
    epoch,
    id,
    kind,
    of,
    active: true,
    receiverKind: 0,
    receiverId: 0,
    receiverName: 0,
    qlimit,
    mscount: 0,
    seqno: 0,
    srights: 0,
    sorights: 0,
    contextLow: 0,
    contextHigh: 0,
    flags: 0,
    queue: Line.empty,
    senders: Line.empty,
    receivers: Line.empty,
    sets: [],
    members: Line.empty,
    noSenders: 0,
    portDestroyed: 0,
  };
}

/** The slots with `which` holding `port`; empty when that is 0. */
export function withSlot(slots: readonly Slot[], which: number, port: number): readonly Slot[] {
  const others = slots.filter((slot) => slot.which !== which);
  if (port !== 0) others.push({ which, port });
  return others.sort((a, b) => a.which - b.which);
}
