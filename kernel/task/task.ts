/** A task: a space of names, an address map, threads, and the ports the kernel keeps for it. */
import {
  DESTROY_SENDER_DIED,
  EV_NAME_ALLOCATED,
  EV_SPECIAL_PORT,
  EV_TASK_CREATED,
  EV_TASK_DIED,
  EV_TASK_NAMED,
  EV_TASK_SUSPENDED,
  OWNER_TASK,
  OWNER_THREAD,
  PORT_KIND_ORDINARY,
  PORT_KIND_TASK,
  SPECIAL_BOOTSTRAP,
  SPECIAL_EXCEPTION_TYPE,
  SPECIAL_HOST,
  SPECIAL_KERNEL,
  SPECIAL_NOTIFY,
  SPECIAL_REGISTERED,
  WAIT_SEND,
  WAKE_ABORTED,
} from '../abi/events.ts';
import { TYPE_RECEIVE } from '../abi/rights.ts';
import type { Ipc } from '../ipc/context.ts';
import { portDie } from '../ipc/death.ts';
import { messageDestroy } from '../ipc/destroy.ts';
import { mapDestroy } from '../ipc/memory.ts';
import { kernelHolds, type Port, portCreate, portForget, receiverTask } from '../ipc/port.ts';
import { entryDestroy } from '../ipc/right.release.ts';
import { type Entry, entryBind, entrySet, Space, spaceAllocate } from '../ipc/space.ts';
import { waitEnd } from '../ipc/wait.ts';
import { type Exceptions, slotCopy, slotSet } from './special.ts';
import { type Thread, threadEnd } from './thread.ts';

export class Task {
  readonly id: number;
  readonly parent: number;
  /** The process that hosts it; 0: none. */
  readonly process: number;
  /** Its kernel port. */
  readonly port: Port;
  readonly space: Space;
  name: string;
  alive = true;
  suspendCount = 0;
  readonly threads = new Map<number, Thread>();
  /** The TASK_KERNEL_PORT slot: what `task_self` gives out. */
  self: Port | null = null;
  host: Port | null = null;
  bootstrap: Port | null = null;
  registered: (Port | null)[] = [];
  readonly exceptions: Exceptions = new Map();
  /** The name of the receive right it was born with. */
  notifyName = 0;

  constructor(id: number, parent: number, process: number, port: Port, name: string) {
    this.id = id;
    this.parent = parent;
    this.process = process;
    this.port = port;
    this.name = name;
    this.space = new Space(id);
  }
}

const encoder = new TextEncoder();

/**
 * Purpose: a task with an empty space but for its notify port, without threads; host, bootstrap, registered and exception
 * ports are copied from `parent`. Names are not inherited.
 */
export function taskCreate(ipc: Ipc, id: number, parent: Task | null, process: number, name: string): Task {
  const port = portCreate(ipc, PORT_KIND_TASK, id);
  const task = new Task(id, parent === null ? 0 : parent.id, process, port, name);
  port.object = task;
  ipc.sink.emitBytes(EV_TASK_CREATED, encoder.encode(name), id, task.parent, process, port.id);
  slotCopy(ipc, OWNER_TASK, id, SPECIAL_KERNEL, null, port);
  task.self = port;
  notifyPort(ipc, task);
  if (parent !== null) inherit(ipc, task, parent);
  return task;
}

function notifyPort(ipc: Ipc, task: Task): void {
  const notify = portCreate(ipc, PORT_KIND_ORDINARY, 0);
  const entry = spaceAllocate(task.space) as Entry;
  entryBind(entry, notify);
  entrySet(ipc, EV_NAME_ALLOCATED, entry, TYPE_RECEIVE, 1, 0, 0, 0, 0);
  receiverTask(ipc, notify, task.space, entry.name);
  task.notifyName = entry.name;
  ipc.sink.emit(EV_SPECIAL_PORT, OWNER_TASK, task.id, SPECIAL_NOTIFY, 0, entry.name);
}

function inherit(ipc: Ipc, task: Task, parent: Task): void {
  slotCopy(ipc, OWNER_TASK, task.id, SPECIAL_HOST, null, parent.host);
  task.host = parent.host;
  slotCopy(ipc, OWNER_TASK, task.id, SPECIAL_BOOTSTRAP, null, parent.bootstrap);
  task.bootstrap = parent.bootstrap;
  task.registered = [...parent.registered];
  task.registered.forEach((port, index) => slotCopy(ipc, OWNER_TASK, task.id, SPECIAL_REGISTERED + index, null, port));
  for (const [type, port] of parent.exceptions) {
    slotCopy(ipc, OWNER_TASK, task.id, SPECIAL_EXCEPTION_TYPE + type, null, port);
    task.exceptions.set(type, port);
  }
}

/** Purpose: change how often a task is suspended. */
export function taskSuspend(ipc: Ipc, task: Task, count: number): void {
  ipc.sink.emit(EV_TASK_SUSPENDED, task.id, task.suspendCount, count);
  task.suspendCount = count;
}

/** Purpose: a task is called `name` from now on. */
export function taskRename(ipc: Ipc, task: Task, name: string): void {
  ipc.sink.emitBytes(EV_TASK_NAMED, encoder.encode(`${task.name}\0${name}`), task.id);
  task.name = name;
}

/** Purpose: the receive right a task was born with has another name from now on. */
export function notifyRename(ipc: Ipc, task: Task, name: number): void {
  ipc.sink.emit(EV_SPECIAL_PORT, OWNER_TASK, task.id, SPECIAL_NOTIFY, task.notifyName, name);
  task.notifyName = name;
}

/** Purpose: a thread stops being one: what it waits for is given up, a message it was sending destroyed. */
export function threadTerminate(ipc: Ipc, thread: Thread): void {
  const { message, waiting } = thread;
  waitEnd(ipc, thread, WAKE_ABORTED);
  if (waiting === WAIT_SEND && message !== null) messageDestroy(ipc, message, DESTROY_SENDER_DIED);
  if (thread.cachedNotify !== null) {
    kernelHolds(ipc, thread.cachedNotify, 0, -1);
    portForget(ipc, thread.cachedNotify);
    thread.cachedNotify = null;
  }
  if (thread.self !== null) {
    const { self } = thread;
    thread.self = null;
    slotSet(ipc, OWNER_THREAD, thread.id, SPECIAL_KERNEL, self, null);
  }
  if (thread.exceptions !== null) exceptionsDrop(ipc, OWNER_THREAD, thread.id, thread.exceptions);
  threadEnd(ipc, thread);
}

function exceptionsDrop(ipc: Ipc, owner: number, id: number, exceptions: Exceptions): void {
  for (const [type, port] of exceptions) {
    exceptions.delete(type);
    slotSet(ipc, owner, id, SPECIAL_EXCEPTION_TYPE + type, port, null);
  }
}

/**
 * Purpose: the end of a task (task_terminate, or the end of its process), in Mach's order: threads; the ports the kernel keeps
 * for it; its space, receive rights first by rising name; its memory; its kernel port last, so that whoever watches it hears then.
 * `how` is `TASK_END_*`, `code` an exit code or signal.
 */
export function taskTerminate(ipc: Ipc, task: Task, how: number, code: number): void {
  if (!task.alive) return;
  task.alive = false;
  for (const thread of task.threads.values()) threadTerminate(ipc, thread);
  slotSet(ipc, OWNER_TASK, task.id, SPECIAL_KERNEL, task.self, null);
  task.self = null;
  slotSet(ipc, OWNER_TASK, task.id, SPECIAL_HOST, task.host, null);
  task.host = null;
  slotSet(ipc, OWNER_TASK, task.id, SPECIAL_BOOTSTRAP, task.bootstrap, null);
  task.bootstrap = null;
  task.registered.forEach((port, index) => slotSet(ipc, OWNER_TASK, task.id, SPECIAL_REGISTERED + index, port, null));
  task.registered = [];
  exceptionsDrop(ipc, OWNER_TASK, task.id, task.exceptions);
  ipc.sink.emit(EV_SPECIAL_PORT, OWNER_TASK, task.id, SPECIAL_NOTIFY, task.notifyName, 0);
  spaceDestroy(ipc, task.space);
  if (task.space.map !== null) mapDestroy(ipc, task.space.map);
  portDie(ipc, task.port);
  ipc.sink.emit(EV_TASK_DIED, task.id, how, code, task.port.id);
}

function spaceDestroy(ipc: Ipc, space: Space): void {
  space.active = false;
  const receivers: Entry[] = [];
  for (const entry of space.entries()) if ((entry.type & TYPE_RECEIVE) !== 0) receivers.push(entry);
  receivers.sort((a, b) => a.name - b.name);
  for (const entry of receivers) entryDestroy(ipc, entry);
  for (const entry of space.entries()) entryDestroy(ipc, entry);
}
