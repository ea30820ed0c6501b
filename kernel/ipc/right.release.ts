/** Rights given up: one reference, one right, or all that a name stands for; and what follows from it. */
import { EV_NAME_DESTROYED, PORT_KIND_SET } from '../abi/events.ts';
import { UREFS_MAX } from '../abi/limits.ts';
import { TYPE_DEAD_NAME, TYPE_NONE, TYPE_RECEIVE, TYPE_SEND, TYPE_SEND_ONCE } from '../abi/rights.ts';
import type { Ipc } from './context.ts';
import { portDestroy, receiveInMotion, setDestroy } from './death.ts';
import { notifyPortDeleted, setAccepted } from './notification.ts';
import { type Port, receiverMessage, sendOnceReleased, sendReleased } from './port.ts';
import { type Entry, entrySet } from './space.ts';

/** Purpose: `count` references of a dead name go; with the last one the name is free. */
export function deadDrop(ipc: Ipc, event: number, entry: Entry, count: number, msg: number): void {
  const urefs = isPegged(ipc, entry, count) ? entry.urefs : entry.urefs - count;
  entrySet(ipc, event, entry, urefs === 0 ? TYPE_NONE : TYPE_DEAD_NAME, urefs, msg, 0, 0, 0);
}

/** Returns: whether a count stays at the maximum where overflow is no error: nothing but dropping all of it lowers it. */
function isPegged(ipc: Ipc, entry: Entry, count: number): boolean {
  return ipc.profile.urefsPeg && entry.urefs === UREFS_MAX && count !== UREFS_MAX;
}

/**
 * Purpose: `count` user references of the send right of an entry go; with the last one the right goes.
 * Rights: the space's holding ends with the last reference; the entry stays if it has the receive right too. Consequences
 * for the port (no senders) are the caller's.
 */
export function sendDrop(ipc: Ipc, event: number, entry: Entry, count: number, msg: number): void {
  const urefs = isPegged(ipc, entry, count) ? entry.urefs : entry.urefs - count;
  if (urefs > 0) {
    entrySet(ipc, event, entry, entry.type, urefs, msg, 0, 0, 0);
  } else if ((entry.type & TYPE_RECEIVE) !== 0) {
    entrySet(ipc, event, entry, TYPE_RECEIVE, 1, msg, -1, 0, 0);
  } else {
    entryEmpty(ipc, event, entry, msg, -1, 0);
  }
}

/** Purpose: the receive right leaves an entry; a send right under the same name stays, with its request. */
export function receiveDrop(ipc: Ipc, event: number, entry: Entry, msg: number): void {
  if ((entry.type & TYPE_SEND) !== 0) entrySet(ipc, event, entry, TYPE_SEND, entry.urefs, msg, 0, 0, 0);
  else entryEmpty(ipc, event, entry, msg, 0, 0);
}

/** Purpose: the last right of an entry goes while its port lives: requests end as PORT_DELETED, the name is free. */
export function entryEmpty(ipc: Ipc, event: number, entry: Entry, msg: number, dsr: number, dso: number): void {
  const port = entry.object;
  port?.armed?.delete(entry);
  if (entry.request !== null) notifyPortDeleted(ipc, entry);
  if (entry.accepted !== null) setAccepted(ipc, entry, null);
  entrySet(ipc, event, entry, TYPE_NONE, 0, msg, dsr, dso, 0);
}

/** Purpose: `count` references of a send right are given up. Fires NO_SENDERS with the last holder. */
export function sendRelease(ipc: Ipc, event: number, entry: Entry, count: number): void {
  const port = entry.object as Port;
  const before = port.srights;
  sendDrop(ipc, event, entry, count, 0);
  if (port.srights !== before) sendReleased(ipc, port);
}

/** Purpose: a send-once right is given up unused: its port hears of it. */
export function sendOnceRelease(ipc: Ipc, event: number, entry: Entry): void {
  const port = entry.object as Port;
  entryEmpty(ipc, event, entry, 0, 0, -1);
  sendOnceReleased(ipc, port);
}

/** Purpose: the receive right under a name is given up: its port dies, or comes back to who asked. A send right under the name stays for what becomes of the port. */
export function receiveRelease(ipc: Ipc, event: number, entry: Entry): void {
  const port = entry.object as Port;
  receiveInMotion(ipc, port);
  const sendToo = (entry.type & TYPE_SEND) !== 0;
  receiverMessage(ipc, port, null);
  receiveDrop(ipc, event, entry, 0);
  const comesBack = port.portDestroyed !== null;
  portDestroy(ipc, port);
  if (sendToo && comesBack && ipc.profile.comebackKillsSend && port.active) {
    port.armed?.delete(entry);
    if (entry.request !== null) notifyPortDeleted(ipc, entry);
    if (entry.accepted !== null) setAccepted(ipc, entry, null);
    entrySet(ipc, EV_NAME_DESTROYED, entry, TYPE_DEAD_NAME, entry.urefs, 0, -1, 0, 0);
    sendReleased(ipc, port);
  }
}

/** Purpose: every right under a name is given up, as `mach_port_destroy` does; the name is free. */
export function entryDestroy(ipc: Ipc, entry: Entry): void {
  const { type } = entry;
  const port = entry.object;
  if ((type & TYPE_DEAD_NAME) !== 0) {
    deadDrop(ipc, EV_NAME_DESTROYED, entry, entry.urefs, 0);
  } else if (port !== null && port.kind === PORT_KIND_SET) {
    entrySet(ipc, EV_NAME_DESTROYED, entry, TYPE_NONE, 0, 0, 0, 0, 0);
    setDestroy(ipc, port);
  } else if ((type & TYPE_SEND_ONCE) !== 0) {
    sendOnceRelease(ipc, EV_NAME_DESTROYED, entry);
  } else {
    if ((type & TYPE_SEND) !== 0) sendRelease(ipc, EV_NAME_DESTROYED, entry, entry.urefs);
    if ((type & TYPE_RECEIVE) !== 0) receiveRelease(ipc, EV_NAME_DESTROYED, entry);
  }
}
