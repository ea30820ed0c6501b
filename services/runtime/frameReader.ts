import { getU32 } from '../../kernel/abi/bytes.ts';
import { FRAME_HEADER_BYTES, FRAME_KIND, FRAME_LENGTH, FRAME_TASK, FRAME_THREAD } from '../../kernel/abi/frame.ts';
import { FRAME_BYTES_MAX } from '../../kernel/abi/limits.ts';

/** Takes a frame, whose payload is what `bytes` has from `at` up to `end`. */
export type FrameTaker = (kind: number, task: number, thread: number, bytes: Uint8Array, at: number, end: number) => void;

/** Cuts a stream of bytes into frames. They are handed over in the bytes that came, copied only where a frame came in pieces. */
export class FrameReader {
  readonly #take: FrameTaker;
  #pieces: Uint8Array[] = [];
  #heldBytes = 0;
  #neededBytes = FRAME_HEADER_BYTES;

  constructor(take: FrameTaker) {
    this.#take = take;
  }

  /** Hands over the frames that are complete with this piece. Returns how many they are. Throws on a length that no frame has. */
  push(piece: Uint8Array): number {
    this.#pieces.push(piece);
    this.#heldBytes += piece.length;
    if (this.#heldBytes < this.#neededBytes) return 0;

    const bytes = this.#pieces.length === 1 ? piece : Buffer.concat(this.#pieces, this.#heldBytes);
    let count = 0;
    let at = 0;
    this.#neededBytes = FRAME_HEADER_BYTES;
    while (bytes.length - at >= FRAME_HEADER_BYTES) {
      const length = getU32(bytes, at + FRAME_LENGTH);
      if (length < FRAME_HEADER_BYTES || length > FRAME_BYTES_MAX) throw new RangeError(`a frame of ${length} bytes`);
      const end = at + length;
      if (end > bytes.length) {
        this.#neededBytes = length;
        break;
      }
      const task = getU32(bytes, at + FRAME_TASK);
      const thread = getU32(bytes, at + FRAME_THREAD);
      this.#take(getU32(bytes, at + FRAME_KIND), task, thread, bytes, at + FRAME_HEADER_BYTES, end);
      count++;
      at = end;
    }
    this.#pieces = at === bytes.length ? [] : [bytes.subarray(at)];
    this.#heldBytes = bytes.length - at;
    return count;
  }
}
