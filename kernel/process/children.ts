import { constants } from 'node:os';
import { FRAME_BOOT, FRAME_HEADER_BYTES, FRAME_KIND, FRAME_LENGTH, FRAME_TASK, FRAME_THREAD } from '../abi/frame.ts';
import type { StartRequest } from '../machine/machine.ts';
import { Connection, type FrameTaker } from './connection.ts';
import type { ProcessExit } from './exit.ts';
import { TASK_PROFILES, type TaskProfileName } from './profiles.ts';
import type { Programs } from './programs.ts';
import { memoryOf, startTaskProcess } from './spawn.ts';
import type { Turns } from './turns.ts';

/** A task's process as the kernel process has it. */
export interface Child {
  readonly request: StartRequest;
  readonly source: Uint8Array;
  readonly connection: Connection;
  readonly pid: number;
  /** What it may take in all. */
  readonly limitMB: number;
  readonly signal: (signal: NodeJS.Signals) => void;
  rssKB: number;
  cpuMs: number;
}

/** How a process ended, in the machine's numbers: code -1 when a signal ended it. */
export interface ChildEnd {
  readonly code: number;
  readonly signal: number;
  readonly signalName: string;
  readonly stderr: string;
}

/** What a process "ends" with that could not even be started, as shells have it. */
const EXIT_NOT_STARTED = 126;
const EXIT_NOT_FOUND = 127;

export interface ChildrenOptions {
  readonly runtime: Uint8Array;
  readonly volume: string;
  readonly programs: Programs;
  readonly taker: FrameTaker;
  readonly turns: Turns;
  readonly onExit: (request: StartRequest, pid: number, end: ChildEnd) => void;
}

/** The processes of tasks, from their start to their reaping. */
export class Children {
  readonly #options: ChildrenOptions;
  readonly #children = new Map<number, Child>();

  constructor(options: ChildrenOptions) {
    this.#options = options;
  }

  get(process: number): Child | undefined {
    return this.#children.get(process);
  }

  values(): IterableIterator<Child> {
    return this.#children.values();
  }

  *connections(): Generator<Connection> {
    for (const { connection } of this.#children.values()) yield connection;
  }

  /** Starts a process. Returns: its pid; 0 when there is none, and then `onExit` says why, later. */
  start(request: StartRequest): number {
    const { onExit, programs, runtime, volume, taker, turns } = this.#options;
    const refuse = (code: number, stderr: string): number => {
      setImmediate(() => onExit(request, 0, { code, signal: 0, signalName: '', stderr }));
      return 0;
    };
    const profile = Object.hasOwn(TASK_PROFILES, request.profile) ? TASK_PROFILES[request.profile as TaskProfileName] : undefined;
    if (profile === undefined) return refuse(EXIT_NOT_STARTED, `there is no sandbox profile ‘${request.profile}’`);
    let source: Uint8Array | undefined;
    try {
      source = request.source.length > 0 ? request.source : programs.source(request.program === '' ? request.name : request.program);
    } catch (error) {
      return refuse(EXIT_NOT_FOUND, error instanceof Error ? error.message : String(error));
    }
    if (source === undefined) return refuse(EXIT_NOT_FOUND, `there is no program ‘${request.program || request.name}’`);

    const limited = {
      ...profile,
      memoryMB: request.memoryMB > 0 ? Math.min(request.memoryMB, profile.memoryMB) : profile.memoryMB,
    };
    const task = startTaskProcess({
      name: request.name,
      runtime,
      profile: limited,
      ...(profile.folder === 'none' ? {} : { folder: volume }),
      onExit: (exit) => turns.closed(connection, () => this.#gone(request, pid, exit)),
    });
    const pid = task.pid ?? 0;
    const { channel } = task;
    const connection = new Connection(request.process, channel, taker);
    const signal = (name: NodeJS.Signals): void => task.kill(name);
    this.#children.set(request.process, { request, source, connection, pid, limitMB: memoryOf(limited), signal, rssKB: 0, cpuMs: 0 });
    channel.on('data', (chunk: Buffer) => turns.arrived(connection, chunk));
    channel.on('drain', () => {
      connection.blocked = false;
      turns.resume(connection);
    });
    return pid;
  }

  /** Sends a process its program. */
  boot({ request, source, connection }: Child): void {
    const args = Buffer.from(request.arguments === '' ? 'null' : request.arguments);
    const head = Buffer.alloc(FRAME_HEADER_BYTES + 4);
    head.writeUInt32LE(head.length + source.length + args.length, FRAME_LENGTH);
    head.writeUInt32LE(FRAME_BOOT, FRAME_KIND);
    head.writeUInt32LE(request.task, FRAME_TASK);
    head.writeUInt32LE(request.thread, FRAME_THREAD);
    head.writeUInt32LE(source.length, FRAME_HEADER_BYTES);
    this.send(connection, [head, source, args]);
  }

  /** Writes to a task. When it has not taken what was written before, nothing more of it is read until it has. */
  send(connection: Connection, pieces: readonly Uint8Array[]): void {
    const { channel } = connection;
    if (!channel.writable) return;
    let taken = true;
    const [only] = pieces;
    if (pieces.length === 1 && only !== undefined) taken = channel.write(only);
    else {
      channel.cork();
      for (const piece of pieces) taken = channel.write(piece);
      channel.uncork();
      taken = taken || !channel.writableNeedDrain;
    }
    if (!taken) connection.blocked = true;
  }

  #gone(request: StartRequest, pid: number, { code, signal, stderr }: ProcessExit): void {
    this.#children.delete(request.process);
    const number = signal === null ? 0 : constants.signals[signal];
    const end = code === null && signal === null ? EXIT_NOT_STARTED : (code ?? -1);
    this.#options.onExit(request, pid, { code: end, signal: number, signalName: signal ?? '', stderr });
  }
}
