import {
  FRAME_BOOT,
  FRAME_HEADER_BYTES,
  FRAME_HELLO,
  FRAME_KIND,
  FRAME_LENGTH,
  FRAME_RETURN,
  FRAME_TASK,
  FRAME_THREAD,
  FRAME_TRAP,
} from '../../../kernel/abi/frame.ts';
import {
  HELLO_LANDLOCK_ABI,
  HELLO_LAYERS,
  HELLO_PROBES_REFUSED,
  HELLO_PROBES_TRIED,
  type SandboxReport,
} from '../../../kernel/abi/sandbox.ts';
import type { ProcessExit } from '../../../kernel/process/exit.ts';
import { startTaskProcess, type TaskProcess, type TaskProcessOptions } from '../../../kernel/process/spawn.ts';
import { FrameReader } from '../frameReader.ts';

const TASK = 7;
const THREAD = 9;

export interface TaskRun {
  readonly process: TaskProcess;
  /** The process's first frame. */
  readonly report: SandboxReport;
  /** Milliseconds from the start of the process to that frame. */
  readonly helloMs: number;
  /** The program's traps, each answered with code 0 before it resolves. */
  readonly nextTrap: () => Promise<Buffer | undefined>;
  readonly exit: Promise<ProcessExit>;
}

export interface TaskRunOptions extends Omit<TaskProcessOptions, 'onExit' | 'name'> {
  readonly program: string;
  readonly arguments?: unknown;
}

/** The smallest kernel there can be: boots a program in a task process and answers its traps. Throws if it ends before its first frame. */
export async function runTask(options: TaskRunOptions): Promise<TaskRun> {
  const started = performance.now();
  const exit = Promise.withResolvers<ProcessExit>();
  const hello = Promise.withResolvers<SandboxReport>();
  const traps: Buffer[] = [];
  const waiting: ((trap: Buffer | undefined) => void)[] = [];
  let ended = false;
  let helloMs = 0;
  const end = (how: ProcessExit): void => {
    ended = true;
    exit.resolve(how);
    hello.reject(new Error(`the process ended before its first frame: ${how.stderr}`));
    for (const next of waiting) next(undefined);
  };
  const task = startTaskProcess({ ...options, name: 'escape', onExit: end });
  const reader = new FrameReader((kind, taskId, thread, bytes, at, end) => {
    const payload = Buffer.from(bytes.slice(at, end));
    if (kind === FRAME_HELLO) {
      helloMs = performance.now() - started;
      hello.resolve(reportOf(payload));
    } else if (kind === FRAME_TRAP) {
      task.channel.write(frame(FRAME_RETURN, taskId, thread, Buffer.alloc(4)));
      const next = waiting.shift();
      if (next === undefined) traps.push(payload);
      else next(payload);
    }
  });
  task.channel.on('data', (piece: Buffer) => reader.push(piece));
  const report = await hello.promise;
  task.channel.write(bootFrame(options.program, options.arguments ?? null));
  const nextTrap = (): Promise<Buffer | undefined> => {
    const there = traps.shift();
    if (there !== undefined || ended) return Promise.resolve(there);
    return new Promise((resolve) => waiting.push(resolve));
  };
  return { process: task, report, helloMs, nextTrap, exit: exit.promise };
}

function reportOf(payload: Buffer): SandboxReport {
  return {
    layers: payload.readUInt32LE(HELLO_LAYERS),
    landlockAbi: payload.readUInt32LE(HELLO_LANDLOCK_ABI),
    probesTried: payload.readUInt32LE(HELLO_PROBES_TRIED),
    probesRefused: payload.readUInt32LE(HELLO_PROBES_REFUSED),
  };
}

function frame(kind: number, task: number, thread: number, payload: Buffer): Buffer {
  const header = Buffer.alloc(FRAME_HEADER_BYTES);
  header.writeUInt32LE(FRAME_HEADER_BYTES + payload.length, FRAME_LENGTH);
  header.writeUInt32LE(kind, FRAME_KIND);
  header.writeUInt32LE(task, FRAME_TASK);
  header.writeUInt32LE(thread, FRAME_THREAD);
  return Buffer.concat([header, payload]);
}

function bootFrame(program: string, programArguments: unknown): Buffer {
  const source = Buffer.from(program);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(source.length);
  return frame(FRAME_BOOT, TASK, THREAD, Buffer.concat([length, source, Buffer.from(JSON.stringify(programArguments))]));
}
