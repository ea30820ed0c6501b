/** Notifications: messages of the kernel to a send-once right. They never block and ignore queue limits. */
import { EV_NOTIFIED, EV_REQUEST, SLOT_BODY, SLOT_DESTINATION } from '../abi/events.ts';
import { DESCRIPTOR_PORT } from '../abi/message.ts';
import {
  NOTIFY_DEAD_NAME,
  NOTIFY_MSG_ACCEPTED,
  NOTIFY_NO_SENDERS,
  NOTIFY_PORT_DELETED,
  NOTIFY_PORT_DESTROYED,
  NOTIFY_SEND_ONCE,
  NOTIFY_SEND_POSSIBLE,
  REQUEST_MSG_ACCEPTED,
  REQUEST_NO_SENDERS,
  REQUEST_PORT_DESTROYED,
} from '../abi/notify.ts';
import { PORT_RECEIVE, PORT_SEND_ONCE } from '../abi/rights.ts';
import type { Ipc } from './context.ts';
import { type Descriptor, kernelMessage, kernelPuts } from './message.ts';
import { kernelHolds, type Port, portForget, receiverMessage } from './port.ts';
import { enqueue } from './queue.ts';
import type { Entry } from './space.ts';

function word(value: number): Uint8Array {
  const data = new Uint8Array(4);
  new DataView(data.buffer).setUint32(0, value, true);
  return data;
}

/**
 * Purpose: send a notification to `notify`.
 * Rights: takes the one send-once right to `notify` that the kernel held (its counter stays: the message holds it now).
 * A dead notify port swallows it.
 */
function notifySend(ipc: Ipc, notify: Port, msghId: number, task: number, name: number, port: Port | null, data?: Uint8Array): void {
  if (!notify.active) {
    kernelHolds(ipc, notify, 0, -1);
    portForget(ipc, notify);
    return;
  }
  const message = kernelMessage(ipc, msghId, data);
  ipc.sink.emit(EV_NOTIFIED, msghId, notify.id, task, name, port === null ? 0 : port.id, message.id);
  kernelPuts(ipc, message, SLOT_DESTINATION, notify, PORT_SEND_ONCE, 0, 0, 0);
  enqueue(ipc, notify, message, true);
}

/** Purpose: a send-once right of `port` was destroyed unused (its counter is lowered already): tell the port, with a right of the same kind. */
export function notifySendOnce(ipc: Ipc, port: Port): void {
  const message = kernelMessage(ipc, NOTIFY_SEND_ONCE);
  ipc.sink.emit(EV_NOTIFIED, NOTIFY_SEND_ONCE, port.id, 0, 0, port.id, message.id);
  kernelPuts(ipc, message, SLOT_DESTINATION, port, PORT_SEND_ONCE, 0, 1, 0);
  enqueue(ipc, port, message, true);
}

/** Purpose: nobody holds a send right to `port` any more. Needs: a request is registered. */
export function notifyNoSenders(ipc: Ipc, port: Port): void {
  const notify = port.noSenders as Port;
  setNoSenders(ipc, port, null);
  notifySend(ipc, notify, NOTIFY_NO_SENDERS, 0, 0, port, word(port.mscount));
}

/** Purpose: NO_SENDERS at once, without a registration. Rights: takes one send-once right the kernel holds to `notify`. */
export function notifyNoSendersNow(ipc: Ipc, port: Port, notify: Port): void {
  notifySend(ipc, notify, NOTIFY_NO_SENDERS, 0, 0, port, word(port.mscount));
}

/** Purpose: DEAD_NAME about a name. Rights: takes one send-once right the kernel holds to `notify`. */
export function notifyDeadName(ipc: Ipc, notify: Port, entry: Entry, port: Port | null): void {
  notifySend(ipc, notify, NOTIFY_DEAD_NAME, entry.space.taskId, entry.name, port, word(entry.name));
}

/** Purpose: SEND_POSSIBLE about a name. Rights: takes one send-once right the kernel holds to `notify`. */
export function notifySendPossible(ipc: Ipc, notify: Port, entry: Entry): void {
  notifySend(ipc, notify, NOTIFY_SEND_POSSIBLE, entry.space.taskId, entry.name, entry.object, word(entry.name));
}

/** Purpose: MSG_ACCEPTED: the cached message was taken; `name` is 0 when its sender no longer has the right. Rights: as above. */
export function notifyAccepted(ipc: Ipc, notify: Port, task: number, name: number, port: Port): void {
  notifySend(ipc, notify, NOTIFY_MSG_ACCEPTED, task, name, port, word(name));
}

/** Purpose: a request on a name whose right went while the port lives becomes PORT_DELETED. Rights: the request's right moves on. */
export function notifyPortDeleted(ipc: Ipc, entry: Entry): void {
  const notify = entry.request;
  if (notify === null) return;
  const { object } = entry;
  setRequest(ipc, entry, 0, null, false);
  notifySend(ipc, notify, NOTIFY_PORT_DELETED, entry.space.taskId, entry.name, object, word(entry.name));
}

/**
 * Purpose: the receive right of `port` travels to whoever asked to get it back. Needs: a request is registered; nobody holds the receive right.
 * Returns: false when it cannot be delivered, so that the port must die after all.
 */
export function notifyPortDestroyed(ipc: Ipc, port: Port): boolean {
  const notify = port.portDestroyed as Port;
  setPortDestroyed(ipc, port, null);
  if (!notify.active || notify === port || carriedBy(notify, port)) {
    kernelHolds(ipc, notify, 0, -1);
    if (notify.active && notify !== port) notifySendOnce(ipc, notify);
    portForget(ipc, notify);
    return false;
  }
  const right = { port, kind: PORT_RECEIVE, word: 0, slot: SLOT_BODY };
  const descriptor: Descriptor = {
    type: DESCRIPTOR_PORT,
    rights: [right],
    memory: null,
    sizeBytes: 0,
    copy: 0,
    kind: PORT_RECEIVE,
    guardLow: 0,
    guardHigh: 0,
    guardFlags: 0,
  };
  const message = kernelMessage(ipc, NOTIFY_PORT_DESTROYED, undefined, [descriptor]);
  ipc.sink.emit(EV_NOTIFIED, NOTIFY_PORT_DESTROYED, notify.id, 0, 0, port.id, message.id);
  kernelPuts(ipc, message, SLOT_DESTINATION, notify, PORT_SEND_ONCE, 0, 0, 0);
  receiverMessage(ipc, port, message);
  kernelPuts(ipc, message, SLOT_BODY, port, PORT_RECEIVE, 0, 0, 0);
  enqueue(ipc, notify, message, true);
  return true;
}

/** Returns: whether the receive right of `port` is inside a message that (through any number of messages) waits at `carrier`… */
export function carriedBy(port: Port, ancestor: Port): boolean {
  for (let at: Port | null = port; at !== null;) {
    if (at === ancestor) return true;
    at = at.carrier === null ? null : at.carrier.destination;
  }
  return false;
}

/** Purpose: the request slot of a name changes. Rights: none move; the caller accounts for the send-once right. */
export function setRequest(ipc: Ipc, entry: Entry, kind: number, notify: Port | null, armed: boolean): void {
  const { request: oldNotify, requestKind: oldKind, requestArmed: oldArmed } = entry;
  entry.request = notify;
  entry.requestKind = kind;
  entry.requestArmed = armed;
  ipc.sink.emit(
    EV_REQUEST,
    entry.space.taskId,
    entry.name,
    entry.objectId,
    oldKind,
    oldNotify === null ? 0 : oldNotify.id,
    oldArmed ? 1 : 0,
    kind,
    notify === null ? 0 : notify.id,
    armed ? 1 : 0,
  );
}

function emitPortRequest(ipc: Ipc, port: Port, kind: number, old: Port | null, notify: Port | null): void {
  if (old === null && notify === null) return;
  ipc.sink.emit(
    EV_REQUEST,
    0,
    0,
    port.id,
    old === null ? 0 : kind,
    old === null ? 0 : old.id,
    0,
    notify === null ? 0 : kind,
    notify === null ? 0 : notify.id,
    0,
  );
}

export function setNoSenders(ipc: Ipc, port: Port, notify: Port | null): void {
  const old = port.noSenders;
  port.noSenders = notify;
  emitPortRequest(ipc, port, REQUEST_NO_SENDERS, old, notify);
}

export function setPortDestroyed(ipc: Ipc, port: Port, notify: Port | null): void {
  const old = port.portDestroyed;
  port.portDestroyed = notify;
  emitPortRequest(ipc, port, REQUEST_PORT_DESTROYED, old, notify);
}

/** Purpose: the slot for MSG_ACCEPTED of a name changes. */
export function setAccepted(ipc: Ipc, entry: Entry, notify: Port | null): void {
  const old = entry.accepted;
  entry.accepted = notify;
  const kind = REQUEST_MSG_ACCEPTED;
  ipc.sink.emit(
    EV_REQUEST,
    entry.space.taskId,
    entry.name,
    entry.objectId,
    old === null ? 0 : kind,
    old === null ? 0 : old.id,
    0,
    notify === null ? 0 : kind,
    notify === null ? 0 : notify.id,
    0,
  );
}
