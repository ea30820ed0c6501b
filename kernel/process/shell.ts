import { readFileSync } from 'node:fs';
import type { CommandRequest, KernelSettings, SignalRequest } from '../abi/debug.ts';
import { EXIT_PANIC, UNACKNOWLEDGED_EVENTS_MAX } from '../abi/debug.ts';
import { LAYER_DATA_LIMIT } from '../abi/sandbox.ts';
import type { ProfileName } from '../abi/profile.ts';
import { type BootInput, INPUT_BOOT } from '../machine/inputs.ts';
import { Machine, type Outputs, type StartRequest } from '../machine/machine.ts';
import { Outbox } from '../machine/outbox.ts';
import type { Recorder } from '../trace/recorder.ts';
import { checkProcess } from './check.ts';
import { Children, type Child, type ChildEnd } from './children.ts';
import { hostUs } from './clock.ts';
import type { FrameTaker } from './connection.ts';
import type { DebugChannel } from './debugChannel.ts';
import { watchMemory } from './memoryWatch.ts';
import { usageOf } from './measure.ts';
import { Programs } from './programs.ts';
import { Silence } from './silence.ts';
import { Turns } from './turns.ts';

/** Bytes that the host has not read, at most: then tasks are not read until it is half, as with events. */
const BACKLOG_BYTES_MAX = 0x4000000;

const MEASURE_MS = 1000;
/** Changes smaller than these are not worth an event. */
const RSS_STEP_KB = 256;
const CPU_STEP_MS = 10;

const SECCOMP_FILTER = 2;

/** How long a dying kernel process waits for the host to take its last words. */
const LAST_WORDS_MS = 10_000;

/** Everything around the machine: it feeds it frames, ends, time and commands, and does what it says. */
export class Shell implements FrameTaker {
  readonly machine: Machine;
  readonly programs: Programs;
  readonly #debug: DebugChannel;
  readonly #outbox = new Outbox();
  readonly #turns = new Turns(() => this.#afterwards());
  readonly #children: Children;
  /** Asked for by the machine while it was at work; done when it is not. */
  readonly #starts: StartRequest[] = [];
  readonly #boots: number[] = [];
  /** Calls off the watch on a process's memory. */
  readonly #watches = new Map<number, () => void>();
  #lastStart: StartRequest | null = null;
  #timer: NodeJS.Timeout | null = null;
  #timerUs = Infinity;
  #ended = false;

  constructor(settings: KernelSettings, debug: DebugChannel, recorder: Recorder) {
    this.#debug = debug;
    this.programs = new Programs(settings.programs);
    const { catalogue, inputs } = settings;
    const boot: BootInput = { profile: settings.profile as ProfileName, catalogue };
    const bootUs = hostUs();
    if (inputs) {
      const bytes = Buffer.from(JSON.stringify(boot));
      debug.input(INPUT_BOOT, bootUs, 0, bytes, 0, bytes.length);
    }
    this.machine = new Machine({
      ...boot,
      sink: settings.events ? recorder : new Silence(),
      outputs: this.#outputs(),
      inputs: inputs ? debug : null,
      hostUs: bootUs,
    });
    if (settings.bodies) this.machine.ipc.keepBody = (msg, body) => debug.body(msg, body);
    this.#children = new Children({
      runtime: readFileSync(settings.runtime),
      volume: settings.volume,
      programs: this.programs,
      taker: this,
      turns: this.#turns,
      onExit: (request, pid, end) => this.#exited(request, pid, end),
    });
    setInterval(() => this.#measure(), MEASURE_MS).unref();
    this.#afterwards();
  }

  frame(process: number, bytes: Uint8Array, view: DataView, at: number, end: number): void {
    this.machine.frame(hostUs(), process, bytes, view, at, end);
  }

  badFrame(process: number): void {
    this.machine.badFrame(hostUs(), process);
  }

  command({ request, command }: CommandRequest): void {
    this.#lastStart = null;
    this.machine.command(hostUs(), command);
    const started = this.#lastStart as StartRequest | null;
    this.#afterwards();
    this.#debug.say({ say: 'done', request, task: started?.task ?? 0, process: started?.process ?? 0 });
  }

  signal({ process, signal }: SignalRequest): void {
    this.#children.get(process)?.signal(signal);
  }

  acknowledged(before: number): void {
    this.#debug.acknowledged(before);
    if (this.#turns.halted && !this.#isBehind(2)) this.#turns.go(this.#children.connections());
  }

  /** Ends every task's process. */
  end(): void {
    this.#ended = true;
    for (const { signal } of this.#children.values()) signal('SIGKILL');
  }

  /** Says everything that is still to be said, then ends the kernel process. */
  panic(text: string): void {
    if (this.#ended) return;
    this.#debug.say({ say: 'panic', text });
    this.shutdown(EXIT_PANIC);
  }

  /** Ends every task's process, and the kernel process with `code` when the host has read all that was said. */
  shutdown(code: number): void {
    this.end();
    process.exitCode = code;
    setTimeout(() => process.exit(), LAST_WORDS_MS);
    this.#debug.end();
  }

  #outputs(): Outputs {
    return {
      begin: (process, sizeBytes) => this.#outbox.begin(process, sizeBytes),
      end: (process, usedBytes, attached) => this.#outbox.end(process, usedBytes, attached),
      start: (request) => {
        this.#lastStart = request;
        this.#starts.push(request);
      },
      kill: (process) => {
        const child = this.#children.get(process);
        child?.connection.end();
        child?.signal('SIGKILL');
      },
      release: (thread, process) => this.#outbox.release(thread, process),
      boot: (process) => this.#boots.push(process),
      console: (task, stream, text) => this.#debug.console(task, stream, text),
    };
  }

  /** The machine has done something: its outputs go out. */
  #afterwards(): void {
    const { machine } = this;
    if (machine.panicked) {
      if (machine.panicStack !== '') process.stderr.write(`${machine.panicStack}\n`);
      return this.panic('an invariant of the kernel is broken');
    }
    if (this.#ended) return;
    for (let request = this.#starts.shift(); request !== undefined; request = this.#starts.shift()) this.#start(request);
    for (let id = this.#boots.pop(); id !== undefined; id = this.#boots.pop()) this.#boot(id);
    for (const process of this.#outbox.waiting) this.#write(process);
    this.#arm();
    this.#debug.touch();
    if (!this.#turns.halted && this.#isBehind(1)) this.#turns.halt();
  }

  #isBehind(share: number): boolean {
    const { unacknowledged, backlogBytes } = this.#debug;
    return unacknowledged > UNACKNOWLEDGED_EVENTS_MAX / share || backlogBytes > BACKLOG_BYTES_MAX / share;
  }

  #write(process: number): void {
    const pieces = this.#outbox.take(process);
    const child = this.#children.get(process);
    if (child === undefined) this.#outbox.forget(process);
    else this.#children.send(child.connection, pieces);
  }

  #start(request: StartRequest): void {
    const pid = this.#children.start(request);
    const { process, task, name } = request;
    if (pid === 0) return;
    this.machine.started(hostUs(), process, pid);
    this.#debug.say({ say: 'started', process, task, name, pid });
  }

  #boot(process: number): void {
    const child = this.#children.get(process);
    if (child === undefined) return;
    this.#children.boot(child);
    this.#watch(child);
    void this.#check(child);
  }

  async #check(child: Child): Promise<void> {
    const { process } = child.request;
    const check = await checkProcess(child.pid);
    const report = this.machine.system.processes.get(process)?.report;
    if (report !== null && report !== undefined) this.#debug.say({ say: 'locked', process, report, check: check ?? null });
    if (check === undefined || this.#children.get(process) !== child) return;
    this.machine.checked(hostUs(), process, check.filtered ? SECCOMP_FILTER : 0, check.noNewPrivs ? 1 : 0);
    this.#afterwards();
  }

  /** Where the OS does not bound the memory of a task, we look ourselves. */
  #watch({ request, pid, limitMB, signal }: Child): void {
    const { report } = this.machine.system.processes.get(request.process) ?? { report: null };
    if (report === null || (report.layers & LAYER_DATA_LIMIT) !== 0) return;
    const callOff = watchMemory(pid, limitMB * 2 ** 20, () => signal('SIGKILL'));
    this.#watches.set(request.process, callOff);
  }

  #exited({ process, task, name }: StartRequest, pid: number, { code, signal, signalName, stderr }: ChildEnd): void {
    if (this.#ended) return;
    this.#watches.get(process)?.();
    this.#watches.delete(process);
    this.#outbox.forget(process);
    this.machine.exited(hostUs(), process, code, signal, stderr);
    this.#afterwards();
    this.#debug.say({ say: 'exited', process, task, name, pid, code, signal: signalName, stderr });
  }

  /** One timer, for the machine's earliest. One that is set too early is let go off: that is cheaper than to move it each time. */
  #arm(): void {
    const nextUs = this.machine.nextTimerUs();
    if (nextUs < 0 || nextUs >= this.#timerUs) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timerUs = nextUs;
    this.#timer = setTimeout(() => this.#ring(), Math.max(0, Math.ceil((nextUs - hostUs()) / 1000)));
  }

  #ring(): void {
    this.#timer = null;
    this.#timerUs = Infinity;
    const nowUs = hostUs();
    const nextUs = this.machine.nextTimerUs();
    if (nextUs >= 0 && nextUs <= nowUs) this.machine.timer(nowUs);
    this.#afterwards();
  }

  #measure(): void {
    for (const child of this.#children.values()) {
      const usage = usageOf(child.pid);
      if (usage === undefined) continue;
      const { rssKB, cpuMs } = usage;
      if (Math.abs(rssKB - child.rssKB) < RSS_STEP_KB && cpuMs - child.cpuMs < CPU_STEP_MS) continue;
      child.rssKB = rssKB;
      child.cpuMs = cpuMs;
      this.machine.measured(hostUs(), child.request.process, rssKB, cpuMs);
    }
    this.#afterwards();
  }
}
