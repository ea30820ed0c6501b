import { EVENT_OPENS, EVENT_SHAPES, EVENT_TYPE_MASK, EVENT_WORDS } from '../abi/events.ts';
import type { Batch } from './batch.ts';
import { fieldOf } from './fields.ts';
import { bytesOf } from './fold.ts';

/** One event as it stands in a chunk: a view that copies nothing. */
export class LogEvent {
  readonly seq: number;
  readonly type: number;
  readonly words: Int32Array;
  readonly at: number;
  readonly #chunk: Batch;

  constructor(chunk: Batch, seq: number) {
    this.#chunk = chunk;
    this.seq = seq;
    this.words = chunk.words;
    this.at = (seq - chunk.firstSeq) * EVENT_WORDS;
    this.type = chunk.words[this.at]! & EVENT_TYPE_MASK;
  }

  /** The type's name, as in `EVENT_SHAPES`. */
  get name(): string {
    return EVENT_SHAPES[this.type]?.name ?? `event-${this.type}`;
  }

  /** Whether it is the first of its admission. */
  get opens(): boolean {
    return (this.words[this.at]! & EVENT_OPENS) !== 0;
  }

  get virtualUs(): number {
    return this.#chunk.times[(this.seq - this.#chunk.firstSeq) * 2]!;
  }

  get hostUs(): number {
    return this.#chunk.times[(this.seq - this.#chunk.firstSeq) * 2 + 1]!;
  }

  get bytes(): Uint8Array {
    return bytesOf(this.words, this.at, this.#chunk.bytes);
  }

  /** A field by name; undefined when events of this type have no such field. */
  get(field: string): number | undefined {
    return fieldOf(this.words, this.at, field);
  }

  /** A field that events of this type have. */
  field(field: string): number {
    const value = this.get(field);
    if (value === undefined) throw new Error(`${this.name} has no field ${field}`);
    return value;
  }

  fields(): Record<string, number> {
    return Object.fromEntries((EVENT_SHAPES[this.type]?.fields ?? []).map((field) => [field, this.field(field)]));
  }
}
