/** A place that is given to one object after another: who stood there when. */

export class Slot {
  readonly index: number;
  readonly #since: number[] = [];
  readonly #ids: number[] = [];
  /** Whether the present occupant still is. A place without life may be given away. */
  live = false;
  /** The event by which the present occupant ended. */
  endedAt = -1;

  constructor(index: number) {
    this.index = index;
  }

  /** The latest occupant; 0 before the first. */
  get last(): number {
    return this.#ids.at(-1) ?? 0;
  }

  give(id: number, seq: number): void {
    this.#since.push(seq);
    this.#ids.push(id);
    this.live = true;
    this.endedAt = -1;
  }

  end(seq: number): void {
    this.live = false;
    this.endedAt = seq;
  }

  /** Who had the place last, at or before event `seq`; 0: nobody yet. */
  occupant(seq: number): number {
    let low = 0;
    let high = this.#since.length;
    while (low < high) {
      const half = (low + high) >> 1;
      if (this.#since[half]! <= seq) low = half + 1;
      else high = half;
    }
    return this.#ids[low - 1] ?? 0;
  }
}
