import { EVENT_BYTES_OFFSET, EVENT_SHAPES, EVENT_TYPE_MASK, EVENT_WORDS } from '../abi/events.ts';
import type { Batch } from './batch.ts';
import { LogEvent } from './event.ts';
import { foldRange } from './fold.ts';
import { CHUNK_EVENTS } from './recorder.ts';
import { State } from './state.ts';
import type { Frozen } from './state.ts';

/** Events kept, unless told otherwise. */
export const LOG_EVENTS = 1_000_000;

interface Chunk extends Batch {
  count: number;
  bytes: Uint8Array;
  bytesUsed: number;
}

/**
 * The events, from the first that is kept to the last that arrived. Nothing is ever cut in the middle: past the limit the oldest
 * chunk goes, and `base` is the state before the first event that is kept.
 */
export class Log {
  readonly #chunks: Chunk[] = [];
  readonly #limit: number;
  readonly #base = new State();
  /** Null: nobody has asked for it since it last changed. */
  #baseFrozen: Frozen | null = null;
  #first = 0;
  #end = 0;

  constructor(limitEvents: number = LOG_EVENTS, start?: { readonly first: number; readonly base: Frozen }) {
    this.#limit = Math.max(limitEvents, CHUNK_EVENTS);
    if (start !== undefined) {
      this.#base.restore(start.base);
      this.#first = this.#end = start.first;
    }
  }

  /** Number of the first event kept: so many were trimmed. */
  get first(): number {
    return this.#first;
  }

  /** Number that the next event will get. */
  get end(): number {
    return this.#end;
  }

  /** The state before event `first`. */
  get base(): Frozen {
    return (this.#baseFrozen ??= this.#base.freeze());
  }

  /** Bytes held in memory. */
  get sizeBytes(): number {
    let sum = 0;
    for (const { words, times, bytes } of this.#chunks) sum += words.byteLength + times.byteLength + bytes.byteLength;
    return sum;
  }

  /** Adds what is new in a batch, whose memory the log may keep. Returns how many events that were: 0 when all are here already. Throws when some are missing before it. */
  append(batch: Batch): number {
    if (batch.firstSeq > this.#end) throw new Error(`events ${this.#end} to ${batch.firstSeq - 1} are missing`);
    let from = this.#end - batch.firstSeq;
    if (from === 0 && batch.count === CHUNK_EVENTS && this.#end % CHUNK_EVENTS === 0) return this.#adopt(batch);
    const added = Math.max(0, batch.count - from);
    while (from < batch.count) from += this.#fill(batch, from);
    this.#keepLimit();
    return added;
  }

  /** A batch that is a whole chunk is the log's own from now on. */
  #adopt(batch: Batch): number {
    const last = this.#chunks.at(-1);
    if (last !== undefined) last.bytes = last.bytes.slice(0, last.bytesUsed);
    this.#chunks.push({ ...batch, bytesUsed: batch.bytes.length });
    this.#end += batch.count;
    this.#keepLimit();
    return batch.count;
  }

  #keepLimit(): void {
    while (this.#end - this.#first > this.#limit + CHUNK_EVENTS) this.#trim();
  }

  /** The chunk that holds event `seq`; undefined when it is not kept or not there yet. */
  chunk(seq: number): Batch | undefined {
    if (seq < this.#first || seq >= this.#end) return undefined;
    return this.#chunks[Math.floor(seq / CHUNK_EVENTS) - Math.floor(this.#first / CHUNK_EVENTS)];
  }

  event(seq: number): LogEvent | undefined {
    const chunk = this.chunk(seq);
    return chunk && new LogEvent(chunk, seq);
  }

  /** Chunks in order, the last one as far as it is filled. */
  chunks(): readonly Batch[] {
    return this.#chunks;
  }

  #fill(batch: Batch, from: number): number {
    const chunk = this.#open();
    const place = this.#end - chunk.firstSeq;
    const count = Math.min(batch.count - from, chunk.words.length / EVENT_WORDS - place);
    const wordsAt = place * EVENT_WORDS;
    chunk.words.set(batch.words.subarray(from * EVENT_WORDS, (from + count) * EVENT_WORDS), wordsAt);
    chunk.times.set(batch.times.subarray(from * 2, (from + count) * 2), place * 2);
    for (let at = wordsAt; at < wordsAt + count * EVENT_WORDS; at += EVENT_WORDS) {
      if (!EVENT_SHAPES[chunk.words[at]! & EVENT_TYPE_MASK]?.bytes) continue;
      const offset = chunk.words[at + EVENT_BYTES_OFFSET]!;
      chunk.words[at + EVENT_BYTES_OFFSET] = chunk.bytesUsed;
      addBytes(chunk, batch.bytes.subarray(offset, offset + chunk.words[at + EVENT_BYTES_OFFSET + 1]!));
    }
    chunk.count += count;
    this.#end += count;
    return count;
  }

  /** The last chunk, or a new one when that is full. */
  #open(): Chunk {
    const last = this.#chunks.at(-1);
    if (last !== undefined && last.firstSeq + last.words.length / EVENT_WORDS > this.#end) return last;
    if (last !== undefined) last.bytes = last.bytes.slice(0, last.bytesUsed);
    const room = CHUNK_EVENTS - (this.#end % CHUNK_EVENTS);
    const chunk: Chunk = {
      firstSeq: this.#end,
      count: 0,
      words: new Int32Array(room * EVENT_WORDS),
      times: new Float64Array(room * 2),
      bytes: new Uint8Array(0x4000),
      bytesUsed: 0,
    };
    this.#chunks.push(chunk);
    return chunk;
  }

  #trim(): void {
    const chunk = this.#chunks.shift()!;
    foldRange(this.#base, chunk, chunk.firstSeq, chunk.firstSeq + chunk.count);
    this.#baseFrozen = null;
    this.#first = chunk.firstSeq + chunk.count;
  }
}

function addBytes(chunk: Chunk, bytes: Uint8Array): void {
  const end = chunk.bytesUsed + bytes.length;
  if (end > chunk.bytes.length) {
    const wider = new Uint8Array(Math.max(end, chunk.bytes.length * 2));
    wider.set(chunk.bytes.subarray(0, chunk.bytesUsed));
    chunk.bytes = wider;
  }
  chunk.bytes.set(bytes, chunk.bytesUsed);
  chunk.bytesUsed = end;
}
