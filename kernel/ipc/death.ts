/** The death of ports and sets. */
import {
  DESTROY_PORT_DIED,
  EV_NAME_DIED,
  EV_PORT_CONTEXT,
  EV_PORT_DIED,
  EV_PORT_RESET,
  PORT_KIND_SET,
  RECEIVER_NOBODY,
  WAKE_CHANGED,
  WAKE_DIED,
} from '../abi/events.ts';
import { MACH_RCV_PORT_CHANGED, MACH_RCV_PORT_DIED } from '../abi/codes.ts';
import { UREFS_MAX } from '../abi/limits.ts';
import { TYPE_DEAD_NAME, TYPE_SEND, TYPE_SEND_ONCE } from '../abi/rights.ts';
import type { Ipc } from './context.ts';
import { messageDestroy } from './destroy.ts';
import type { Message } from './message.ts';
import { notifyDeadName, notifyPortDestroyed, setAccepted, setNoSenders, setPortDestroyed, setRequest } from './notification.ts';
import { kernelHolds, type Port, portForget, receiverMessage, sendOnceReleased } from './port.ts';
import { dequeue } from './queue.ts';
import { setLeave, setLeaveAll } from './set.ts';
import { type Entry, entrySet } from './space.ts';
import { waitEnd } from './wait.ts';

/** Purpose: wake every receiver that waits directly at a port or set that dies or moves away. */
export function receiversLost(ipc: Ipc, port: Port): void {
  const changed = ipc.profile.waiterSeesPortChanged;
  for (let waiter = port.receivers.first; waiter !== null; waiter = port.receivers.first) {
    waitEnd(ipc, waiter, changed ? WAKE_CHANGED : WAKE_DIED);
    ipc.continuations.receiverLost(waiter, changed ? MACH_RCV_PORT_CHANGED : MACH_RCV_PORT_DIED);
  }
}

/**
 * Purpose: a receive right leaves its place: sets are left, receivers woken, counters return to zero, an ordinary guard falls off.
 * The queue, its limit, blocked senders and all requests stay.
 */
export function receiveInMotion(ipc: Ipc, port: Port): void {
  setLeaveAll(ipc, port);
  receiversLost(ipc, port);
  if (port.mscount !== 0 || port.seqno !== 0) {
    ipc.sink.emit(EV_PORT_RESET, port.id, port.mscount, port.seqno);
    port.mscount = 0;
    port.seqno = 0;
  }
  if (port.guard !== 0 || port.contextLow !== 0 || port.contextHigh !== 0) contextSet(ipc, port, 0, 0, 0);
}

/** Purpose: change the context and the guard flags of a port. */
export function contextSet(ipc: Ipc, port: Port, low: number, high: number, guard: number): void {
  ipc.sink.emit(EV_PORT_CONTEXT, port.id, port.contextLow, port.contextHigh, low, high, port.guard, guard);
  port.contextLow = low;
  port.contextHigh = high;
  port.guard = guard;
}

/**
 * Purpose: the receive right of a port is given up: the port comes back to whoever asked for that, or dies.
 * Needs: no space holds the receive right any more.
 * Order (Mach 3): receivers and sets; port-destroyed request; inactive; blocked senders succeed; the no-senders request
 * ends as a SEND_ONCE; queued messages, oldest first; dead-name requests in order of registration, with their names;
 * all other names.
 */
export function portDestroy(ipc: Ipc, port: Port): void {
  receiveInMotion(ipc, port);
  if (port.portDestroyed !== null && notifyPortDestroyed(ipc, port)) return;
  portDie(ipc, port);
}

/** Purpose: the port dies for good, whatever requests there are. */
export function portDie(ipc: Ipc, port: Port): void {
  if (port.portDestroyed !== null) requestDropped(ipc, port, port.portDestroyed, setPortDestroyed);
  if (port.receiverKind !== RECEIVER_NOBODY) receiverMessage(ipc, port, null);
  port.active = false;
  port.busy = true;
  ipc.sink.emit(EV_PORT_DIED, port.id, port.msgcount);
  for (let sender = port.senders.first; sender !== null; sender = port.senders.first) {
    const message = sender.message as Message;
    waitEnd(ipc, sender, WAKE_DIED);
    messageDestroy(ipc, message, DESTROY_PORT_DIED);
    ipc.continuations.sent(sender);
  }
  if (!ipc.profile.noSendersAfterFlush) dropNoSenders(ipc, port);
  while (port.head !== null) messageDestroy(ipc, dequeue(ipc, port, null), DESTROY_PORT_DIED);
  if (ipc.profile.noSendersAfterFlush) dropNoSenders(ipc, port);
  namesDie(ipc, port);
  ipc.portDied(port);
  port.busy = false;
  portForget(ipc, port);
}

function dropNoSenders(ipc: Ipc, port: Port): void {
  if (port.noSenders !== null) requestDropped(ipc, port, port.noSenders, setNoSenders);
}

function requestDropped(ipc: Ipc, port: Port, notify: Port, set: (ipc: Ipc, port: Port, notify: Port | null) => void): void {
  set(ipc, port, null);
  kernelHolds(ipc, notify, 0, -1);
  if (notify !== port) sendOnceReleased(ipc, notify);
}

/** Names with a request first, in order of registration; then the others in order of arrival. */
function namesDie(ipc: Ipc, port: Port): void {
  port.armed = null;
  const requested: Entry[] = [];
  for (let entry = port.entries; entry !== null; entry = entry.next) if (entry.request !== null) requested.push(entry);
  requested.sort((a, b) => a.requestOrder - b.requestOrder);
  for (const entry of requested) nameDies(ipc, entry, port);
  while (port.entries !== null) nameDies(ipc, port.entries, port);
}

function nameDies(ipc: Ipc, entry: Entry, port: Port): void {
  const notify = entry.request;
  const once = (entry.type & TYPE_SEND_ONCE) !== 0;
  const extra = notify !== null && entry.urefs < UREFS_MAX ? 1 : 0;
  if (notify !== null) setRequest(ipc, entry, 0, null, false);
  if (entry.accepted !== null) setAccepted(ipc, entry, null);
  entrySet(ipc, EV_NAME_DIED, entry, TYPE_DEAD_NAME, entry.urefs + extra, 0, (entry.type & TYPE_SEND) !== 0 ? -1 : 0, once ? -1 : 0, 0);
  if (notify !== null) notifyDeadName(ipc, notify, entry, port);
}

/** Purpose: a set dies: members leave and keep all they have, receivers are woken. Needs: no entry names it any more. */
export function setDestroy(ipc: Ipc, set: Port): void {
  if (set.kind !== PORT_KIND_SET || set.members === null) return;
  for (const member of set.members.ports) setLeave(ipc, member, set);
  receiversLost(ipc, set);
  receiverMessage(ipc, set, null);
  set.active = false;
  ipc.sink.emit(EV_PORT_DIED, set.id, 0);
  portForget(ipc, set);
}
