/** Messages: their making, what they carry, the queues they stand in, and their end. */

import {
  EV_CIRCULAR,
  EV_COPYIN,
  EV_COPYOUT,
  EV_DELIVERED,
  EV_DEQUEUED,
  EV_HANDED_BACK,
  EV_MSG_CREATED,
  EV_MSG_DESTROYED,
  EV_MSG_SERVED,
  EV_QUEUED,
  EV_RIGHT_DROPPED,
} from '../../abi/events.ts';
import { addRecord, ownLine, ownMessage, ownPort, removeRecord } from '../own.ts';
import { BrokenLog } from '../state.ts';
import type { State } from '../state.ts';
import { addCounts } from './ports.ts';

export function foldMessages(state: State, w: Int32Array, at: number, seq: number): void {
  const id = w[at + 1]!;
  switch (w[at]! & 0xffff) {
    case EV_MSG_CREATED:
      addMessage(state, id, w, at + 2, seq);
      return;
    case EV_COPYIN:
      addRight(state, id, w[at + 2]!, w[at + 6]!, w[at + 7]!);
      addCounts(state, w[at + 6]!, w[at + 8]!, w[at + 9]!, w[at + 10]!);
      return;
    case EV_COPYOUT:
      takeRight(state, id, w[at + 2]!);
      addCounts(state, w[at + 5]!, w[at + 7]!, w[at + 8]!, 0);
      return;
    case EV_RIGHT_DROPPED:
      takeRight(state, id, w[at + 2]!);
      addCounts(state, w[at + 3]!, w[at + 5]!, w[at + 6]!, 0);
      return;
    case EV_QUEUED: {
      const port = ownPort(state, w[at + 2]!);
      port.queue = ownLine(state, port.queue);
      port.queue.push(id);
      ownMessage(state, id).queuedOn = port.id;
      return;
    }
    case EV_DEQUEUED: {
      const port = ownPort(state, w[at + 2]!);
      port.queue = ownLine(state, port.queue);
      if (port.queue.shift() !== id) throw new BrokenLog(`message ${id} leaves the queue of port ${port.id}, but is not at its head`);
      if (w[at + 5]! !== 0) port.seqno = (w[at + 3]! + 1) >>> 0;
      ownMessage(state, id).queuedOn = 0;
      return;
    }
    case EV_DELIVERED:
    case EV_HANDED_BACK:
    case EV_MSG_DESTROYED:
    case EV_MSG_SERVED:
      removeRecord(state, state.messages, id, 'message');
      return;
    case EV_CIRCULAR:
      return;
    default:
  }
}

export function unfoldMessages(state: State, w: Int32Array, at: number): void {
  const id = w[at + 1]!;
  switch (w[at]! & 0xffff) {
    case EV_MSG_CREATED:
      removeRecord(state, state.messages, id, 'message');
      return;
    case EV_COPYIN:
      takeRight(state, id, w[at + 2]!);
      addCounts(state, w[at + 6]!, -w[at + 8]!, -w[at + 9]!, -w[at + 10]!);
      return;
    case EV_COPYOUT:
      addRight(state, id, w[at + 2]!, w[at + 5]!, w[at + 6]!);
      addCounts(state, w[at + 5]!, -w[at + 7]!, -w[at + 8]!, 0);
      return;
    case EV_RIGHT_DROPPED:
      addRight(state, id, w[at + 2]!, w[at + 3]!, w[at + 4]!);
      addCounts(state, w[at + 3]!, -w[at + 5]!, -w[at + 6]!, 0);
      return;
    case EV_QUEUED: {
      const port = ownPort(state, w[at + 2]!);
      port.queue = ownLine(state, port.queue);
      port.queue.pop();
      ownMessage(state, id).queuedOn = 0;
      return;
    }
    case EV_DEQUEUED: {
      const port = ownPort(state, w[at + 2]!);
      port.queue = ownLine(state, port.queue);
      port.queue.unshift(id);
      if (w[at + 5]! !== 0) port.seqno = w[at + 3]! >>> 0;
      ownMessage(state, id).queuedOn = port.id;
      return;
    }
    case EV_DELIVERED:
    case EV_HANDED_BACK:
    case EV_MSG_DESTROYED:
    case EV_MSG_SERVED:
      addMessage(state, id, w, at + 4, w[at + 11]!);
      return;
    case EV_CIRCULAR:
      return;
    default:
  }
}

/** The seven words from `first` describe the message. */
function addMessage(state: State, id: number, w: Int32Array, first: number, createdAt: number): void {
  addRecord(
    state,
    state.messages,
    id,
    {
      epoch: state.epoch,
      id,
      senderTask: w[first]!,
      senderThread: w[first + 1]!,
      msghId: w[first + 2]!,
      sizeBytes: w[first + 3]!,
      bits: w[first + 4]! >>> 0,
      bodyBytes: w[first + 5]!,
      hash: w[first + 6]! >>> 0,
      createdAt,
      queuedOn: 0,
      rights: [],
      memory: [],
    },
    'message',
  );
}

function addRight(state: State, id: number, slot: number, port: number, kind: number): void {
  const { rights } = ownMessage(state, id);
  let place = rights.length;
  while (place > 0 && rights[place - 1]!.slot > slot) place--;
  state.count(1);
  state.walk(rights.length - place);
  if (place > 0 && rights[place - 1]!.slot === slot) throw new BrokenLog(`slot ${slot} of message ${id} is filled twice`);
  if (place === rights.length) rights.push({ slot, port, kind });
  else rights.splice(place, 0, { slot, port, kind });
}

function takeRight(state: State, id: number, slot: number): void {
  const { rights } = ownMessage(state, id);
  let place = rights.length - 1;
  while (place >= 0 && rights[place]!.slot !== slot) place--;
  if (place < 0) throw new BrokenLog(`slot ${slot} of message ${id} is emptied twice`);
  state.count(-1);
  state.walk(rights.length);
  if (place === rights.length - 1) rights.pop();
  else rights.splice(place, 1);
}
