/**
 * Places of names in their tasks' trays. A name takes the first free place when it comes and keeps it as long as it lives; the place
 * that a name leaves is filled by the next. All of it is remembered, so that any moment can be asked for.
 */

/** One number for a name of a task. */
function key(task: number, name: number): number {
  return task * 0x1_0000_0000 + (name >>> 0);
}

const FREE = 0;

export class Trays {
  /** Names by place, of each task; FREE where there is none. */
  readonly #now = new Map<number, number[]>();
  /** The newest giving of a place to a name: an index into the lists below, which point back to older ones. */
  readonly #newest = new Map<number, number>();
  readonly #seqs: number[] = [];
  readonly #places: number[] = [];
  readonly #older: number[] = [];
  readonly #peaks = new Map<number, number>();

  /** Gives the name its place. Returns it. */
  add(task: number, name: number, seq: number): number {
    const names = this.#namesOf(task);
    let place = names.indexOf(FREE);
    if (place < 0) place = names.length;
    names[place] = name >>> 0;
    this.#peaks.set(task, Math.max(this.#peaks.get(task) ?? 0, names.length));
    this.#remember(task, name, place, seq);
    return place;
  }

  remove(task: number, name: number): void {
    const names = this.#namesOf(task);
    const place = names.indexOf(name >>> 0);
    if (place < 0) return;
    names[place] = FREE;
    while (names.at(-1) === FREE) names.pop();
  }

  rename(task: number, from: number, to: number, seq: number): void {
    const names = this.#namesOf(task);
    const place = names.indexOf(from >>> 0);
    if (place < 0) return;
    names[place] = to >>> 0;
    this.#remember(task, to, place, seq);
  }

  /** Where the name stands, or last stood, at event `seq`; undefined: it has never had a place by then. */
  place(task: number, name: number, seq: number): number | undefined {
    let at = this.#newest.get(key(task, name)) ?? -1;
    while (at >= 0 && this.#seqs[at]! > seq) at = this.#older[at]!;
    return at < 0 ? undefined : this.#places[at];
  }

  /** The most places that a task has ever used. */
  peak(task: number): number {
    return this.#peaks.get(task) ?? 0;
  }

  #remember(task: number, name: number, place: number, seq: number): void {
    const id = key(task, name);
    this.#older.push(this.#newest.get(id) ?? -1);
    this.#newest.set(id, this.#seqs.length);
    this.#seqs.push(seq);
    this.#places.push(place);
  }

  #namesOf(task: number): number[] {
    let names = this.#now.get(task);
    if (names === undefined) this.#now.set(task, (names = []));
    return names;
  }
}
