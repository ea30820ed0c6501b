import type { Log } from './log.ts';
import { CHUNK_EVENTS } from './recorder.ts';
import type { Frozen } from './state.ts';

/** Memory that the checkpoints of one log may cost, by estimate. */
const BUDGET_BYTES = 64_000_000;
/** What one copied node or record weighs: a node is two arrays of sixteen. */
const COPY_BYTES = 400;

export interface Checkpoint {
  /** The state is the one before this event. */
  readonly before: number;
  readonly frozen: Frozen;
  readonly costBytes: number;
}

/**
 * States frozen along a log, to start from when someone goes far. They share all that did not change between them. When they
 * weigh too much, every second one goes.
 */
export class Checkpoints {
  readonly log: Log;
  /** Events between two checkpoints. */
  every: number = CHUNK_EVENTS;
  #list: Checkpoint[] = [];
  #costBytes = 0;

  constructor(log: Log) {
    this.log = log;
  }

  /** How many there are. */
  get count(): number {
    return this.#list.length;
  }

  get costBytes(): number {
    return this.#costBytes;
  }

  /** Whether a checkpoint belongs before this event and is not there yet. */
  wants(before: number): boolean {
    return before % this.every === 0 && before > this.log.first && (this.#list[this.#place(before) - 1]?.before ?? -1) < before;
  }

  add(before: number, frozen: Frozen, copied: number): void {
    this.#trim();
    const costBytes = copied * COPY_BYTES;
    this.#list.splice(this.#place(before), 0, { before, frozen, costBytes });
    this.#costBytes += costBytes;
    while (this.#costBytes > BUDGET_BYTES && this.#list.length > 2) this.#thin();
  }

  /** The one nearest to this event, and how many events away; the log's base when there is none nearer. */
  nearest(before: number): Checkpoint {
    this.#trim();
    const place = this.#place(before);
    const [left, right] = [this.#list[place - 1] ?? this.#base, this.#list[place]];
    return right !== undefined && right.before - before < before - left.before ? right : left;
  }

  /** The last one that is not behind this event; the log's base when there is none. */
  before(before: number): Checkpoint {
    this.#trim();
    return this.#list[this.#place(before) - 1] ?? this.#base;
  }

  get #base(): Checkpoint {
    return { before: this.log.first, frozen: this.log.base, costBytes: 0 };
  }

  /** Index of the first checkpoint behind `before`. */
  #place(before: number): number {
    let [low, high] = [0, this.#list.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#list[middle]!.before <= before) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #trim(): void {
    while (this.#list.length > 0 && this.#list[0]!.before < this.log.first) this.#costBytes -= this.#list.shift()!.costBytes;
  }

  #thin(): void {
    this.every *= 2;
    this.#list = this.#list.filter(({ before }) => before % this.every === 0);
    // What a dropped checkpoint alone held is gone; what it shared with the next one counts there.
    this.#costBytes = Math.ceil(this.#costBytes / 2);
  }
}
