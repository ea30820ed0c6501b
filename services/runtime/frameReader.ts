import { FRAME_BYTES_MAX } from '../../kernel/abi/limits.ts';
import { FRAME_HEADER_BYTES, FRAME_KIND, FRAME_LENGTH, FRAME_TASK, FRAME_THREAD } from '../../kernel/abi/frame.ts';

export interface Frame {
  readonly kind: number;
  readonly task: number;
  readonly thread: number;
  readonly payload: Buffer;
}

/** Cuts a stream of bytes into frames. A payload is a view of the bytes that came, copied only where a frame came in pieces. */
export class FrameReader {
  #pieces: Buffer[] = [];
  #heldBytes = 0;
  #neededBytes = FRAME_HEADER_BYTES;

  /** The frames that are complete with this piece. Throws on a length that no frame has. */
  push(piece: Buffer): Frame[] {
    this.#pieces.push(piece);
    this.#heldBytes += piece.length;
    if (this.#heldBytes < this.#neededBytes) return [];

    const bytes = this.#pieces.length === 1 ? piece : Buffer.concat(this.#pieces, this.#heldBytes);
    const frames: Frame[] = [];
    let at = 0;
    this.#neededBytes = FRAME_HEADER_BYTES;
    while (bytes.length - at >= FRAME_HEADER_BYTES) {
      const length = bytes.readUInt32LE(at + FRAME_LENGTH);
      if (length < FRAME_HEADER_BYTES || length > FRAME_BYTES_MAX) throw new RangeError(`a frame of ${length} bytes`);
      if (bytes.length - at < length) {
        this.#neededBytes = length;
        break;
      }
      frames.push({
        kind: bytes.readUInt32LE(at + FRAME_KIND),
        task: bytes.readUInt32LE(at + FRAME_TASK),
        thread: bytes.readUInt32LE(at + FRAME_THREAD),
        payload: bytes.subarray(at + FRAME_HEADER_BYTES, at + length),
      });
      at += length;
    }
    this.#pieces = at === bytes.length ? [] : [bytes.subarray(at)];
    this.#heldBytes = bytes.length - at;
    return frames;
  }
}
