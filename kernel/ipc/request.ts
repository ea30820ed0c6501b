/** Requests for notifications (Mach 3 Kernel Interfaces, mach_port_request_notification). */
import {
  KERN_FAILURE,
  KERN_INVALID_ARGUMENT,
  KERN_INVALID_CAPABILITY,
  KERN_INVALID_RIGHT,
  KERN_INVALID_VALUE,
  KERN_SUCCESS,
  KERN_UREFS_OVERFLOW,
} from '../abi/codes.ts';
import { EV_NAME_REFS, RECEIVER_KERNEL } from '../abi/events.ts';
import { UREFS_MAX } from '../abi/limits.ts';
import { REQUEST_DEAD_NAME, REQUEST_NO_SENDERS, REQUEST_PORT_DESTROYED, REQUEST_SEND_POSSIBLE } from '../abi/notify.ts';
import { TYPE_DEAD_NAME, TYPE_PORT_RIGHTS, TYPE_RECEIVE, TYPE_SEND_ONCE, TYPE_SEND_RIGHTS } from '../abi/rights.ts';
import type { Ipc } from './context.ts';
import { notifyDeadName, notifyNoSendersNow, notifySendPossible, setNoSenders, setPortDestroyed, setRequest } from './notification.ts';
import type { Port } from './port.ts';
import { type Entry, entrySet } from './space.ts';

/** What a request gave: the code, and the send-once right that was registered before, now the caller's (counted as the kernel's). */
export interface Requested {
  readonly code: number;
  readonly previous: Port | null;
}
const refused = (code: number): Requested => ({ code, previous: null });

/**
 * Purpose: register, replace or cancel (notify null) a request on the right under `entry`.
 * Rights: on success takes the send-once right to `notify` that the kernel holds; on failure leaves it with the caller.
 * Returns: KERN_SUCCESS with the previous right; KERN_INVALID_VALUE, _INVALID_RIGHT, _INVALID_ARGUMENT, _INVALID_CAPABILITY,
 * _UREFS_OVERFLOW, and under XNU's profile _FAILURE for a second port-destroyed request.
 */
export function requestNotification(ipc: Ipc, entry: Entry, kind: number, sync: number, notify: Port | null, order: number): Requested {
  if (notify !== null && !notify.active) return refused(KERN_INVALID_CAPABILITY);
  switch (kind) {
    case REQUEST_PORT_DESTROYED:
      return requestPortDestroyed(ipc, entry, sync, notify);
    case REQUEST_NO_SENDERS:
      return requestNoSenders(ipc, entry, sync, notify);
    case REQUEST_DEAD_NAME:
    case REQUEST_SEND_POSSIBLE:
      return requestOnName(ipc, entry, kind, sync, notify, order);
    default:
      return refused(KERN_INVALID_VALUE);
  }
}

function requestPortDestroyed(ipc: Ipc, entry: Entry, sync: number, notify: Port | null): Requested {
  if (sync !== 0) return refused(KERN_INVALID_VALUE);
  if ((entry.type & TYPE_RECEIVE) === 0) return refused(KERN_INVALID_RIGHT);
  const port = entry.object as Port;
  const previous = port.portDestroyed;
  if (previous !== null && ipc.profile.portDestroyedOnce) return refused(KERN_FAILURE);
  setPortDestroyed(ipc, port, notify);
  return { code: KERN_SUCCESS, previous };
}

function requestNoSenders(ipc: Ipc, entry: Entry, sync: number, notify: Port | null): Requested {
  if ((entry.type & TYPE_RECEIVE) === 0) return refused(KERN_INVALID_RIGHT);
  const port = entry.object as Port;
  const previous = port.noSenders;
  const now = notify !== null && port.srights === 0 && sync <= port.mscount;
  if (previous !== null || !now) setNoSenders(ipc, port, now ? null : notify);
  if (now) notifyNoSendersNow(ipc, port, notify);
  return { code: KERN_SUCCESS, previous };
}

function requestOnName(ipc: Ipc, entry: Entry, kind: number, sync: number, notify: Port | null, order: number): Requested {
  const { type } = entry;
  if ((type & TYPE_DEAD_NAME) !== 0) return requestOnDeadName(ipc, entry, kind, sync, notify);
  const wanted = kind === REQUEST_DEAD_NAME ? TYPE_PORT_RIGHTS : TYPE_SEND_RIGHTS;
  if ((type & wanted) === 0) return refused(KERN_INVALID_RIGHT);
  const port = entry.object as Port;
  const previous = entry.request;
  port.armed?.delete(entry);
  if (kind === REQUEST_SEND_POSSIBLE && notify !== null && sync !== 0) {
    const roomNow = (type & TYPE_SEND_ONCE) !== 0 || port.receiverKind === RECEIVER_KERNEL || port.msgcount < port.qlimit;
    if (roomNow) {
      if (previous !== null) setRequest(ipc, entry, 0, null, false);
      notifySendPossible(ipc, notify, entry);
      return { code: KERN_SUCCESS, previous };
    }
    entry.requestOrder = order;
    setRequest(ipc, entry, kind, notify, true);
    (port.armed ??= new Set()).add(entry);
    return { code: KERN_SUCCESS, previous };
  }
  entry.requestOrder = order;
  if (previous !== null || notify !== null) setRequest(ipc, entry, notify === null ? 0 : kind, notify, false);
  return { code: KERN_SUCCESS, previous };
}

function requestOnDeadName(ipc: Ipc, entry: Entry, kind: number, sync: number, notify: Port | null): Requested {
  const atOnce = kind === REQUEST_SEND_POSSIBLE || ipc.profile.deadNameFiresAtOnce;
  if (notify === null || sync === 0 || !atOnce) return refused(KERN_INVALID_ARGUMENT);
  if (entry.urefs >= UREFS_MAX) return refused(KERN_UREFS_OVERFLOW);
  entrySet(ipc, EV_NAME_REFS, entry, TYPE_DEAD_NAME, entry.urefs + 1, 0, 0, 0, 0);
  notifyDeadName(ipc, notify, entry, null);
  return refused(KERN_SUCCESS);
}

/** Purpose: a send with SEND_NOTIFY met a full queue: the delayed request of the destination name becomes armed. */
export function armSendPossible(ipc: Ipc, entry: Entry): void {
  if (entry.request === null || entry.requestKind !== REQUEST_SEND_POSSIBLE || entry.requestArmed) return;
  const port = entry.object as Port;
  setRequest(ipc, entry, REQUEST_SEND_POSSIBLE, entry.request, true);
  (port.armed ??= new Set()).add(entry);
}
