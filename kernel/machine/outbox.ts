/** Frames on their way to processes: small ones packed into one buffer a process, large pieces passed on as they are. */
import type { FrameSlot } from '../task/system.ts';

const BUFFER_BYTES = 0x10000;
/** Pieces from this size on are not copied. */
const PASSED_ON_BYTES = 0x2000;

class Buffer {
  bytes = new Uint8Array(BUFFER_BYTES);
  view = new DataView(this.bytes.buffer);
  /** Bytes filled, and those of them already in `ready`. */
  used = 0;
  taken = 0;
  ready: Uint8Array[] = [];

  /** Everything so far becomes a piece of its own. */
  close(): void {
    if (this.used > this.taken) this.ready.push(this.bytes.subarray(this.taken, this.used));
    this.taken = this.used;
  }

  replace(sizeBytes: number): void {
    this.close();
    this.bytes = new Uint8Array(Math.max(BUFFER_BYTES, sizeBytes));
    this.view = new DataView(this.bytes.buffer);
    this.used = 0;
    this.taken = 0;
  }
}

export class Outbox {
  readonly #buffers = new Map<number, Buffer>();
  /** Processes with frames to take, in the order they got their first. */
  readonly waiting = new Set<number>();
  readonly #slot = { bytes: new Uint8Array(0), view: new DataView(new ArrayBuffer(0)), at: 0 };
  /** Bytes copied from pieces into buffers. */
  bytesCopied = 0;

  /** Room for a frame of at most `sizeBytes` to a process; valid until the next call. */
  begin(process: number, sizeBytes: number): FrameSlot {
    let buffer = this.#buffers.get(process);
    if (buffer === undefined) this.#buffers.set(process, (buffer = new Buffer()));
    if (buffer.used + sizeBytes > buffer.bytes.length) buffer.replace(sizeBytes);
    const slot = this.#slot;
    slot.bytes = buffer.bytes;
    slot.view = buffer.view;
    slot.at = buffer.used;
    return slot;
  }

  /** The frame begun last is `usedBytes` long, and these pieces follow it, each padded to a word. */
  end(process: number, usedBytes: number, attached: readonly Uint8Array[]): void {
    const buffer = this.#buffers.get(process) as Buffer;
    buffer.used += usedBytes;
    if (process > 0) this.waiting.add(process);
    for (const piece of attached) this.#attach(buffer, piece);
  }

  #attach(buffer: Buffer, piece: Uint8Array): void {
    const padded = (piece.length + 3) & ~3;
    if (piece.length >= PASSED_ON_BYTES) {
      buffer.close();
      buffer.ready.push(piece);
      if (padded > piece.length) buffer.ready.push(new Uint8Array(padded - piece.length));
      return;
    }
    if (buffer.used + padded > buffer.bytes.length) buffer.replace(padded);
    buffer.bytes.set(piece, buffer.used);
    buffer.bytes.fill(0, buffer.used + piece.length, buffer.used + padded);
    buffer.used += padded;
    this.bytesCopied += piece.length;
  }

  /** The pieces for a process since the last call; they are the caller's. */
  take(process: number): Uint8Array[] {
    this.waiting.delete(process);
    const buffer = this.#buffers.get(process);
    if (buffer === undefined) return [];
    buffer.close();
    const { ready } = buffer;
    buffer.ready = [];
    return ready;
  }

  /** What was kept for a thread (as process `-thread`) joins the frames of a process; of process 0: is dropped. */
  release(thread: number, process: number): void {
    if (!this.#buffers.has(-thread)) return;
    const kept = this.take(-thread);
    this.#buffers.delete(-thread);
    if (process === 0 || kept.length === 0) return;
    this.begin(process, 0);
    const buffer = this.#buffers.get(process) as Buffer;
    buffer.close();
    buffer.ready.push(...kept);
    this.waiting.add(process);
  }

  /** A process is gone. */
  forget(process: number): void {
    this.#buffers.delete(process);
    this.waiting.delete(process);
  }
}
