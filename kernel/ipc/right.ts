/** Rights: how they leave a space and how they enter one. How one is given up: `right.release.ts`. */
import { EV_COPYIN, EV_COPYOUT, EV_NAME_ARRIVED, EV_NAME_INSERTED, EV_NAME_LEFT, EV_NAME_REFS } from '../abi/events.ts';
import { UREFS_MAX } from '../abi/limits.ts';
import { GUARD_IMMOVABLE_RECEIVE } from '../abi/message.ts';
import {
  COPY_SEND,
  MACH_PORT_DEAD,
  MACH_PORT_NULL,
  MAKE_SEND,
  MAKE_SEND_ONCE,
  MOVE_RECEIVE,
  MOVE_SEND,
  MOVE_SEND_ONCE,
  PORT_RECEIVE,
  PORT_SEND,
  PORT_SEND_ONCE,
  TYPE_DEAD_NAME,
  TYPE_RECEIVE,
  TYPE_SEND,
  TYPE_SEND_ONCE,
} from '../abi/rights.ts';
import { type Ipc, panic } from './context.ts';
import { receiveInMotion } from './death.ts';
import type { Message } from './message.ts';
import { type Port, receiverMessage, receiverTask, sendOnceReleased, sendReleased } from './port.ts';
import { deadDrop, entryEmpty, receiveDrop, sendDrop } from './right.release.ts';
import { type Entry, entryBind, entrySet, type Space, spaceAllocate } from './space.ts';

export const RIGHT_BAD = 0;
export const RIGHT_OK = 1;
/** The name is dead: nothing but DEAD can be taken from it. */
export const RIGHT_IS_DEAD = 2;

/** Returns: whether `disposition` can take its right from the entry: `RIGHT_OK`, `RIGHT_IS_DEAD` or `RIGHT_BAD`. */
export function rightCheck(entry: Entry, disposition: number): number {
  const { type } = entry;
  switch (disposition) {
    case MAKE_SEND:
    case MAKE_SEND_ONCE:
      return (type & TYPE_RECEIVE) !== 0 ? RIGHT_OK : RIGHT_BAD;
    case MOVE_RECEIVE:
      return (type & TYPE_RECEIVE) !== 0 && ((entry.object as Port).guard & GUARD_IMMOVABLE_RECEIVE) === 0 ? RIGHT_OK : RIGHT_BAD;
    case COPY_SEND:
    case MOVE_SEND:
      return (type & TYPE_SEND) !== 0 ? RIGHT_OK : (type & TYPE_DEAD_NAME) !== 0 ? RIGHT_IS_DEAD : RIGHT_BAD;
    case MOVE_SEND_ONCE:
      return (type & TYPE_SEND_ONCE) !== 0 ? RIGHT_OK : (type & TYPE_DEAD_NAME) !== 0 ? RIGHT_IS_DEAD : RIGHT_BAD;
    default:
      return RIGHT_BAD;
  }
}

/**
 * Purpose: take a right from an entry into slot `slot` of a message.
 * Needs: `rightCheck` said OK. Rights: the message holds the right; the entry changes as the disposition says, and may be gone.
 * Returns: the port.
 */
export function rightCopyIn(ipc: Ipc, entry: Entry, disposition: number, message: Message, slot: number): Port {
  const port = entry.object as Port;
  const task = entry.space.taskId;
  const { name } = entry;
  const id = message.id;
  switch (disposition) {
    case MAKE_SEND:
      port.mscount = (port.mscount + 1) >>> 0;
      port.srights++;
      ipc.sink.emit(EV_COPYIN, id, slot, task, name, disposition, port.id, PORT_SEND, 1, 0, 1);
      break;
    case MAKE_SEND_ONCE:
      port.sorights++;
      ipc.sink.emit(EV_COPYIN, id, slot, task, name, disposition, port.id, PORT_SEND_ONCE, 0, 1, 0);
      break;
    case COPY_SEND:
      port.srights++;
      ipc.sink.emit(EV_COPYIN, id, slot, task, name, disposition, port.id, PORT_SEND, 1, 0, 0);
      break;
    case MOVE_SEND:
      port.srights++;
      ipc.sink.emit(EV_COPYIN, id, slot, task, name, disposition, port.id, PORT_SEND, 1, 0, 0);
      sendDrop(ipc, EV_NAME_LEFT, entry, 1, id);
      break;
    case MOVE_SEND_ONCE:
      port.sorights++;
      ipc.sink.emit(EV_COPYIN, id, slot, task, name, disposition, port.id, PORT_SEND_ONCE, 0, 1, 0);
      entryEmpty(ipc, EV_NAME_LEFT, entry, id, 0, -1);
      break;
    case MOVE_RECEIVE:
      receiveInMotion(ipc, port);
      ipc.sink.emit(EV_COPYIN, id, slot, task, name, disposition, port.id, PORT_RECEIVE, 0, 0, 0);
      receiverMessage(ipc, port, message);
      receiveDrop(ipc, EV_NAME_LEFT, entry, id);
      break;
    default:
      panic(`copyin by disposition ${disposition}`);
  }
  return port;
}

/** Purpose: a MOVE of a dead name consumes one of its references. */
export function deadCopyIn(ipc: Ipc, entry: Entry, disposition: number, message: Message): void {
  if (disposition !== COPY_SEND) deadDrop(ipc, EV_NAME_LEFT, entry, 1, message.id);
}

/**
 * Purpose: a right of `port` arrives in a space from slot `slot` of a message: under the name the port has there by SEND or
 * RECEIVE, else under a new one; a send-once right always under a new one.
 * Rights: the message's right becomes the space's. With a full table the right stays with the message, for the caller to release.
 * Returns: the name; DEAD when the port has died, NULL when the table is full.
 */
export function rightCopyOut(ipc: Ipc, space: Space, port: Port, kind: number, message: Message, slot: number): number {
  let entry = kind === PORT_SEND_ONCE ? undefined : space.byPort.get(port.id);
  if (!port.active) {
    leaveSlot(ipc, message, slot, space.taskId, 0, port, kind);
    if (kind === PORT_SEND) sendReleased(ipc, port);
    else sendOnceReleased(ipc, port);
    return MACH_PORT_DEAD;
  }
  if (entry === undefined) {
    const fresh = spaceAllocate(space);
    if (fresh === null) return MACH_PORT_NULL;
    entry = fresh;
    entryBind(entry, port);
  }
  const { name } = entry;
  leaveSlot(ipc, message, slot, space.taskId, name, port, kind);
  rightArrives(ipc, EV_NAME_ARRIVED, entry, port, kind, message.id, 0);
  return name;
}

/** Purpose: a right leaves its slot for `name` of `task`; the port counts one holder less until it is there. */
export function leaveSlot(ipc: Ipc, message: Message, slot: number, task: number, name: number, port: Port, kind: number): void {
  const dsr = kind === PORT_SEND ? -1 : 0;
  const dso = kind === PORT_SEND_ONCE ? -1 : 0;
  port.srights += dsr;
  port.sorights += dso;
  ipc.sink.emit(EV_COPYOUT, message.id, slot, task, name, port.id, kind, dsr, dso);
}

/** Purpose: add a right to an entry that is empty or names the port by SEND or RECEIVE. References peg at the maximum less one. */
export function rightArrives(ipc: Ipc, event: number, entry: Entry, port: Port, kind: number, msg: number, dms: number): void {
  const { type, urefs } = entry;
  if (kind === PORT_SEND) {
    if ((type & TYPE_SEND) === 0) entrySet(ipc, event, entry, type | TYPE_SEND, 1, msg, 1, 0, dms);
    else entrySet(ipc, event, entry, type, Math.max(urefs, Math.min(urefs + 1, pegAt(ipc))), msg, 0, 0, dms);
  } else if (kind === PORT_SEND_ONCE) {
    entrySet(ipc, event, entry, TYPE_SEND_ONCE, 1, msg, 0, 1, 0);
  } else {
    entrySet(ipc, event, entry, type | TYPE_RECEIVE, (type & TYPE_SEND) === 0 ? 1 : urefs, msg, 0, 0, 0);
    receiverTask(ipc, port, entry.space, entry.name);
  }
}

/** Returns: the largest count of a send right: the maximum less one, or the peg itself where overflow is no error. */
export function pegAt(ipc: Ipc): number {
  return ipc.profile.urefsPeg ? UREFS_MAX : UREFS_MAX - 1;
}

/** Purpose: a copy of a send right the kernel holds or makes arrives in a space (self traps, look-ups). Returns: as `rightCopyOut`. */
export function sendInsert(ipc: Ipc, space: Space, port: Port): number {
  if (!port.active) return MACH_PORT_DEAD;
  let entry = space.byPort.get(port.id);
  if (entry === undefined) {
    const fresh = spaceAllocate(space);
    if (fresh === null) return MACH_PORT_NULL;
    entry = fresh;
    entryBind(entry, port);
  }
  rightArrives(ipc, EV_NAME_INSERTED, entry, port, PORT_SEND, 0, 0);
  return entry.name;
}

/** Purpose: `delta` more references of a send right or dead name. Needs: they stay within the maximum. */
export function refsAdd(ipc: Ipc, entry: Entry, delta: number): void {
  entrySet(ipc, EV_NAME_REFS, entry, entry.type, entry.urefs + delta, 0, 0, 0, 0);
}
