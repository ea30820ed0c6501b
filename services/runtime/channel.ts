import { Socket } from 'node:net';
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
} from '../../kernel/abi/frame.ts';
import {
  HELLO_BYTES,
  HELLO_LANDLOCK_ABI,
  HELLO_LAYERS,
  HELLO_PROBES_REFUSED,
  HELLO_PROBES_TRIED,
  type SandboxReport,
} from '../../kernel/abi/sandbox.ts';
import { FrameReader, type Frame } from './frameReader.ts';

/** The end of a trap: the kernel's code, and what came with it. */
export interface TrapReturn {
  readonly code: number;
  readonly bytes: Buffer;
}

/** The program and the thread that is to run it. */
export interface Boot {
  readonly task: number;
  readonly thread: number;
  readonly source: string;
  readonly arguments: unknown;
}

/** Node's own: a program's `process.exit` waits for the channel first (`end.ts`), which is of no use once that is closed. */
const exitNow = process.exit.bind(process);

type Settle = (result: TrapReturn) => void;

/** From this size on a payload is not copied behind its header but written beside it. */
const COPY_BYTES_MAX = 0x4000;
/** What one read takes at most. */
const READ_BYTES = 0x10000;
/** What is written at once, at most, but for large payloads. */
const GATHERED_BYTES_MAX = 0x10000;

/**
 * The one way out of a task process. The process stays alive as long as a trap is outstanding, as Node processes do for an open
 * request, and ends when the channel does: without a kernel there is nothing left to do.
 */
export class Channel {
  readonly #socket: Socket;
  readonly #reader = new FrameReader();
  readonly #outstanding = new Map<number, Map<number, Settle>>();
  #traps = 0;
  /** Hosted tasks that have ended, and their programs with them. */
  readonly #ended = new Set<number>();
  /** Several frames came at once, so that several are likely to go at once. */
  #several = false;
  /** This turn of the event loop has had a frame to send. */
  #gathering = false;
  /** Frames to be written together, one behind the other, and how many bytes they are. */
  #out = Buffer.allocUnsafeSlow(GATHERED_BYTES_MAX);
  #used = 0;
  #boot: ((boot: Boot) => void) | undefined;

  constructor(descriptor: number) {
    // Read into one buffer and copied out of it: a buffer for each read would be young garbage of 64 KB each.
    const buffer = Buffer.allocUnsafeSlow(READ_BYTES);
    const callback = (count: number): boolean => {
      const frames = this.#reader.push(Buffer.from(buffer.subarray(0, count)));
      this.#several = frames.length > 1;
      for (const frame of frames) this.#accept(frame);
      return true;
    };
    this.#socket = new Socket({ fd: descriptor, onread: { buffer, callback } });
    this.#socket.resume();
    const end = (): never => exitNow(0);
    this.#socket.on('error', end).on('end', end).on('close', end);
  }

  /** The first frame of the process. */
  hello(report: SandboxReport): void {
    const payload = Buffer.alloc(HELLO_BYTES);
    payload.writeUInt32LE(report.layers >>> 0, HELLO_LAYERS);
    payload.writeUInt32LE(report.landlockAbi, HELLO_LANDLOCK_ABI);
    payload.writeUInt32LE(report.probesTried >>> 0, HELLO_PROBES_TRIED);
    payload.writeUInt32LE(report.probesRefused >>> 0, HELLO_PROBES_REFUSED);
    this.#write(FRAME_HELLO, 0, 0, payload);
  }

  /** The kernel's answer to `hello`. From then on only traps keep the process alive. */
  async boot(): Promise<Boot> {
    const boot = await new Promise<Boot>((resolve) => {
      this.#boot = resolve;
    });
    this.#socket.unref();
    return boot;
  }

  /**
   * Traps into the kernel on behalf of a thread: the payload is the trap's number and its arguments. A thread has at most one
   * trap outstanding; the kernel ends a process that breaks this, so it is an exception here.
   */
  trap(task: number, thread: number, payload: Uint8Array): Promise<TrapReturn> {
    if (this.#ended.has(task)) return new Promise(() => {});
    let threads = this.#outstanding.get(task);
    if (threads === undefined) this.#outstanding.set(task, (threads = new Map<number, Settle>()));
    if (threads.has(thread)) throw new Error(`thread ${thread} of task ${task} is still in a trap`);
    const waiting = threads;
    return new Promise((resolve) => {
      waiting.set(thread, resolve);
      if (this.#traps++ === 0) this.#socket.ref();
      this.#write(FRAME_TRAP, task, thread, payload);
    });
  }

  /** A hosted task has ended: nobody answers its traps any more, and they keep the process alive no longer. */
  forget(task: number): void {
    this.#ended.add(task);
    const traps = this.#outstanding.get(task)?.size ?? 0;
    this.#outstanding.delete(task);
    if (traps === 0) return;
    this.#traps -= traps;
    if (this.#traps === 0) this.#socket.unref();
  }

  /** Resolves when everything written has gone to the OS: a process that ends earlier would cut its last frame. */
  flush(): Promise<void> {
    this.#writeGathered();
    if (this.#socket.writableLength === 0) return Promise.resolve();
    return new Promise((resolve) => this.#socket.write('', () => resolve()));
  }

  #accept({ kind, task, thread, payload }: Frame): void {
    if (kind === FRAME_RETURN) {
      const threads = this.#outstanding.get(task);
      const settle = threads?.get(thread);
      threads?.delete(thread);
      if (settle === undefined) return;
      if (--this.#traps === 0) this.#socket.unref();
      settle({ code: payload.readUInt32LE(0), bytes: payload.subarray(4) });
    } else if (kind === FRAME_BOOT) {
      const sourceEnd = 4 + payload.readUInt32LE(0);
      const source = payload.toString('utf8', 4, sourceEnd);
      this.#boot?.({ task, thread, source, arguments: JSON.parse(payload.toString('utf8', sourceEnd)) as unknown });
      this.#boot = undefined;
    }
  }

  /**
   * A frame that answers one frame goes at once; those of a turn of the event loop that answer several go together at its end, since a
   * call of the OS, and a kernel woken for less than there is, cost more than a small frame does.
   */
  #write(kind: number, task: number, thread: number, payload: Uint8Array): void {
    const length = FRAME_HEADER_BYTES + payload.length;
    if (payload.length > COPY_BYTES_MAX) {
      this.#writeGathered();
      this.#socket.cork();
      this.#socket.write(header(Buffer.allocUnsafe(FRAME_HEADER_BYTES), 0, length, kind, task, thread));
      this.#socket.write(payload);
      this.#socket.uncork();
      return;
    }
    if (this.#used + length > this.#out.length) this.#writeGathered();
    header(this.#out, this.#used, length, kind, task, thread);
    this.#out.set(payload, this.#used + FRAME_HEADER_BYTES);
    this.#used += length;
    if (this.#gathering) return;
    this.#gathering = true;
    process.nextTick(this.#endTurn);
    if (!this.#several) this.#writeGathered();
  }

  readonly #endTurn = (): void => {
    this.#gathering = false;
    this.#several = false;
    this.#writeGathered();
  };

  #writeGathered(): void {
    if (this.#used === 0) return;
    this.#socket.write(this.#out.subarray(0, this.#used));
    this.#used = 0;
    // What the OS did not take at once is still the socket's.
    if (this.#socket.writableLength > 0) this.#out = Buffer.allocUnsafeSlow(GATHERED_BYTES_MAX);
  }
}

function header(bytes: Buffer, at: number, length: number, kind: number, task: number, thread: number): Buffer {
  bytes.writeUInt32LE(length, at + FRAME_LENGTH);
  bytes.writeUInt32LE(kind, at + FRAME_KIND);
  bytes.writeUInt32LE(task, at + FRAME_TASK);
  bytes.writeUInt32LE(thread, at + FRAME_THREAD);
  return bytes;
}
