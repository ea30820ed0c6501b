/** A port: a message queue with one receiver and counted senders. A port set is a port of its own kind. */
import {
  EV_KERNEL_HOLDS,
  EV_PORT_CREATED,
  EV_PORT_GONE,
  EV_PORT_LIMIT,
  EV_PORT_MSCOUNT,
  EV_PORT_SEQNO,
  EV_RECEIVER,
  PORT_KIND_ORDINARY,
  PORT_KIND_SET,
  RECEIVER_KERNEL,
  RECEIVER_MESSAGE,
  RECEIVER_NOBODY,
  RECEIVER_TASK,
} from '../abi/events.ts';
import { QLIMIT_DEFAULT } from '../abi/limits.ts';
import type { Ipc } from './context.ts';
import type { Message } from './message.ts';
import { notifyNoSenders, notifySendOnce } from './notification.ts';
import type { Members } from './set.ts';
import type { Entry, Space } from './space.ts';
import { Line } from './wait.ts';

export class Port {
  readonly id: number;
  readonly kind: number;
  /** The task, thread or context that a kernel port stands for; 0 for others. */
  readonly of: number;
  /** That object itself, for the room that serves it. */
  object: unknown = null;
  active = true;
  /** While the effects of its death run, the record must not go. */
  busy = false;

  receiverKind = RECEIVER_NOBODY;
  receiver: Space | null = null;
  receiverName = 0;
  /** The message that carries the receive right. */
  carrier: Message | null = null;

  mscount = 0;
  srights = 0;
  sorights = 0;
  seqno = 0;
  qlimit = QLIMIT_DEFAULT;

  msgcount = 0;
  head: Message | null = null;
  tail: Message | null = null;
  readonly senders = new Line();
  readonly receivers = new Line();

  /** The sets this port is a member of; null when none. */
  sets: Port[] | null = null;
  /** The members of a set; null for any other port. */
  members: Members | null = null;

  /** Where the NO_SENDERS and PORT_DESTROYED notifications go: a send-once right each. */
  noSenders: Port | null = null;
  portDestroyed: Port | null = null;

  /** Entries whose send-possible request fires at the next room; null when none. */
  armed: Set<Entry> | null = null;

  /** Spaces that have a message cached beyond the limit; null when none. */
  cachedFor: Set<Space> | null = null;

  /** Every entry of any space that names this port. */
  entries: Entry | null = null;
  entriesLast: Entry | null = null;

  contextLow = 0;
  contextHigh = 0;
  /** `GUARD_*` bits and the two below. */
  guard = 0;

  constructor(id: number, kind: number, of: number) {
    this.id = id;
    this.kind = kind;
    this.of = of;
  }
}

export const GUARDED = 0x100;
export const GUARD_STRICT = 0x200;

/** Purpose: a new port without receiver (ordinary, set), or received by the kernel (all other kinds). */
export function portCreate(ipc: Ipc, kind: number, of: number): Port {
  const port = new Port(ipc.nextPort++, kind, of);
  ipc.ports.set(port.id, port);
  if (kind !== PORT_KIND_ORDINARY && kind !== PORT_KIND_SET) port.receiverKind = RECEIVER_KERNEL;
  ipc.sink.emit(EV_PORT_CREATED, port.id, kind, port.qlimit, of);
  return port;
}

/** Purpose: the receive right is in a task's space now, under `name`. */
export function receiverTask(ipc: Ipc, port: Port, space: Space, name: number): void {
  emitReceiver(ipc, port, RECEIVER_TASK, space.taskId, name);
  port.receiverKind = RECEIVER_TASK;
  port.receiver = space;
  port.receiverName = name;
  port.carrier = null;
}

/** Purpose: the receive right is in a message, or with nobody (`message` null). */
export function receiverMessage(ipc: Ipc, port: Port, message: Message | null): void {
  const kind = message === null ? RECEIVER_NOBODY : RECEIVER_MESSAGE;
  emitReceiver(ipc, port, kind, message === null ? 0 : message.id, 0);
  port.receiverKind = kind;
  port.receiver = null;
  port.receiverName = 0;
  port.carrier = message;
}

/** Purpose: the kernel receives from this port: a port of its own, or a service waiting for its server. */
export function receiverKernel(ipc: Ipc, port: Port): void {
  emitReceiver(ipc, port, RECEIVER_KERNEL, 0, 0);
  port.receiverKind = RECEIVER_KERNEL;
  port.receiver = null;
  port.receiverName = 0;
  port.carrier = null;
}

function emitReceiver(ipc: Ipc, port: Port, newKind: number, newId: number, newName: number): void {
  const oldId = port.receiver !== null ? port.receiver.taskId : port.carrier !== null ? port.carrier.id : 0;
  ipc.sink.emit(EV_RECEIVER, port.id, port.receiverKind, oldId, port.receiverName, newKind, newId, newName);
}

/** Purpose: the kernel takes (or gives up, -1) references of its own, e.g. for a special-port slot. No consequence follows from it. */
export function kernelHolds(ipc: Ipc, port: Port, dsr: number, dso: number, dms = 0): void {
  port.srights += dsr;
  port.sorights += dso;
  port.mscount = (port.mscount + dms) >>> 0;
  ipc.sink.emit(EV_KERNEL_HOLDS, port.id, dsr, dso, dms);
}

/**
 * Purpose: what follows when a holder of a send right has just gone (the counter is lowered already).
 * Fires NO_SENDERS at zero; forgets a dead port at its last reference.
 */
export function sendReleased(ipc: Ipc, port: Port): void {
  if (port.srights !== 0) return;
  if (port.active) {
    if (port.noSenders !== null) notifyNoSenders(ipc, port);
  } else portForget(ipc, port);
}

/**
 * Purpose: what follows when a send-once right has just been destroyed unused (the counter is lowered already):
 * its port gets a SEND_ONCE notification, sent with that very right.
 */
export function sendOnceReleased(ipc: Ipc, port: Port): void {
  if (port.active) notifySendOnce(ipc, port);
  else portForget(ipc, port);
}

/** Purpose: change a queue's limit. Messages beyond a lower one stay; blocked senders go on while a higher one has room. */
export function portLimit(ipc: Ipc, port: Port, qlimit: number): void {
  ipc.sink.emit(EV_PORT_LIMIT, port.id, port.qlimit, qlimit);
  port.qlimit = qlimit;
  if (port.senders.first !== null) ipc.ready.push(port);
}

/** Purpose: change the number that the next message received will have. */
export function portSeqno(ipc: Ipc, port: Port, seqno: number): void {
  ipc.sink.emit(EV_PORT_SEQNO, port.id, port.seqno, seqno);
  port.seqno = seqno;
}

/** Purpose: change the count of send rights made. */
export function portMscount(ipc: Ipc, port: Port, mscount: number): void {
  ipc.sink.emit(EV_PORT_MSCOUNT, port.id, port.mscount, mscount);
  port.mscount = mscount;
}

/** Purpose: drop the record of a dead port once nothing refers to it. */
export function portForget(ipc: Ipc, port: Port): void {
  if (port.active || port.busy || port.srights !== 0 || port.sorights !== 0 || !ipc.ports.delete(port.id)) return;
  ipc.sink.emit(
    EV_PORT_GONE,
    port.id,
    port.kind,
    port.qlimit,
    port.mscount,
    port.seqno,
    port.of,
    port.contextLow,
    port.contextHigh,
    port.guard,
  );
}
