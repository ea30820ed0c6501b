/**
 * An ordered list of ids (a queue of messages, a line of waiting threads, the members of a set). Both ends are cheap, also
 * for undoing; it is copied when its epoch is over.
 */
export class Line {
  readonly epoch: number;
  #items: number[];
  /** Items before it have left. */
  #head: number;

  private constructor(epoch: number, items: number[], head: number) {
    this.epoch = epoch;
    this.#items = items;
    this.#head = head;
  }

  static readonly empty: Line = new Line(-1, [], 0);

  static of(epoch: number, items: readonly number[]): Line {
    return new Line(epoch, [...items], 0);
  }

  /** This line if it belongs to `epoch`, else a copy that does. */
  owned(epoch: number): Line {
    return this.epoch === epoch ? this : new Line(epoch, this.#items.slice(this.#head), 0);
  }

  get length(): number {
    return this.#items.length - this.#head;
  }

  get first(): number | undefined {
    return this.#items[this.#head];
  }

  get last(): number | undefined {
    return this.length === 0 ? undefined : this.#items[this.#items.length - 1];
  }

  push(id: number): void {
    this.#items.push(id);
  }

  pop(): number | undefined {
    return this.length === 0 ? undefined : this.#items.pop();
  }

  shift(): number | undefined {
    if (this.length === 0) return undefined;
    const id = this.#items[this.#head++];
    if (this.#head > 64 && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return id;
  }

  unshift(id: number): void {
    if (this.#head === 0) {
      // Room in front grows with the line, so that undoing a long run of `shift` stays cheap.
      const room = Math.max(16, this.#items.length);
      this.#items = [...Array.from({ length: room }, () => 0), ...this.#items];
      this.#head = room;
    }
    this.#items[--this.#head] = id;
  }

  /** Takes `id` out. Returns how many places that took to walk over; -1 when it is not in. */
  remove(id: number): number {
    if (this.first === id) {
      this.shift();
      return 0;
    }
    const at = this.#items.indexOf(id, this.#head);
    if (at < 0) return -1;
    this.#items.splice(at, 1);
    return this.length;
  }

  /** Puts `id` in front of `before`, or at the end when that is 0. Returns as `remove` does: -1 when `before` is not in. */
  insert(id: number, before: number): number {
    if (before === 0) {
      this.#items.push(id);
      return 0;
    }
    if (this.first === before) {
      this.unshift(id);
      return 0;
    }
    const at = this.#items.indexOf(before, this.#head);
    if (at < 0) return -1;
    this.#items.splice(at, 0, id);
    return this.length;
  }

  includes(id: number): boolean {
    return this.#items.includes(id, this.#head);
  }

  toArray(): number[] {
    return this.#items.slice(this.#head);
  }
}
