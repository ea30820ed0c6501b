import type { Readable } from 'node:stream';

/** What is kept of a process's last words, for its exit record. */
export const STDERR_KEPT_BYTES = 16 * 1024;
/** What is read of them in one `WINDOW_MS`: a task that shouts without end waits, and the kernel process does not. */
const BYTES_PER_WINDOW = 256 * 1024;
const WINDOW_MS = 100;

/** Reads a process's stderr, keeps the end of it, and slows down who writes too much. */
export class StderrTail {
  #pieces: Buffer[] = [];
  #heldBytes = 0;
  #windowBytes = 0;

  constructor(stream: Readable) {
    stream.on('error', () => undefined); // the process ended in the middle of a word
    stream.on('data', (piece: Buffer) => {
      this.#keep(piece);
      this.#windowBytes += piece.length;
      if (this.#windowBytes < BYTES_PER_WINDOW || stream.isPaused()) return;
      stream.pause();
      setTimeout(() => {
        this.#windowBytes = 0;
        stream.resume();
      }, WINDOW_MS).unref();
    });
  }

  /** The last `STDERR_KEPT_BYTES`, from the start of a line on if anything was cut off. */
  text(): string {
    const bytes = Buffer.concat(this.#pieces);
    if (bytes.length <= STDERR_KEPT_BYTES) return bytes.toString('utf8');
    const tail = bytes.subarray(bytes.length - STDERR_KEPT_BYTES);
    return tail.subarray(tail.indexOf('\n') + 1).toString('utf8');
  }

  #keep(piece: Buffer): void {
    this.#pieces.push(piece);
    this.#heldBytes += piece.length;
    for (let first = this.#pieces[0]; first !== undefined && this.#heldBytes - first.length > STDERR_KEPT_BYTES; first = this.#pieces[0]) {
      this.#heldBytes -= first.length;
      this.#pieces.shift();
    }
  }
}
