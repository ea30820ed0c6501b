import { EVENT_OPENS, EVENT_WORDS } from '../abi/events.ts';
import type { Sink } from '../abi/sink.ts';
import type { Batch } from './batch.ts';

/** Events of one chunk, here and in the log. */
export const CHUNK_EVENTS = 8192;
const CHUNK_WORDS = CHUNK_EVENTS * EVENT_WORDS;
const BYTES_FIRST = 0x10000;
/** Chunks whose memory waits to be filled again: more are not on their way at once, unless who reads them is far behind. */
const SPARE_MAX = 4;

/** The memory of a whole chunk's events. */
type Memory = Pick<Batch, 'words' | 'times'>;

/**
 * Takes the kernel's events into chunks and hands them out in batches. A chunk ends where the log's chunks do, at multiples of
 * `CHUNK_EVENTS`, so that a log can take a whole one as it is. Emitting an event allocates nothing but every `CHUNK_EVENTS`th time,
 * and not even then for who gives the memory of what was handed out back.
 */
export class Recorder implements Sink {
  next = 0;
  #opens = 0;
  #virtualUs = 0;
  #hostUs = 0;
  #words: Int32Array;
  #times: Float64Array;
  #bytes = new Uint8Array(BYTES_FIRST);
  /** Words and bytes of the chunk that are filled. */
  #at = 0;
  #bytesAt = 0;
  /** Words at which the chunk ends. */
  #end = CHUNK_WORDS;
  #full: Batch[] = [];
  readonly #spare: Memory[] = [];

  constructor() {
    const { words, times } = newMemory();
    this.#words = words;
    this.#times = times;
  }

  begin(virtualUs: number, hostUs: number): void {
    this.#opens = EVENT_OPENS;
    this.#virtualUs = virtualUs;
    this.#hostUs = hostUs;
  }

  emit(type: number, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0, i = 0, j = 0, k = 0): void {
    if (this.#at === this.#end) this.#roll();
    const at = this.#at;
    const words = this.#words;
    words[at] = type | this.#opens;
    words[at + 1] = a;
    words[at + 2] = b;
    words[at + 3] = c;
    words[at + 4] = d;
    words[at + 5] = e;
    words[at + 6] = f;
    words[at + 7] = g;
    words[at + 8] = h;
    words[at + 9] = i;
    words[at + 10] = j;
    words[at + 11] = k;
    const time = (at / EVENT_WORDS) * 2;
    this.#times[time] = this.#virtualUs;
    this.#times[time + 1] = this.#hostUs;
    this.#opens = 0;
    this.#at = at + EVENT_WORDS;
    this.next++;
  }

  emitBytes(type: number, bytes: Uint8Array, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0, i = 0): void {
    if (this.#at === this.#end) this.#roll();
    const length = bytes.length;
    if (this.#bytesAt + length > this.#bytes.length) this.#grow(length);
    const offset = this.#bytesAt;
    this.#bytes.set(bytes, offset);
    this.#bytesAt = offset + length;
    this.emit(type, a, b, c, d, e, f, g, h, i, offset, length);
  }

  /** Whether there are chunks that are full. */
  get full(): boolean {
    return this.#full.length > 0;
  }

  /** Every event since the last call, in batches of at most one chunk; `fullOnly`: the last chunk is left to be filled. */
  take(fullOnly = false): Batch[] {
    const batches = this.#full;
    this.#full = [];
    const count = this.#at / EVENT_WORDS;
    if (count > 0 && !fullOnly) batches.push(this.#part());
    return batches;
  }

  /** A batch that was handed out is read and done with: its memory may be filled again. */
  recycle({ count, words, times }: Batch): void {
    if (count === CHUNK_EVENTS && this.#spare.length < SPARE_MAX) this.#spare.push({ words, times });
  }

  /** The events of the chunk so far, copied; the chunk is filled anew. */
  #part(): Batch {
    const count = this.#at / EVENT_WORDS;
    const part = {
      firstSeq: this.next - count,
      count,
      words: this.#words.slice(0, this.#at),
      times: this.#times.slice(0, count * 2),
      bytes: this.#bytes.slice(0, this.#bytesAt),
    };
    this.#begin();
    return part;
  }

  /** The chunk has come to its end. A whole one is given away as it is; new memory for each that is cut short would be a waste. */
  #roll(): void {
    if (this.#end < CHUNK_WORDS) {
      this.#full.push(this.#part());
      return;
    }
    const bytes = this.#bytes.slice(0, this.#bytesAt);
    this.#full.push({ firstSeq: this.next - CHUNK_EVENTS, count: CHUNK_EVENTS, words: this.#words, times: this.#times, bytes });
    const { words, times } = this.#spare.pop() ?? newMemory();
    this.#words = words;
    this.#times = times;
    this.#begin();
  }

  #begin(): void {
    this.#at = 0;
    this.#bytesAt = 0;
    this.#end = (CHUNK_EVENTS - (this.next % CHUNK_EVENTS)) * EVENT_WORDS;
  }

  #grow(more: number): void {
    let size = this.#bytes.length * 2;
    while (size < this.#bytesAt + more) size *= 2;
    const wider = new Uint8Array(size);
    wider.set(this.#bytes.subarray(0, this.#bytesAt));
    this.#bytes = wider;
  }
}

function newMemory(): Memory {
  return { words: new Int32Array(CHUNK_WORDS), times: new Float64Array(CHUNK_EVENTS * 2) };
}
