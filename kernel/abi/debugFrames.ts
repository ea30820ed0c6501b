/** Frames of the debug channel out of the bytes that come, at either end. */
import { DEBUG_BYTES_MAX, DEBUG_HEADER_BYTES } from './debug.ts';

/** Cuts a stream into frames. A payload is a view of the bytes that came, or of a copy when it came in pieces. */
export class DebugFrames {
  readonly #take: (kind: number, payload: Uint8Array) => void;
  #pieces: Uint8Array[] = [];
  #held = 0;
  #needed = DEBUG_HEADER_BYTES;

  constructor(take: (kind: number, payload: Uint8Array) => void) {
    this.#take = take;
  }

  /** Throws on a length that no frame has. */
  push(piece: Uint8Array): void {
    this.#pieces.push(piece);
    this.#held += piece.length;
    if (this.#held < this.#needed) return;
    const bytes = this.#pieces.length === 1 ? piece : join(this.#pieces, this.#held);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    let at = 0;
    this.#needed = DEBUG_HEADER_BYTES;
    while (bytes.length - at >= DEBUG_HEADER_BYTES) {
      const length = view.getUint32(at, true);
      if (length < DEBUG_HEADER_BYTES || length > DEBUG_BYTES_MAX) throw new RangeError(`a debug frame of ${length} bytes`);
      if (bytes.length - at < length) {
        this.#needed = length;
        break;
      }
      this.#take(view.getUint32(at + 4, true), bytes.subarray(at + DEBUG_HEADER_BYTES, at + length));
      at += length;
    }
    this.#pieces = at === bytes.length ? [] : [bytes.subarray(at)];
    this.#held = bytes.length - at;
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

function join(pieces: readonly Uint8Array[], sizeBytes: number): Uint8Array {
  const whole = new Uint8Array(sizeBytes);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
