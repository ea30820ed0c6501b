/** A thread: one stream of traps. It has at most one trap outstanding. */
import { EV_THREAD_CREATED, EV_THREAD_DIED, EV_THREAD_SUSPENDED, PORT_KIND_THREAD } from '../abi/events.ts';
import type { Ipc } from '../ipc/context.ts';
import { portDie } from '../ipc/death.ts';
import { type Port, portCreate } from '../ipc/port.ts';
import { Waiter } from '../ipc/wait.ts';
import type { Scheduled } from './scheduled.ts';
import type { Exceptions } from './special.ts';
import type { Task } from './task.ts';

/** A trap that waits at the gate: a copy of its frame's payload. */
export interface HeldTrap {
  readonly bytes: Uint8Array;
  /** `ARRIVED_*`. */
  readonly why: number;
}

export class Thread extends Waiter {
  readonly task: Task;
  readonly port: Port;
  suspendCount: number;
  alive = true;
  /** The trap it is in, or that waits at the gate; 0 while it runs in its process. */
  trap = 0;
  options = 0;
  /** The event at which that trap entered the kernel, or arrived at the gate. */
  trapAt = 0;
  held: HeldTrap | null = null;
  /** What the receive half of its `mach_msg` asks for, kept while it waits. */
  rcvSize = 0;
  rcvName = 0;
  timeoutMs = 0;
  /** Where the notification goes if its blocked send ends by being cached; the kernel holds a send-once right to it meanwhile. */
  cachedNotify: Port | null = null;
  /** What `thread_self` gives out in place of its port; null: its port. */
  self: Port | null = null;
  /** Exception ports of its own, by type. */
  exceptions: Exceptions | null = null;
  /** What it is to the scheduler; null: it runs outside the virtual CPUs. */
  sched: Scheduled | null = null;
  /** Counts every deadline it set, so that an old timer means nothing to a new wait. */
  waits = 0;

  constructor(id: number, task: Task, port: Port, suspendCount: number) {
    super(id, task.id);
    this.task = task;
    this.port = port;
    this.suspendCount = suspendCount;
  }

  /** Nothing keeps its traps from being admitted. */
  get runnable(): boolean {
    return this.suspendCount === 0 && this.task.suspendCount === 0;
  }
}

/** Purpose: a thread of a task, suspended `suspendCount` times, with its kernel port. */
export function threadCreate(ipc: Ipc, id: number, task: Task, suspendCount: number): Thread {
  const port = portCreate(ipc, PORT_KIND_THREAD, id);
  const thread = new Thread(id, task, port, suspendCount);
  port.object = thread;
  task.threads.set(id, thread);
  ipc.sink.emit(EV_THREAD_CREATED, id, task.id, port.id, suspendCount);
  return thread;
}

/** Purpose: change how often a thread is suspended. */
export function threadSuspend(ipc: Ipc, thread: Thread, count: number): void {
  ipc.sink.emit(EV_THREAD_SUSPENDED, thread.id, thread.suspendCount, count);
  thread.suspendCount = count;
}

/** Purpose: a thread is no more, and its port dies. Needs: it waits for nothing; its exception ports are released. */
export function threadEnd(ipc: Ipc, thread: Thread): void {
  thread.alive = false;
  thread.task.threads.delete(thread.id);
  const { held, trap, options, trapAt } = thread;
  ipc.sink.emit(
    EV_THREAD_DIED,
    thread.id,
    thread.task.id,
    thread.port.id,
    thread.suspendCount,
    trap,
    options,
    trapAt,
    held === null ? 0 : held.why,
  );
  thread.held = null;
  thread.trap = 0;
  portDie(ipc, thread.port);
}
