/** What the kernel has beyond IPC: its tasks, threads and processes, the clock, the host's ports, and its outputs. */
import {
  EV_PROCESS_KILLED,
  KILLED_TERMINATED,
  PORT_KIND_CONSOLE,
  PORT_KIND_DISPLAY,
  PORT_KIND_DEVICE_PRIV,
  PORT_KIND_HOST,
  PORT_KIND_HOST_PRIV,
  PORT_KIND_SPAWNER,
  TASK_END_TERMINATED,
} from '../abi/events.ts';
import type { Ipc } from '../ipc/context.ts';
import type { Message } from '../ipc/message.ts';
import { kernelHolds, type Port, portCreate } from '../ipc/port.ts';
import type { Scheduling } from './scheduled.ts';
import type { Exceptions } from './special.ts';
import { taskCreate, taskTerminate, threadTerminate, type Task } from './task.ts';
import { type Thread, threadCreate } from './thread.ts';
import { Timers } from './timers.ts';

/** Room for one frame to a process. */
export interface FrameSlot {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly at: number;
}

/** What the kernel has done to the world outside it. */
export interface Outputs {
  /**
   * Room for a frame of at most `sizeBytes`, to be closed by `end` before anything else is asked for. A negative process is a thread
   * that may not run: its frame is kept until `release`.
   */
  begin(process: number, sizeBytes: number): FrameSlot;
  /** The frame is `usedBytes` long here, and these pieces follow it, each padded to a word. */
  end(process: number, usedBytes: number, attached: readonly Uint8Array[]): void;
  start(request: StartRequest): void;
  kill(process: number): void;
  /** Frames that were kept for a thread (begun for `-thread`) go to its process now; process 0: they are dropped. */
  release(thread: number, process: number): void;
  /** A process has locked itself: send it its program. */
  boot(process: number): void;
  /** Text that a task wrote to its console. */
  console(task: number, stream: number, text: string): void;
}

/** A process to be started for a task. */
export interface StartRequest {
  readonly process: number;
  readonly task: number;
  readonly thread: number;
  /** The task's name, to show. */
  readonly name: string;
  /** A program of the catalogue, when `source` is empty. */
  readonly program: string;
  /** A bundled module. */
  readonly source: Uint8Array;
  /** JSON. */
  readonly arguments: string;
  readonly profile: string;
  readonly memoryMB: number;
}

/** A process of the host OS, from its request to its end. */
export interface Process {
  readonly id: number;
  readonly task: Task;
  readonly request: StartRequest;
  /** Tasks it hosts: the first is the one it was started for. */
  readonly tasks: Set<Task>;
  pid: number;
  ready: boolean;
  killed: boolean;
  rssKB: number;
  cpuMs: number;
  /** Its sandbox report and what the OS confirmed; null before. */
  report: { layers: number; landlockAbi: number; probesTried: number; probesRefused: number } | null;
  checked: { seccomp: number; noNewPrivs: number } | null;
  /** The service it was started for, if any. */
  service: number;
}

/** How a kernel object goes on after a call changed it. Implemented by `kernel/trap`. */
export interface ThreadControl {
  /** Ends what a thread waits for with an INTERRUPTED code; nothing if it does not wait. */
  abort(thread: Thread): void;
  /** A thread may run again: a trap of it that waited is admitted. */
  resumed(thread: Thread): void;
  /** The trap of a scheduled thread, which waited for its CPU, is admitted. */
  admit(thread: Thread): void;
  /** What a thread waits for ends as timed out. */
  giveUp(thread: Thread): void;
  /** Whatever can go on does. */
  settle(): void;
  /** The clock is about to move: a new step begins. Returns: false when it may not, since the kernel pauses. */
  step(): boolean;
}

export class System {
  readonly ipc: Ipc;
  readonly outputs: Outputs;
  readonly tasks = new Map<number, Task>();
  readonly threads = new Map<number, Thread>();
  readonly processes = new Map<number, Process>();
  readonly timers = new Timers();
  control!: ThreadControl;
  /** Null: the kernel is not in scheduled mode. */
  sched: Scheduling | null = null;
  /** A message reached the port for the policy's answers. Set by `kernel/sched`. */
  serveDecision: (message: Message) => void = () => {};
  /** Devices can be found by their names from now on. Set by the machine, which knows the registry. */
  announce: (name: string, port: Port) => void = () => {};
  /** A notification reached the registry's own port. Set by `kernel/bootstrap`. */
  serveNotification: (message: Message) => void = () => {};
  /** A task has ended. Set by `kernel/bootstrap`, for the services it served. */
  taskEnded: (task: Task, how: number, code: number) => void = () => {};
  nextTask = 1;
  nextThread = 1;
  nextProcess = 1;
  /** Virtual time: host time less the time spent paused. */
  nowUs = 0;
  /** Orders notification requests by registration. */
  requests = 0;
  readonly hostPort: Port;
  readonly hostPrivPort: Port;
  readonly devicePrivPort: Port;
  readonly spawnerPort: Port;
  readonly consolePort: Port;
  readonly displayPort: Port;
  readonly hostExceptions: Exceptions = new Map();

  constructor(ipc: Ipc, outputs: Outputs) {
    this.ipc = ipc;
    this.outputs = outputs;
    const held = (kind: number): Port => {
      const port = portCreate(ipc, kind, 0);
      kernelHolds(ipc, port, 1, 0);
      return port;
    };
    this.hostPort = held(PORT_KIND_HOST);
    this.hostPrivPort = held(PORT_KIND_HOST_PRIV);
    this.devicePrivPort = held(PORT_KIND_DEVICE_PRIV);
    this.spawnerPort = held(PORT_KIND_SPAWNER);
    this.consolePort = held(PORT_KIND_CONSOLE);
    this.displayPort = held(PORT_KIND_DISPLAY);
  }

  get nowMs(): number {
    return Math.floor(this.nowUs / 1000);
  }

  /** Purpose: a new task (see `taskCreate`), known to the system. */
  addTask(parent: Task | null, process: number, name: string): Task {
    const task = taskCreate(this.ipc, this.nextTask++, parent, process, name);
    this.tasks.set(task.id, task);
    this.processes.get(process)?.tasks.add(task);
    return task;
  }

  /** Purpose: a new thread of a task, known to the system. */
  addThread(task: Task, suspendCount: number): Thread {
    const thread = threadCreate(this.ipc, this.nextThread++, task, suspendCount);
    this.threads.set(thread.id, thread);
    return thread;
  }

  /** Purpose: the end of a task (see `taskTerminate`) and of its threads; the system forgets them. */
  endTask(task: Task, how: number, code: number): void {
    if (!task.alive) return;
    for (const [id, thread] of task.threads) {
      if (thread.sched !== null) this.sched?.ended(thread);
      this.threads.delete(id);
      this.outputs.release(id, 0);
    }
    this.tasks.delete(task.id);
    taskTerminate(this.ipc, task, how, code);
    this.taskEnded(task, how, code);
  }

  /** Purpose: a task is ended by someone's call; the process that was started for it is killed. */
  terminateTask(task: Task): void {
    this.endTask(task, TASK_END_TERMINATED, 0);
    const process = this.processes.get(task.process);
    if (process !== undefined && process.task === task) this.killProcess(process, KILLED_TERMINATED);
  }

  /** Purpose: have a process killed, once; the kernel hears of its end as of any other. `why` is `KILLED_*`. */
  killProcess(process: Process, why: number): void {
    if (process.killed) return;
    process.killed = true;
    this.ipc.sink.emit(EV_PROCESS_KILLED, process.id, why);
    this.outputs.kill(process.id);
  }

  /** Purpose: the end of one thread; the system forgets it. */
  endThread(thread: Thread): void {
    if (!thread.alive) return;
    if (thread.sched !== null) this.sched?.ended(thread);
    this.threads.delete(thread.id);
    this.outputs.release(thread.id, 0);
    threadTerminate(this.ipc, thread);
  }
}
