/** Names in tasks' spaces, and notification requests. */

import { EV_NAME_RENAMED, EV_NOTIFIED, EV_REQUEST } from '../../abi/events.ts';
import { REQUEST_MSG_ACCEPTED, REQUEST_NO_SENDERS } from '../../abi/notify.ts';
import { addRecord, ownEntry, ownPort, ownTask, removeRecord } from '../own.ts';
import type { NameRequest } from '../records.tasks.ts';
import { BrokenLog } from '../state.ts';
import type { State } from '../state.ts';
import type { Table } from '../table.ts';
import { addCounts } from './ports.ts';

export function foldNames(state: State, w: Int32Array, at: number): void {
  switch (w[at]! & 0xffff) {
    case EV_NAME_RENAMED:
      rename(state, w[at + 1]!, w[at + 2]! >>> 0, w[at + 3]! >>> 0);
      return;
    case EV_REQUEST:
      setRequest(state, w, at, w[at + 7]! || w[at + 4]!, w[at + 8]!, w[at + 9]!);
      return;
    case EV_NOTIFIED:
      return;
    default:
      changeEntry(state, w, at, w[at + 4]! >>> 0, w[at + 5]! >>> 0, w[at + 7]!);
      addCounts(state, w[at + 3]!, w[at + 9]!, w[at + 10]!, w[at + 11]!);
  }
}

export function unfoldNames(state: State, w: Int32Array, at: number): void {
  switch (w[at]! & 0xffff) {
    case EV_NAME_RENAMED:
      rename(state, w[at + 1]!, w[at + 3]! >>> 0, w[at + 2]! >>> 0);
      return;
    case EV_REQUEST:
      setRequest(state, w, at, w[at + 4]! || w[at + 7]!, w[at + 5]!, w[at + 6]!);
      return;
    case EV_NOTIFIED:
      return;
    default:
      addCounts(state, w[at + 3]!, -w[at + 9]!, -w[at + 10]!, -w[at + 11]!);
      changeEntry(state, w, at, w[at + 5]! >>> 0, w[at + 4]! >>> 0, w[at + 6]!);
  }
}

function changeEntry(state: State, w: Int32Array, at: number, oldType: number, type: number, urefs: number): void {
  const task = ownTask(state, w[at + 1]!);
  const name = w[at + 2]! >>> 0;
  const object = w[at + 3]!;
  if (oldType === 0) {
    if (type !== 0) addRecord(state, task.entries, name, { epoch: state.epoch, name, type, urefs, object }, 'name');
  } else if (type === 0) removeRecord(state, task.entries, name, 'name');
  else {
    const entry = ownEntry(state, task, name);
    if (entry.type !== oldType || entry.object !== object)
      throw new BrokenLog(`name ${name} of task ${task.id} is not what an event says it was`);
    entry.type = type;
    entry.urefs = urefs;
  }
}

function rename(state: State, taskId: number, from: number, to: number): void {
  const task = ownTask(state, taskId);
  const { epoch } = state;
  const entry = ownEntry(state, task, from);
  removeRecord(state, task.entries, from, 'name');
  addRecord(state, task.entries, to, { ...entry, epoch, name: to }, 'name');
  for (const table of [task.requests, task.accepted]) {
    const request = table.get(from);
    if (request === undefined) continue;
    removeRecord(state, table, from, 'request');
    addRecord(state, table, to, { ...request, epoch, name: to }, 'request');
  }
}

function setRequest(state: State, w: Int32Array, at: number, kind: number, notify: number, armed: number): void {
  const taskId = w[at + 1]!;
  if (taskId === 0) {
    const port = ownPort(state, w[at + 3]!);
    if (kind === REQUEST_NO_SENDERS) port.noSenders = notify;
    else port.portDestroyed = notify;
    return;
  }
  const task = ownTask(state, taskId);
  const table: Table<NameRequest> = kind === REQUEST_MSG_ACCEPTED ? task.accepted : task.requests;
  const name = w[at + 2]! >>> 0;
  const { epoch } = state;
  const before = table.size;
  state.copied += notify === 0 ? table.delete(epoch, name) : table.set(epoch, name, { epoch, name, kind, notify, armed });
  state.count(table.size - before);
}
