/** Frames of the debug channel out of the bytes that come, at either end. */
import { DEBUG_BYTES_MAX, DEBUG_HEADER_BYTES } from './debug.ts';

/** Cuts a stream into frames. A payload is a view of the bytes that came or, when it came in pieces, a buffer of its own. */
export class DebugFrames {
  readonly #take: (kind: number, payload: Uint8Array) => void;
  readonly #header = new Uint8Array(DEBUG_HEADER_BYTES);
  readonly #view = new DataView(this.#header.buffer);
  #headerBytes = 0;
  /** The payload that comes in pieces, and how much of it is there. */
  #payload: Uint8Array | null = null;
  #filled = 0;

  constructor(take: (kind: number, payload: Uint8Array) => void) {
    this.#take = take;
  }

  /** Throws on a length that no frame has. */
  push(piece: Uint8Array): void {
    let at = 0;
    while (at < piece.length) at += this.#payload === null ? this.#begin(piece, at) : this.#fill(this.#payload, piece, at);
  }

  /** Takes a header, and the payload with it where all of it is there. Returns how many bytes that were. */
  #begin(piece: Uint8Array, from: number): number {
    const at = from + Math.min(DEBUG_HEADER_BYTES - this.#headerBytes, piece.length - from);
    this.#header.set(piece.subarray(from, at), this.#headerBytes);
    this.#headerBytes += at - from;
    if (this.#headerBytes < DEBUG_HEADER_BYTES) return at - from;
    this.#headerBytes = 0;
    const length = this.#view.getUint32(0, true);
    if (length < DEBUG_HEADER_BYTES || length > DEBUG_BYTES_MAX) throw new RangeError(`a debug frame of ${length} bytes`);
    const end = at + length - DEBUG_HEADER_BYTES;
    if (end > piece.length) {
      this.#payload = new Uint8Array(end - at);
      this.#filled = 0;
      return at - from;
    }
    this.#take(this.#view.getUint32(4, true), piece.subarray(at, end));
    return end - from;
  }

  #fill(payload: Uint8Array, piece: Uint8Array, at: number): number {
    const count = Math.min(payload.length - this.#filled, piece.length - at);
    payload.set(piece.subarray(at, at + count), this.#filled);
    this.#filled += count;
    if (this.#filled === payload.length) {
      this.#payload = null;
      this.#take(this.#view.getUint32(4, true), payload);
    }
    return count;
  }
}

/** A header for a payload of so many bytes. */
export function debugHeader(kind: number, payloadBytes: number): Uint8Array {
  const header = new Uint8Array(DEBUG_HEADER_BYTES);
  const view = new DataView(header.buffer);
  view.setUint32(0, DEBUG_HEADER_BYTES + payloadBytes, true);
  view.setUint32(4, kind, true);
  return header;
}
