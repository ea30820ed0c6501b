import type { Duplex } from 'node:stream';
import { FRAME_HEADER_BYTES, FRAME_LENGTH } from '../abi/frame.ts';
import { FRAME_BYTES_MAX } from '../abi/limits.ts';

/** Who takes the frames of a connection. Bytes are lent for the call, but for those of a buffer that holds one frame and nothing else. */
export interface FrameTaker {
  frame(process: number, bytes: Uint8Array, view: DataView, at: number, end: number): void;
  /** A length that no frame has: what follows cannot be read. */
  badFrame(process: number): void;
}

/**
 * One task's channel, from the kernel's end: bytes come in chunks, frames go out one at a time, as many as asked for. A frame that
 * lies whole in a chunk is handed over where it lies; one that comes in pieces is put together in a buffer of its own.
 */
export class Connection {
  readonly process: number;
  readonly channel: Duplex;
  /** It waits for its turn: its channel is paused, and `Turns` has it in line. */
  inLine = false;
  /** What was written to the task has not all gone: it must read first. */
  blocked = false;
  /** Nothing that it says counts any more. */
  over = false;
  /** The channel is closed: called when all that came before is handed over. */
  atEnd: (() => void) | null = null;
  readonly #taker: FrameTaker;
  /** The chunk being cut, from `#at` on. */
  #bytes: Uint8Array = NOTHING;
  #view: DataView = NO_VIEW;
  #at = 0;
  readonly #chunks: Uint8Array[] = [];
  /** A frame in pieces: its buffer, or at first the header alone; and how much of it there is. */
  #partial: Uint8Array | null = null;
  #filled = 0;
  #lengthKnown = false;

  constructor(process: number, channel: Duplex, taker: FrameTaker) {
    this.process = process;
    this.channel = channel;
    this.#taker = taker;
  }

  /** A chunk has come. It is the connection's from now on. */
  push(chunk: Uint8Array): void {
    if (this.over) return;
    if (this.#at < this.#bytes.length || this.#chunks.length > 0) this.#chunks.push(chunk);
    else this.#open(chunk);
  }

  /** Hands over up to `budget` frames. Returns: how many of the budget are left; 0 may mean that there are more. */
  run(budget: number): number {
    let left = budget;
    while (left > 0 && !this.over) {
      const available = this.#bytes.length - this.#at;
      if (available === 0) {
        const next = this.#chunks.shift();
        if (next === undefined) break;
        this.#open(next);
      } else if (this.#partial !== null) {
        if (this.#fill(this.#partial)) left--;
      } else if (available < FRAME_HEADER_BYTES) {
        this.#begin(FRAME_HEADER_BYTES, false);
      } else {
        const length = this.#view.getUint32(this.#at + FRAME_LENGTH, true);
        if (length < FRAME_HEADER_BYTES || length > FRAME_BYTES_MAX) this.#bad();
        else if (length > available) this.#begin(length, true);
        else {
          const at = this.#at;
          this.#at = at + length;
          left--;
          this.#taker.frame(this.process, this.#bytes, this.#view, at, at + length);
        }
      }
    }
    return left;
  }

  /** Whether there is anything to hand over. */
  get pending(): boolean {
    return !this.over && (this.#at < this.#bytes.length || this.#chunks.length > 0);
  }

  /** What has come is forgotten, and so is all that comes. */
  end(): void {
    this.over = true;
    this.#bytes = NOTHING;
    this.#view = NO_VIEW;
    this.#at = 0;
    this.#chunks.length = 0;
    this.#partial = null;
  }

  #open(chunk: Uint8Array): void {
    this.#bytes = chunk;
    this.#view = new DataView(chunk.buffer, chunk.byteOffset, chunk.length);
    this.#at = 0;
  }

  #begin(sizeBytes: number, lengthKnown: boolean): void {
    this.#partial = new Uint8Array(sizeBytes);
    this.#filled = 0;
    this.#lengthKnown = lengthKnown;
  }

  /** Moves bytes of the chunk to the frame in pieces. Returns: whether a whole one was handed over. */
  #fill(partial: Uint8Array): boolean {
    const count = Math.min(partial.length - this.#filled, this.#bytes.length - this.#at);
    partial.set(this.#bytes.subarray(this.#at, this.#at + count), this.#filled);
    this.#filled += count;
    this.#at += count;
    if (this.#filled < partial.length) return false;
    const view = new DataView(partial.buffer);
    if (!this.#lengthKnown) {
      const length = view.getUint32(FRAME_LENGTH, true);
      if (length < FRAME_HEADER_BYTES || length > FRAME_BYTES_MAX) {
        this.#bad();
        return false;
      }
      if (length > FRAME_HEADER_BYTES) {
        this.#begin(length, true);
        this.#partial?.set(partial);
        this.#filled = FRAME_HEADER_BYTES;
        return false;
      }
    }
    this.#partial = null;
    this.#taker.frame(this.process, partial, view, 0, partial.length);
    return true;
  }

  #bad(): void {
    this.end();
    this.#taker.badFrame(this.process);
  }
}

const NOTHING = new Uint8Array(0);
const NO_VIEW = new DataView(new ArrayBuffer(0));
