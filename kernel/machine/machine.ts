/** The assembled kernel: inputs in, outputs and events out. It does nothing of itself and knows no clock. */
import {
  COMMAND_BREAK,
  COMMAND_DISPLAY,
  COMMAND_ENABLE,
  COMMAND_UNBREAK,
  COMMAND_PASS_TIME,
  COMMAND_PAUSE,
  COMMAND_PICK,
  COMMAND_RUN,
  COMMAND_RUN_PROGRAM,
  COMMAND_STEP,
  COMMAND_TERMINATE,
  type Command,
  type DisplayInput,
  type RunProgram,
} from '../abi/commands.ts';
import {
  ARRIVED_CPU,
  ARRIVED_PAUSED,
  ARRIVED_SUSPENDED,
  EV_ARRIVED,
  EV_BOOT,
  EV_BREAKPOINT_HIT,
  EV_COMMAND,
  EV_MODE,
  EV_PANIC,
  EV_PROCESS_CHECKED,
  EV_PROCESS_END_WAITS,
  EV_PROCESS_ENDED,
  EV_PROCESS_MEASURED,
  EV_PROCESS_READY,
  EV_PROCESS_STARTED,
  EV_TRAP,
  KILLED_BAD_FRAME,
  KILLED_SECOND_TRAP,
  MODE_PAUSED,
  MODE_RUNNING,
  TASK_END_EXIT,
  TASK_END_HOST_DIED,
  TASK_END_SIGNAL,
} from '../abi/events.ts';
import {
  FRAME_HEADER_BYTES,
  FRAME_HELLO,
  FRAME_KIND,
  FRAME_TASK,
  FRAME_THREAD,
  FRAME_TRAP,
  MSG_ARG_NOTIFY,
  MSG_ARG_OPTIONS,
  MSG_ARG_RCV_NAME,
  MSG_ARG_RCV_SIZE,
  MSG_ARG_SEND_SIZE,
  MSG_ARG_TIMEOUT,
  MSG_ARGS_BYTES,
  TRAP_MACH_MSG,
} from '../abi/frame.ts';
import type { Catalogue } from '../abi/catalogue.ts';
import type { Profile, ProfileName } from '../abi/profile.ts';
import { PROFILES } from '../abi/profile.ts';
import type { Sink } from '../abi/sink.ts';
import type { Snapshot } from '../abi/snapshot.ts';
import { Registry } from '../bootstrap/registry.ts';
import { serveBootstrap } from '../bootstrap/table.ts';
import { Ipc, Panic, panic } from '../ipc/context.ts';
import type { SendBuffer } from '../ipc/copyin.ts';
import { settle } from '../ipc/queue.ts';
import { type Scheduler, schedulerOf } from '../sched/scheduler.ts';
import { spawnTask } from '../task/spawn.ts';
import { type Outputs, type Process, System } from '../task/system.ts';
import type { Task } from '../task/task.ts';
import type { Thread } from '../task/thread.ts';
import { continuations, trap } from '../trap/dispatch.ts';
import { waitGivenUp } from '../trap/mach_msg.ts';
import { displaySend } from './display.ts';
import { Gate, type Waiting, type WaitingExit } from './gate.ts';
import {
  INPUT_BAD_FRAME,
  INPUT_CHECKED,
  INPUT_COMMAND,
  INPUT_EXITED,
  INPUT_FRAME,
  INPUT_MEASURED,
  INPUT_STARTED,
  INPUT_TIMER,
  type InputSink,
  payload,
} from './inputs.ts';
import { machineSnapshot } from './snapshot.ts';
import { Time } from './time.ts';
import { Watch } from './watch.ts';

export type { FrameSlot, Outputs, StartRequest } from '../task/system.ts';

/** The version of the event vocabulary, in every log's first event. */
export const FORMAT_VERSION = 1;

export interface MachineOptions {
  readonly sink: Sink;
  readonly outputs: Outputs;
  readonly profile?: ProfileName;
  /** The services that the registry may start. */
  readonly catalogue?: Catalogue;
  readonly inputs?: InputSink | null;
  /** Host time of boot, in microseconds. */
  readonly hostUs?: number;
  /** Asked after every input, for a run that checks itself: what it gives is the name of a broken invariant, and the kernel stops. */
  readonly audit?: (machine: Machine) => string | null;
}

const decoderless = new Uint8Array(0);

export class Machine {
  readonly system: System;
  readonly ipc: Ipc;
  readonly gate = new Gate();
  readonly profile: Profile;
  /** The first task, of no process: what the host starts are its children. */
  readonly launcher: Task;
  readonly registry: Registry;
  /** An invariant is broken: nothing is admitted any more. */
  panicked = false;
  /** Where in the kernel's code that was found out; empty for an invariant that an audit watches. It is not in the event: paths differ. */
  panicStack = '';
  readonly #time: Time;
  readonly #log: Sink;
  /** Between the kernel and its log while there are breakpoints. */
  #watch: Watch | null = null;
  readonly #inputs: InputSink | null;
  readonly #audit: ((machine: Machine) => string | null) | null;
  /** Threads that the present step let run again. */
  readonly #resumed: Thread[] = [];
  /** The scheduler goes on for one moment although the gate is closed. */
  #stepping = false;
  readonly #buffer: SendBuffer = { bytes: decoderless, view: new DataView(new ArrayBuffer(0)), at: 0, sizeBytes: 0, end: 0 };

  constructor(options: MachineOptions) {
    this.#log = options.sink;
    this.#inputs = options.inputs ?? null;
    this.#audit = options.audit ?? null;
    this.profile = PROFILES[options.profile ?? 'recommended'];
    const hostUs = options.hostUs ?? 0;
    this.ipc = new Ipc(options.sink, this.profile);
    options.sink.begin(0, hostUs);
    options.sink.emit(EV_BOOT, Object.keys(PROFILES).indexOf(this.profile.name), FORMAT_VERSION);
    this.system = new System(this.ipc, options.outputs);
    this.ipc.continuations = continuations(this.system);
    this.launcher = this.system.addTask(null, 0, 'launcher');
    serveBootstrap();
    this.registry = new Registry(this.system, this.launcher, options.catalogue ?? []);
    this.#time = new Time(this.system, this.registry, hostUs);
    this.system.control = {
      abort: (thread) => waitGivenUp(this.system, thread, true),
      resumed: (thread) => this.#resumed.push(thread),
      admit: (thread) => this.#admitHeld(thread),
      giveUp: (thread) => this.#time.giveUp(thread),
      settle: () => settle(this.ipc),
      step: () => this.#step(),
    };
    this.system.announce = (name, port) => this.registry.announce(name, port);
    const { portDied } = this.ipc;
    this.ipc.portDied = (port) => {
      portDied(port);
      schedulerOf(this.system)?.portDied(port);
    };
  }

  /** The earliest virtual time, in host microseconds, at which `timer` has something to do; -1: none, or paused. */
  nextTimerUs(): number {
    return this.gate.paused ? -1 : this.#time.nextUs();
  }

  /** A whole frame of a process, `bytes` from `at` to `end`. Bytes are only lent, but for large out-of-line ones, which the kernel keeps. */
  frame(hostUs: number, process: number, bytes: Uint8Array, view: DataView, at: number, end: number): void {
    if (this.#inputs !== null) this.#inputs.input(INPUT_FRAME, hostUs, process, bytes, at, end);
    const from = this.system.processes.get(process);
    if (from === undefined || from.killed || this.panicked) return;
    this.#time.input(hostUs, this.gate.paused);
    try {
      const kind = view.getUint32(at + FRAME_KIND, true);
      if (kind === FRAME_TRAP && end - at >= FRAME_HEADER_BYTES + 4) this.#arrive(from, bytes, view, at, end);
      else if (kind === FRAME_HELLO && end - at === FRAME_HEADER_BYTES + 16 && !from.ready)
        this.#hello(from, view, at + FRAME_HEADER_BYTES);
      else this.system.killProcess(from, KILLED_BAD_FRAME);
      this.#settle();
      if (this.#audit !== null) this.#ask(this.#audit);
    } catch (error) {
      this.#panic(error);
    }
  }

  /** The bytes of a channel are no frames: the process ends. */
  badFrame(hostUs: number, process: number): void {
    this.#input(INPUT_BAD_FRAME, hostUs, process, decoderless, () => {
      const from = this.system.processes.get(process);
      if (from !== undefined) this.system.killProcess(from, KILLED_BAD_FRAME);
    });
  }

  /** A process that was asked for has started; said once. */
  started(hostUs: number, process: number, pid: number): void {
    this.#input(INPUT_STARTED, hostUs, process, payload([pid]), () => {
      const started = this.system.processes.get(process);
      if (started === undefined || started.pid !== 0) return;
      started.pid = pid;
      this.ipc.sink.emit(EV_PROCESS_STARTED, process, pid);
    });
  }

  /** What the OS confirms of a process's sandbox; what comes after the first time is ignored. */
  checked(hostUs: number, process: number, seccomp: number, noNewPrivs: number): void {
    this.#input(INPUT_CHECKED, hostUs, process, payload([seccomp, noNewPrivs]), () => {
      const checked = this.system.processes.get(process);
      if (checked === undefined || checked.checked !== null) return;
      checked.checked = { seccomp, noNewPrivs };
      this.ipc.sink.emit(EV_PROCESS_CHECKED, process, seccomp, noNewPrivs);
    });
  }

  /** What the host measured of a process. */
  measured(hostUs: number, process: number, rssKB: number, cpuMs: number): void {
    this.#input(INPUT_MEASURED, hostUs, process, payload([rssKB, cpuMs]), () => {
      const measured = this.system.processes.get(process);
      if (measured === undefined) return;
      this.ipc.sink.emit(EV_PROCESS_MEASURED, process, measured.rssKB, rssKB, measured.cpuMs, cpuMs);
      measured.rssKB = rssKB;
      measured.cpuMs = cpuMs;
    });
  }

  /** A process is gone: its channel has ended and it is reaped. `code` -1: a signal ended it. Nobody ends twice. */
  exited(hostUs: number, process: number, code: number, signal: number, stderr: string): void {
    this.#input(INPUT_EXITED, hostUs, process, payload([code, signal], stderr), () => {
      const exit = { process, code, signal, stderr };
      const gone = this.system.processes.get(process);
      if (gone === undefined || this.gate.holdsExit(process)) return;
      if (!this.gate.paused) return this.#exit(exit, false);
      this.ipc.sink.emit(EV_PROCESS_END_WAITS, process, gone.pid, code, signal);
      this.gate.add({ kind: 'exit', exit });
    });
  }

  /** Time has passed: whoever's deadline is over goes on. */
  timer(hostUs: number): void {
    this.#input(INPUT_TIMER, hostUs, 0, decoderless, () => {
      if (!this.gate.paused) this.#time.expire();
    });
  }

  /** A debugger's command. */
  command(hostUs: number, command: Command): void {
    const { command: number, window, argument, argument2, text } = command;
    this.#input(INPUT_COMMAND, hostUs, 0, payload([number, window, argument, argument2], text), () => {
      this.ipc.sink.emitBytes(EV_COMMAND, new TextEncoder().encode(text), number, window, argument, argument2);
      this.#obey(command);
    });
  }

  #input(kind: number, hostUs: number, process: number, bytes: Uint8Array, act: () => void): void {
    if (this.#inputs !== null) this.#inputs.input(kind, hostUs, process, bytes, 0, bytes.length);
    if (this.panicked) return;
    this.#time.input(hostUs, this.gate.paused);
    try {
      act();
      this.#settle();
      if (this.#audit !== null) this.#ask(this.#audit);
    } catch (error) {
      this.#panic(error);
    }
  }

  #ask(audit: (machine: Machine) => string | null): void {
    const broken = audit(this);
    if (broken !== null) panic(broken);
  }

  #panic(error: unknown): void {
    this.panicked = true;
    const text = error instanceof Error ? error.message : String(error);
    if (error instanceof Error && !(error instanceof Panic)) this.panicStack = error.stack ?? '';
    this.ipc.sink.emitBytes(EV_PANIC, new TextEncoder().encode(text));
  }

  #hello(process: Process, view: DataView, at: number): void {
    process.ready = true;
    const report = {
      layers: view.getUint32(at, true),
      landlockAbi: view.getUint32(at + 4, true),
      probesTried: view.getUint32(at + 8, true),
      probesRefused: view.getUint32(at + 12, true),
    };
    process.report = report;
    this.ipc.sink.emit(EV_PROCESS_READY, process.id, report.layers, report.landlockAbi, report.probesTried, report.probesRefused);
    this.system.outputs.boot(process.id);
  }

  #arrive(process: Process, bytes: Uint8Array, view: DataView, at: number, end: number): void {
    const id = view.getUint32(at + FRAME_THREAD, true);
    const thread = this.system.threads.get(id);
    if (thread === undefined || !thread.alive) {
      if (id === 0 || id >= this.system.nextThread) this.system.killProcess(process, KILLED_BAD_FRAME);
      return;
    }
    if (thread.task.process !== process.id || thread.task.id !== view.getUint32(at + FRAME_TASK, true) || !process.ready)
      return this.system.killProcess(process, KILLED_BAD_FRAME);
    if (thread.trap !== 0) return this.system.killProcess(process, KILLED_SECOND_TRAP);
    const start = at + FRAME_HEADER_BYTES;
    thread.trap = view.getUint32(start, true);
    thread.options = thread.trap === TRAP_MACH_MSG && end - start >= MSG_ARGS_BYTES ? view.getUint32(start + MSG_ARG_OPTIONS, true) : 0;
    thread.trapAt = this.ipc.sink.next;
    if (thread.sched !== null) {
      thread.held = { bytes: bytes.slice(start, end), why: ARRIVED_CPU };
      this.ipc.sink.emit(EV_ARRIVED, thread.id, thread.task.id, thread.trap, thread.options, ARRIVED_CPU);
      schedulerOf(this.system)?.arrived(thread);
      return;
    }
    if (this.gate.paused || !thread.runnable) {
      const why = this.gate.paused ? ARRIVED_PAUSED : ARRIVED_SUSPENDED;
      thread.held = { bytes: bytes.slice(start, end), why };
      this.ipc.sink.emit(EV_ARRIVED, thread.id, thread.task.id, thread.trap, thread.options, why);
      this.gate.add({ kind: 'trap', thread });
      return;
    }
    const buffer = this.#buffer;
    buffer.bytes = bytes;
    buffer.view = view;
    this.#admit(thread, start, end, 0, 0);
  }

  /** The trap in `#buffer` begins. */
  #admit(thread: Thread, start: number, end: number, fromGate: number, arrivedAt: number): void {
    const buffer = this.#buffer;
    const { view } = buffer;
    thread.trapAt = this.ipc.sink.next;
    if (thread.trap === TRAP_MACH_MSG && end - start >= MSG_ARGS_BYTES) {
      this.ipc.sink.emit(
        EV_TRAP,
        thread.id,
        thread.task.id,
        TRAP_MACH_MSG,
        thread.options,
        view.getUint32(start + MSG_ARG_SEND_SIZE, true),
        view.getUint32(start + MSG_ARG_RCV_SIZE, true),
        view.getUint32(start + MSG_ARG_RCV_NAME, true),
        view.getUint32(start + MSG_ARG_TIMEOUT, true),
        view.getUint32(start + MSG_ARG_NOTIFY, true),
        fromGate,
        arrivedAt,
      );
    } else this.ipc.sink.emit(EV_TRAP, thread.id, thread.task.id, thread.trap, 0, 0, 0, 0, 0, 0, fromGate, arrivedAt);
    buffer.at = start;
    buffer.end = end;
    trap(this.system, thread, buffer);
  }

  #admitHeld(thread: Thread): void {
    const { held, trapAt } = thread;
    if (held === null) return;
    thread.held = null;
    const { bytes, why } = held;
    this.#buffer.bytes = bytes;
    this.#buffer.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#admit(thread, 0, bytes.length, why, trapAt);
    settle(this.ipc);
  }

  #admitWaiting(waiting: Waiting | null): boolean {
    if (waiting === null) return false;
    this.#time.step();
    if (waiting.kind === 'trap') this.#admitHeld(waiting.thread);
    else this.#exit(waiting.exit, true);
    this.#look();
    return true;
  }

  /** Whatever the step made possible goes on; then the traps of threads that it let run again are admitted. */
  #settle(): void {
    settle(this.ipc);
    this.#resume();
    const scheduler = schedulerOf(this.system);
    if (scheduler !== null && !this.gate.paused) {
      scheduler.advance();
      while (this.#resumed.length > 0) {
        this.#resume();
        scheduler.advance();
      }
    }
    this.#look();
  }

  #resume(): void {
    for (let thread = this.#resumed.shift(); thread !== undefined; thread = this.#resumed.shift()) {
      if (!thread.alive || !thread.runnable) continue;
      if (thread.sched !== null) {
        this.system.sched?.resumed(thread);
        continue;
      }
      this.system.outputs.release(thread.id, thread.task.process);
      if (!this.gate.paused) this.#admitWaiting(this.gate.trapOf(thread.id));
    }
  }

  /** The scheduler's clock moves: what happens from here on is another step. */
  #step(): boolean {
    this.#look();
    if (this.gate.paused && !this.#stepping) return false;
    this.#time.step();
    return true;
  }

  /** Breakpoints that the step met are told, and the gate closes behind it. */
  #look(): void {
    if (this.#watch === null) return;
    const hits = this.#watch.look();
    if (hits.length === 0) return;
    for (const { breakpoint, event } of hits) this.ipc.sink.emit(EV_BREAKPOINT_HIT, breakpoint, event);
    this.#pause();
    this.#unwatch();
  }

  #pause(): void {
    if (this.gate.paused) return;
    this.gate.paused = true;
    this.#time.pause();
    this.ipc.sink.emit(EV_MODE, MODE_RUNNING, MODE_PAUSED);
  }

  #break(breakpoint: number, text: string, once: boolean): void {
    this.#watch ??= new Watch(this.#log, machineSnapshot(this));
    this.ipc.sink = this.#watch;
    this.#watch.set(breakpoint, text, once);
    this.#unwatch();
  }

  #unwatch(): void {
    if (this.#watch?.empty !== true) return;
    this.#watch = null;
    this.ipc.sink = this.#log;
  }

  #exit({ process: id, code, signal, stderr }: WaitingExit, waited: boolean): void {
    const process = this.system.processes.get(id);
    if (process === undefined) return;
    this.ipc.sink.emitBytes(EV_PROCESS_ENDED, new TextEncoder().encode(stderr), id, process.pid, code, signal, waited ? 1 : 0);
    const how = signal === 0 ? TASK_END_EXIT : TASK_END_SIGNAL;
    for (const task of process.tasks) {
      if (task === process.task) this.system.endTask(task, how, signal === 0 ? code : signal);
      else this.system.endTask(task, TASK_END_HOST_DIED, id);
      settle(this.ipc);
    }
    this.gate.sweep();
    this.system.processes.delete(id);
  }

  /** One moment of the scheduler's clock, while the gate is closed. */
  #stepClock(): void {
    this.#stepping = true;
    schedulerOf(this.system)?.advance(true);
    this.#stepping = false;
  }

  #obey({ command, argument, argument2, text }: Command): void {
    switch (command) {
      case COMMAND_PAUSE:
        return this.#pause();
      case COMMAND_RUN:
        if (!this.gate.paused) return;
        this.gate.paused = false;
        this.#time.run();
        this.ipc.sink.emit(EV_MODE, MODE_PAUSED, MODE_RUNNING);
        while (!this.gate.paused && this.#admitWaiting(this.gate.next()));
        return;
      case COMMAND_STEP:
        if (!this.#admitWaiting(this.gate.next())) this.#stepClock();
        return;
      case COMMAND_PICK:
        this.#admitWaiting(argument === 0 ? this.gate.exitOf(argument2) : this.gate.trapOf(argument));
        return;
      case COMMAND_PASS_TIME:
        if (this.gate.paused && schedulerOf(this.system) === null) this.#time.passTo(argument, argument2);
        return;
      case COMMAND_RUN_PROGRAM:
        this.#runProgram(JSON.parse(text) as RunProgram);
        return;
      case COMMAND_ENABLE:
        return this.registry.enable(argument);
      case COMMAND_DISPLAY:
        displaySend(this.registry, JSON.parse(text) as DisplayInput);
        return;
      case COMMAND_BREAK:
        return this.#break(argument, text, argument2 !== 0);
      case COMMAND_UNBREAK:
        this.#watch?.remove(argument);
        return this.#unwatch();
      case COMMAND_TERMINATE: {
        const task = this.system.tasks.get(argument);
        if (task !== undefined) this.system.terminateTask(task);
      }
    }
  }

  #runProgram({ name, program, arguments: args, profile, memoryMB, spawner, privileged }: RunProgram): void {
    const { consolePort, spawnerPort, hostPrivPort } = this.system;
    const registered = [consolePort, ...(spawner ? [spawnerPort] : []), ...(privileged === true ? [hostPrivPort] : [])];
    const none = new Uint8Array(0);
    spawnTask(this.system, this.launcher, { name, program, source: none, arguments: args, profile, memoryMB, registered, service: 0 });
  }

  /** Null: the kernel is not in scheduled mode. */
  scheduler(): Scheduler | null {
    return schedulerOf(this.system);
  }

  /** What the registry says of itself, for a snapshot. */
  registrySnapshot(): Pick<Snapshot, 'contexts' | 'services'> {
    return this.registry.snapshot();
  }
}
