import { Socket } from 'node:net';
import { getU32, setU32 } from '../../kernel/abi/bytes.ts';
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
import { FrameReader } from './frameReader.ts';
import type { TrapReturn } from './transport.ts';

/** The program and the thread that is to run it. */
export interface Boot {
  readonly task: number;
  readonly thread: number;
  readonly source: string;
  readonly arguments: unknown;
}

/** Node's own: a program's `process.exit` waits for the channel first (`end.ts`), which is of no use once that is closed. */
const exitNow = process.exit.bind(process);

const NOTHING = new Uint8Array(0);

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
    const buffer = new Uint8Array(READ_BYTES);
    const reader = new FrameReader((kind, task, thread, bytes, at, end) => this.#accept(kind, task, thread, bytes, at, end));
    const callback = (count: number): boolean => {
      // Who waits for one of the frames goes on when all of them are taken.
      this.#several = reader.push(buffer.slice(0, count)) > 1;
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

  #accept(kind: number, task: number, thread: number, bytes: Uint8Array, at: number, end: number): void {
    if (kind === FRAME_RETURN) {
      const threads = this.#outstanding.get(task);
      const settle = threads?.get(thread);
      threads?.delete(thread);
      if (settle === undefined) return;
      if (--this.#traps === 0) this.#socket.unref();
      const resultAt = at + 4;
      settle({
        code: getU32(bytes, at),
        bytes: resultAt === end ? NOTHING : new Uint8Array(bytes.buffer, bytes.byteOffset + resultAt, end - resultAt),
      });
    } else if (kind === FRAME_BOOT) {
      const payload = Buffer.from(bytes.buffer, bytes.byteOffset + at, end - at);
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

function header(bytes: Uint8Array, at: number, length: number, kind: number, task: number, thread: number): Uint8Array {
  setU32(bytes, at + FRAME_LENGTH, length);
  setU32(bytes, at + FRAME_KIND, kind);
  setU32(bytes, at + FRAME_TASK, task);
  setU32(bytes, at + FRAME_THREAD, thread);
  return bytes;
}
