/** A machine with a recorder, and tasks whose frames a test makes: everything through the trap interface, nothing behind it. */
import { COMMAND_RUN_PROGRAM } from '../../abi/commands.ts';
import {
  FRAME_BOOT,
  FRAME_HEADER_BYTES,
  FRAME_HELLO,
  FRAME_KIND,
  FRAME_LENGTH,
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
} from '../../abi/frame.ts';
import type { ProfileName } from '../../abi/profile.ts';
import type { StartRequest } from '../../task/system.ts';
import { Recorder } from '../../trace/recorder.ts';
import type { InputSink } from '../inputs.ts';
import { Machine } from '../machine.ts';
import { Outbox } from '../outbox.ts';

/** What ended a trap. `bytes`: after the code, as in `kernel/abi/frame.ts`. */
export interface Returned {
  readonly code: number;
  readonly bytes: Uint8Array;
}

export interface MsgArgs {
  readonly options: number;
  readonly message?: Uint8Array;
  readonly sendSize?: number;
  readonly rcvSize?: number;
  readonly rcvName?: number;
  readonly timeoutMs?: number;
  readonly notify?: number;
}

export class Bench {
  readonly recorder = new Recorder();
  readonly outbox = new Outbox();
  readonly machine: Machine;
  readonly started: StartRequest[] = [];
  readonly killed: number[] = [];
  readonly printed: { task: number; stream: number; text: string }[] = [];
  /** Host time, moved by hand. */
  hostUs = 1000;
  readonly #returns = new Map<number, Returned>();

  constructor(options: { profile?: ProfileName; inputs?: InputSink } = {}) {
    this.machine = new Machine({
      sink: this.recorder,
      outputs: {
        begin: (process, sizeBytes) => this.outbox.begin(process, sizeBytes),
        end: (process, usedBytes, attached) => this.outbox.end(process, usedBytes, attached),
        start: (request) => this.started.push(request),
        kill: (process) => this.killed.push(process),
        release: (thread, process) => this.outbox.release(thread, process),
        boot: () => {},
        console: (task, stream, text) => this.printed.push({ task, stream, text }),
      },
      profile: options.profile ?? 'recommended',
      inputs: options.inputs ?? null,
      hostUs: this.hostUs,
    });
  }

  /** A task in a process of its own, ready to trap. */
  spawn(name: string, profile = 'program'): TestTask {
    const text = JSON.stringify({ name, program: name, arguments: '[]', profile, memoryMB: 64, spawner: true });
    this.machine.command(this.hostUs, { command: COMMAND_RUN_PROGRAM, window: 0, argument: 0, argument2: 0, text });
    const request = this.started.at(-1);
    if (request === undefined) throw new Error('no process was asked for');
    this.machine.started(this.hostUs, request.process, 1000 + request.process);
    const hello = frame(FRAME_HELLO, request.task, request.thread, new Uint8Array(16));
    this.frame(request.process, hello);
    return new TestTask(this, request.process, request.task, request.thread);
  }

  frame(process: number, bytes: Uint8Array): void {
    this.machine.frame(this.hostUs, process, bytes, new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0, bytes.length);
  }

  /** Lets virtual time pass, waking whoever's time is up on the way. */
  pass(ms: number): void {
    const until = this.hostUs + ms * 1000;
    for (let next = this.machine.nextTimerUs(); next >= 0 && next <= until; next = this.machine.nextTimerUs()) {
      this.hostUs = Math.max(this.hostUs, next);
      this.machine.timer(this.hostUs);
    }
    this.hostUs = until;
  }

  /** What ended the last trap of a thread, once; undefined while it is in the kernel. */
  returned(thread: number): Returned | undefined {
    for (const process of this.outbox.waiting) this.#read(join(this.outbox.take(process)));
    const result = this.#returns.get(thread);
    this.#returns.delete(thread);
    return result;
  }

  #read(bytes: Uint8Array): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let at = 0; at < bytes.length; at += view.getUint32(at + FRAME_LENGTH, true)) {
      if (view.getUint32(at + FRAME_KIND, true) === FRAME_BOOT) continue;
      const end = at + view.getUint32(at + FRAME_LENGTH, true);
      const code = view.getInt32(at + FRAME_HEADER_BYTES, true);
      this.#returns.set(view.getUint32(at + FRAME_THREAD, true), { code, bytes: bytes.slice(at + FRAME_HEADER_BYTES + 4, end) });
    }
  }
}

function join(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** A frame around a payload. */
export function frame(kind: number, task: number, thread: number, payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(FRAME_HEADER_BYTES + payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(FRAME_LENGTH, bytes.length, true);
  view.setUint32(FRAME_KIND, kind, true);
  view.setUint32(FRAME_TASK, task, true);
  view.setUint32(FRAME_THREAD, thread, true);
  bytes.set(payload, FRAME_HEADER_BYTES);
  return bytes;
}

/** One task of a bench, with its main thread. */
export class TestTask {
  readonly bench: Bench;
  readonly process: number;
  readonly id: number;
  readonly thread: number;

  constructor(bench: Bench, process: number, id: number, thread: number) {
    this.bench = bench;
    this.process = process;
    this.id = id;
    this.thread = thread;
  }

  /** The same task, seen from another of its threads. */
  on(thread: number): TestTask {
    return new TestTask(this.bench, this.process, this.id, thread);
  }

  /** Traps without arguments: the code is the name. */
  simple(trap: number): number {
    this.bench.frame(this.process, frame(FRAME_TRAP, this.id, this.thread, new Uint8Array(new Uint32Array([trap]).buffer)));
    return (this.bench.returned(this.thread)?.code ?? 0) >>> 0;
  }

  /** Begins a `mach_msg`; undefined while it waits. */
  msg(args: MsgArgs): Returned | undefined {
    const message = args.message ?? new Uint8Array(0);
    const payload = new Uint8Array(MSG_ARGS_BYTES + message.length);
    const view = new DataView(payload.buffer);
    view.setUint32(0, TRAP_MACH_MSG, true);
    view.setUint32(MSG_ARG_OPTIONS, args.options, true);
    view.setUint32(MSG_ARG_SEND_SIZE, args.sendSize ?? message.length, true);
    view.setUint32(MSG_ARG_RCV_SIZE, args.rcvSize ?? 4096, true);
    view.setUint32(MSG_ARG_RCV_NAME, args.rcvName ?? 0, true);
    view.setUint32(MSG_ARG_TIMEOUT, args.timeoutMs ?? 0, true);
    view.setUint32(MSG_ARG_NOTIFY, args.notify ?? 0, true);
    payload.set(message, MSG_ARGS_BYTES);
    this.bench.frame(this.process, frame(FRAME_TRAP, this.id, this.thread, payload));
    return this.bench.returned(this.thread);
  }
}
