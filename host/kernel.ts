import { release, type } from 'node:os';
import { Worker } from 'node:worker_threads';
import { COMMAND_RUN_PROGRAM, type Command, type RunProgram } from '../kernel/abi/commands.ts';
import type { KernelSays, SignalRequest } from '../kernel/abi/debug.ts';
import { CATALOGUE } from '../services/catalogue.ts';
import type { DataFolder } from './dataFolder.ts';
import type { FromLog, KernelEnd, LogOptions, ToLog } from './log/messages.ts';
import type { Additions } from '../kernel/trace/session.ts';
import { kernelPath, logWorkerPath, runtimePath, servicePaths, version, nodePath } from './paths.ts';
import { UserError } from './userError.ts';
import type { Program } from './programs.ts';

/** How a task's process ended. */
export type ProcessExit = Extract<KernelSays, { say: 'exited' }>;
export type ProcessLocked = Extract<KernelSays, { say: 'locked' }>;
export type ProcessStart = Extract<KernelSays, { say: 'started' }>;

export interface KernelOptions {
  readonly data: DataFolder;
  /** What runs, for the session file. */
  readonly title: string;
  readonly trace?: string | undefined;
  /** The trace is there for the case of a crash only: in a folder of its own, its bodies beside it, and no larger than it is worth. */
  readonly autosave?: boolean;
  readonly narrate?: boolean;
  /** Windows will watch: see `range`, `session` and `onEdge`. */
  readonly windows?: boolean;
  readonly onEdge?: (edge: Edge) => void;
  /** A process has started or ended. */
  readonly onProcess?: () => void;
  /** Off only to measure what recording costs. */
  readonly recording?: boolean;
  readonly onConsole?: (task: number, stream: number, text: string) => void;
  readonly onNarration?: (lines: readonly string[]) => void;
}

/** How far the log reaches, the gate's mode, and breakpoints that were hit since the last one. */
export type Edge = Extract<FromLog, { from: 'edge' }>;

export type Outcome =
  | { readonly what: 'exit'; readonly exit: ProcessExit }
  | { readonly what: 'kernel'; readonly end: KernelEnd }
  | { readonly what: 'timeout' };

/** What a program is run with. */
export interface RunOptions {
  readonly arguments?: unknown;
  readonly profile?: string;
  readonly memoryMB?: number;
  readonly spawner?: boolean;
  /** With the privileged host port: for programs that schedule. */
  readonly privileged?: boolean;
}

/** The system: the kernel process and the log, from the main thread. */
export class Kernel {
  readonly #log: Worker;
  readonly #options: KernelOptions;
  readonly #answers = new Map<number, (done: Extract<KernelSays, { say: 'done' }>) => void>();
  readonly #gone = new Set<number>();
  readonly #ranges = new Map<number, (bytes: Uint8Array | null) => void>();
  readonly #sessions = new Map<number, (session: { readonly bytes: Uint8Array; readonly end: number }) => void>();
  readonly #exits = new Map<number, PromiseWithResolvers<ProcessExit>>();
  readonly #locks = new Map<number, PromiseWithResolvers<ProcessLocked>>();
  readonly #booted = Promise.withResolvers<void>();
  #requests = 0;
  pid = 0;
  /** Every process that was started, by its id. */
  readonly processes = new Map<number, ProcessStart>();
  readonly #ended = Promise.withResolvers<KernelEnd>();
  /** When the kernel process is gone and the log is closed. */
  readonly ended: Promise<KernelEnd> = this.#ended.promise;

  constructor(options: KernelOptions) {
    this.#options = options;
    const recording = options.recording ?? true;
    const keeping = recording && (options.trace !== undefined || options.windows === true);
    const workerData: LogOptions = {
      node: nodePath(),
      kernel: kernelPath(),
      settings: {
        profile: 'recommended',
        runtime: runtimePath(),
        programs: servicePaths(),
        volume: options.data.volume,
        catalogue: CATALOGUE,
        // For sessions; who keeps none needs neither.
        inputs: keeping,
        events: recording,
        bodies: keeping,
      },
      trace: options.trace ?? null,
      autosave: options.autosave ?? false,
      about: {
        machlab: version(),
        os: `${type()} ${release()}`,
        startedAt: new Date().toISOString(),
        seed: 0,
        profile: 'recommended',
        catalogue: CATALOGUE.map(({ name }) => name),
        title: options.title,
      },
      windows: options.windows ?? false,
      narrate: options.narrate ?? false,
    };
    this.#log = new Worker(logWorkerPath(), { workerData, name: 'log' });
    this.#log.on('message', (message: FromLog) => this.#hear(message));
    this.#log.on('error', (error) => {
      this.#booted.reject(error);
      this.#ended.reject(error);
    });
    this.ended.catch(() => undefined); // whoever waits for it hears of it
  }

  /** Resolves when programs can be run. Throws a `UserError` when the kernel process ended before. */
  booted(): Promise<void> {
    return this.#booted.promise;
  }

  handIn({ name, source }: Program): void {
    this.#post({ do: 'program', name, source });
  }

  /** Carries a debugger's command out. */
  command(command: Partial<Command> & Pick<Command, 'command'>): Promise<{ readonly task: number; readonly process: number }> {
    const request = ++this.#requests;
    return new Promise((resolve) => {
      this.#answers.set(request, resolve);
      this.#post({ do: 'command', request, command: { window: 0, argument: 0, argument2: 0, text: '', ...command } });
    });
  }

  /** Starts a program that was handed in, or that the kernel process knows by name. */
  run(name: string, options: RunOptions = {}): Promise<{ readonly task: number; readonly process: number }> {
    const asked: RunProgram = {
      name,
      program: name,
      arguments: JSON.stringify(options.arguments ?? null),
      profile: options.profile ?? 'program',
      memoryMB: options.memoryMB ?? 0,
      spawner: options.spawner ?? true,
      privileged: options.privileged ?? false,
    };
    return this.command({ command: COMMAND_RUN_PROGRAM, text: JSON.stringify(asked) });
  }

  /** The end of a process, now or later. */
  exitOf(process: number): Promise<ProcessExit> {
    return entry(this.#exits, process).promise;
  }

  /** The sandbox report of a process, now or later. */
  lockedOf(process: number): Promise<ProcessLocked> {
    return entry(this.#locks, process).promise;
  }

  /** What comes first: the program's end, the kernel's, or the end of patience. */
  async outcome(process: number, timeoutMs = Infinity): Promise<Outcome> {
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<Outcome>((resolve) => {
      if (timeoutMs < Infinity) timer = setTimeout(() => resolve({ what: 'timeout' }), timeoutMs);
    });
    const exit = this.exitOf(process).then((found): Outcome => ({ what: 'exit', exit: found }));
    const end = this.ended.then((found): Outcome => ({ what: 'kernel', end: found }));
    try {
      return await Promise.race([exit, end, patience]);
    } finally {
      clearTimeout(timer);
    }
  }

  signal(signal: SignalRequest): void {
    this.#post({ do: 'signal', signal });
  }

  /** Events as one encoded batch, as far as they are at hand; null when the first is not. Needs `windows`. */
  range(from: number, to: number): Promise<Uint8Array | null> {
    const request = ++this.#requests;
    return new Promise((resolve) => {
      this.#ranges.set(request, resolve);
      this.#post({ do: 'range', request, from, to });
    });
  }

  /** The whole body of a message that the log has only the beginning of; null when it is no longer kept. Needs `windows`. */
  body(msg: number): Promise<Uint8Array | null> {
    const request = ++this.#requests;
    return new Promise((resolve) => {
      this.#ranges.set(request, resolve);
      this.#post({ do: 'body', request, msg });
    });
  }

  /** The session up to now as a file, and the number of the event after its last. Needs `windows`. */
  session(additions: Additions): Promise<{ readonly bytes: Uint8Array; readonly end: number }> {
    const request = ++this.#requests;
    return new Promise((resolve) => {
      this.#sessions.set(request, resolve);
      this.#post({ do: 'session', request, additions });
    });
  }

  /** Whether a process has ended. */
  hasExited(process: number): boolean {
    return this.#gone.has(process);
  }

  /** The log is not wanted any more, after the kernel's end. Needs `windows`; without, the log goes with the kernel. */
  close(): void {
    this.#post({ do: 'close' });
  }

  /** Ends everything. */
  shutdown(): Promise<KernelEnd> {
    this.#post({ do: 'shutdown' });
    return this.ended;
  }

  /** Ends the kernel process at once, and its tasks with it. */
  kill(): Promise<KernelEnd> {
    this.#post({ do: 'kill' });
    return this.ended;
  }

  #post(message: ToLog): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    this.#log.postMessage(message);
  }

  #hear(message: FromLog): void {
    switch (message.from) {
      case 'pid':
        this.pid = message.pid;
        return;
      case 'console':
        return this.#options.onConsole?.(message.task, message.stream, message.text);
      case 'narrator':
        return this.#options.onNarration?.(message.lines);
      case 'edge':
        return this.#options.onEdge?.(message);
      case 'range':
      case 'body':
        this.#ranges.get(message.request)?.(message.bytes);
        this.#ranges.delete(message.request);
        return;
      case 'session':
        this.#sessions.get(message.request)?.(message);
        this.#sessions.delete(message.request);
        return;
      case 'kernel':
        return this.#told(message.says);
      case 'end': {
        const { code, signal, stderr } = message.end;
        const how = signal === null ? `with code ${code}` : `by ${signal}`;
        this.#booted.reject(
          new UserError(`the kernel process ended ${how} before it had booted${stderr === '' ? '' : `: ${stderr.trim()}`}`, 70),
        );
        this.#ended.resolve(message.end);
      }
    }
  }

  #told(says: KernelSays): void {
    switch (says.say) {
      case 'booted':
        return this.#booted.resolve();
      case 'done':
        this.#answers.get(says.request)?.(says);
        this.#answers.delete(says.request);
        return;
      case 'started':
        this.processes.set(says.process, says);
        return this.#options.onProcess?.();
      case 'exited':
        this.#gone.add(says.process);
        entry(this.#exits, says.process).resolve(says);
        return this.#options.onProcess?.();
      case 'locked':
        return entry(this.#locks, says.process).resolve(says);
      case 'panic':
    }
  }
}

/** What will be known of a process. */
function entry<T>(map: Map<number, PromiseWithResolvers<T>>, process: number): PromiseWithResolvers<T> {
  let found = map.get(process);
  if (found === undefined) map.set(process, (found = Promise.withResolvers()));
  return found;
}
