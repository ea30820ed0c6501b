/** Ports, port sets and the requests that stand on a port. */

import {
  EV_KERNEL_HOLDS,
  EV_PORT_CONTEXT,
  EV_PORT_CREATED,
  EV_PORT_DIED,
  EV_PORT_GONE,
  EV_PORT_LIMIT,
  EV_PORT_MSCOUNT,
  EV_PORT_RESET,
  EV_PORT_SEQNO,
  EV_RECEIVER,
  EV_SET_JOINED,
  EV_SET_LEFT,
  PORT_KIND_SET,
  RECEIVER_KERNEL,
} from '../../abi/events.ts';
import { addRecord, ownLine, ownPort, removeRecord, walked } from '../own.ts';
import { newPort } from '../records.ts';
import type { PortState } from '../records.ts';
import type { State } from '../state.ts';

/** Adds a change of send rights, send-once rights and make-send count to a port. */
export function addCounts(state: State, port: number, dsr: number, dso: number, dms: number): void {
  if (dsr === 0 && dso === 0 && dms === 0) return;
  const own = ownPort(state, port);
  own.srights += dsr;
  own.sorights += dso;
  own.mscount = (own.mscount + dms) >>> 0;
}

export function foldPorts(state: State, w: Int32Array, at: number): void {
  const id = w[at + 1]!;
  switch (w[at]! & 0xffff) {
    case EV_PORT_CREATED: {
      const port = newPort(state.epoch, id, w[at + 2]!, w[at + 4]!, w[at + 3]! >>> 0);
      if (port.kind > PORT_KIND_SET) port.receiverKind = RECEIVER_KERNEL;
      addRecord(state, state.ports, id, port, 'port');
      return;
    }
    case EV_RECEIVER:
      setReceiver(ownPort(state, id), w[at + 5]!, w[at + 6]!, w[at + 7]!);
      return;
    case EV_PORT_RESET: {
      const port = ownPort(state, id);
      port.mscount = 0;
      port.seqno = 0;
      return;
    }
    case EV_PORT_LIMIT:
      ownPort(state, id).qlimit = w[at + 3]! >>> 0;
      return;
    case EV_PORT_SEQNO:
      ownPort(state, id).seqno = w[at + 3]! >>> 0;
      return;
    case EV_PORT_MSCOUNT:
      ownPort(state, id).mscount = w[at + 3]! >>> 0;
      return;
    case EV_PORT_CONTEXT:
      setContext(ownPort(state, id), w[at + 4]!, w[at + 5]!, w[at + 7]!);
      return;
    case EV_PORT_DIED:
      ownPort(state, id).active = false;
      return;
    case EV_PORT_GONE:
      removeRecord(state, state.ports, id, 'port');
      return;
    case EV_SET_JOINED:
      join(state, id, w[at + 2]!, 0);
      return;
    case EV_SET_LEFT: {
      const set = ownPort(state, w[at + 2]!);
      set.members = ownLine(state, set.members);
      walked(state, set.members.remove(id), `port ${id} leaves set ${set.id}, but is not in it`);
      leave(state, id, set.id);
      return;
    }
    case EV_KERNEL_HOLDS:
      addCounts(state, id, w[at + 2]!, w[at + 3]!, w[at + 4]!);
      return;
    default:
  }
}

export function unfoldPorts(state: State, w: Int32Array, at: number): void {
  const id = w[at + 1]!;
  switch (w[at]! & 0xffff) {
    case EV_PORT_CREATED:
      removeRecord(state, state.ports, id, 'port');
      return;
    case EV_RECEIVER:
      setReceiver(ownPort(state, id), w[at + 2]!, w[at + 3]!, w[at + 4]!);
      return;
    case EV_PORT_RESET: {
      const port = ownPort(state, id);
      port.mscount = w[at + 2]! >>> 0;
      port.seqno = w[at + 3]! >>> 0;
      return;
    }
    case EV_PORT_LIMIT:
      ownPort(state, id).qlimit = w[at + 2]! >>> 0;
      return;
    case EV_PORT_SEQNO:
      ownPort(state, id).seqno = w[at + 2]! >>> 0;
      return;
    case EV_PORT_MSCOUNT:
      ownPort(state, id).mscount = w[at + 2]! >>> 0;
      return;
    case EV_PORT_CONTEXT:
      setContext(ownPort(state, id), w[at + 2]!, w[at + 3]!, w[at + 6]!);
      return;
    case EV_PORT_DIED:
      ownPort(state, id).active = true;
      return;
    case EV_PORT_GONE: {
      const port = newPort(state.epoch, id, w[at + 2]!, w[at + 6]!, w[at + 3]! >>> 0);
      port.active = false;
      port.mscount = w[at + 4]! >>> 0;
      port.seqno = w[at + 5]! >>> 0;
      setContext(port, w[at + 7]!, w[at + 8]!, w[at + 9]!);
      addRecord(state, state.ports, id, port, 'port');
      return;
    }
    case EV_SET_JOINED: {
      const set = ownPort(state, w[at + 2]!);
      set.members = ownLine(state, set.members);
      set.members.pop();
      leave(state, id, set.id);
      return;
    }
    case EV_SET_LEFT:
      join(state, id, w[at + 2]!, w[at + 3]!);
      return;
    case EV_KERNEL_HOLDS:
      addCounts(state, id, -w[at + 2]!, -w[at + 3]!, -w[at + 4]!);
      return;
    default:
  }
}

function setReceiver(port: PortState, kind: number, id: number, name: number): void {
  port.receiverKind = kind;
  port.receiverId = id;
  port.receiverName = name >>> 0;
}

function setContext(port: PortState, low: number, high: number, flags: number): void {
  port.contextLow = low >>> 0;
  port.contextHigh = high >>> 0;
  port.flags = flags >>> 0;
}

function join(state: State, id: number, setId: number, before: number): void {
  const set = ownPort(state, setId);
  set.members = ownLine(state, set.members);
  walked(state, set.members.insert(id, before), `port ${before} is not in set ${setId}`);
  const port = ownPort(state, id);
  state.count(1);
  state.walk(port.sets.length);
  port.sets = [...port.sets, setId].sort((a, b) => a - b);
}

function leave(state: State, id: number, setId: number): void {
  const port = ownPort(state, id);
  state.count(-1);
  state.walk(port.sets.length);
  port.sets = port.sets.filter((other) => other !== setId);
}
