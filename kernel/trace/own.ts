/** How the folds get at records: added once, ended once, and copied before a change when a checkpoint may hold them. */

import type { Line } from './line.ts';
import type { MessageState, PortState, ProcessState, ServiceState } from './records.ts';
import type { Entry, Region, TaskState, ThreadState } from './records.tasks.ts';
import type { SchedState, ScheduledState } from './records.sched.ts';
import { BrokenLog } from './state.ts';
import type { State } from './state.ts';
import type { Owned, Table } from './table.ts';

/** Adds a record that must not be there yet. */
export function addRecord<T extends Owned>(state: State, table: Table<T>, id: number, record: T, what: string): void {
  if (table.get(id) !== undefined) throw new BrokenLog(`${what} ${id} begins twice`);
  state.count(1);
  state.copied += table.set(state.epoch, id, record);
}

export function removeRecord<T extends Owned>(state: State, table: Table<T>, id: number, what: string): void {
  const { size } = table;
  state.copied += table.delete(state.epoch, id);
  if (table.size === size) throw new BrokenLog(`${what} ${id} ends, but there is none`);
  state.count(-1);
}

/** The record, owned by the current epoch and so free to be changed. */
export function ownRecord<T extends Owned>(
  state: State,
  table: Table<T>,
  id: number,
  copy: (record: T, epoch: number) => T,
  what: string,
): T {
  const record = table.get(id);
  if (record === undefined) throw new BrokenLog(`an event speaks of ${what} ${id}, but there is none`);
  if (record.epoch === state.epoch) return record;
  const own = copy(record, state.epoch);
  state.copied += 1 + table.set(state.epoch, id, own);
  return own;
}

function copyTask(task: TaskState, epoch: number): TaskState {
  return {
    ...task,
    epoch,
    entries: task.entries.share(),
    requests: task.requests.share(),
    accepted: task.accepted.share(),
    regions: task.regions.share(),
  };
}
const copyThread = (thread: ThreadState, epoch: number): ThreadState => ({ ...thread, epoch });
const copyEntry = (entry: Entry, epoch: number): Entry => ({ ...entry, epoch });
const copyRegion = (region: Region, epoch: number): Region => ({ ...region, epoch });

// The most frequent ones look for themselves first: of records of one kind, `epoch` has one place.
export function ownTask(state: State, id: number): TaskState {
  const record = state.tasks.get(id);
  return record?.epoch === state.epoch ? record : ownRecord(state, state.tasks, id, copyTask, 'task');
}
export function ownThread(state: State, id: number): ThreadState {
  const record = state.threads.get(id);
  return record?.epoch === state.epoch ? record : ownRecord(state, state.threads, id, copyThread, 'thread');
}
export function ownEntry(state: State, task: TaskState, name: number): Entry {
  return ownRecord(state, task.entries, name, copyEntry, 'name');
}
export function ownRegion(state: State, task: TaskState, address: number): Region {
  return ownRecord(state, task.regions, address, copyRegion, 'region');
}

const copyPort = (port: PortState, epoch: number): PortState => ({ ...port, epoch });
const copyMessage = (msg: MessageState, epoch: number): MessageState => ({
  ...msg,
  epoch,
  rights: msg.rights.slice(),
  memory: msg.memory.slice(),
});
const copyService = (service: ServiceState, epoch: number): ServiceState => ({ ...service, epoch });
const copyProcess = (process: ProcessState, epoch: number): ProcessState => ({ ...process, epoch });

const copyScheduled = (thread: ScheduledState, epoch: number): ScheduledState => ({ ...thread, epoch });

export function ownScheduled(state: State, id: number): ScheduledState {
  return ownRecord(state, state.scheduled, id, copyScheduled, 'scheduled thread');
}

/** The scheduler's own record. */
export function ownSched(state: State): SchedState {
  const { sched, epoch } = state;
  if (sched === null) throw new BrokenLog('an event speaks of scheduled mode, which the kernel is not in');
  if (sched.epoch === epoch) return sched;
  copiedList(
    state,
    sched.devices.reduce((sum, jobs) => sum + jobs.length, ITEMS_A_COPY),
  );
  return (state.sched = {
    ...sched,
    epoch,
    cpus: sched.cpus.map((cpu) => ({ ...cpu, loaded: cpu.loaded.slice() })),
    devices: sched.devices.map((jobs) => jobs.map((job) => ({ ...job }))),
  });
}

export function ownPort(state: State, id: number): PortState {
  const record = state.ports.get(id);
  return record?.epoch === state.epoch ? record : ownRecord(state, state.ports, id, copyPort, 'port');
}
export function ownMessage(state: State, id: number): MessageState {
  const record = state.messages.get(id);
  if (record?.epoch === state.epoch) return record;
  const own = ownRecord(state, state.messages, id, copyMessage, 'message');
  copiedList(state, own.rights.length + own.memory.length);
  return own;
}

/** A line, free to be changed: it belongs in the place of the one given. */
export function ownLine(state: State, line: Line): Line {
  if (line.epoch !== state.epoch) copiedList(state, line.length);
  return line.owned(state.epoch);
}

/** A line was changed in so many places; -1: it could not be. */
export function walked(state: State, places: number, why: string): void {
  if (places < 0) throw new BrokenLog(why);
  state.walk(places);
}

/** Items of a list that weigh as much as a copied record or node. */
const ITEMS_A_COPY = 16;

function copiedList(state: State, items: number): void {
  state.copied += Math.ceil(items / ITEMS_A_COPY);
  state.walk(items);
}
export function ownService(state: State, id: number): ServiceState {
  return ownRecord(state, state.services, id, copyService, 'service');
}
export function ownProcess(state: State, id: number): ProcessState {
  return ownRecord(state, state.processes, id, copyProcess, 'process');
}
