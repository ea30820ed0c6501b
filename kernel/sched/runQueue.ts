/** Ready threads: the highest priority first, and by their places within one priority. */
import type { Scheduled } from '../task/scheduled.ts';

interface Level {
  readonly priority: number;
  /** By rising places. `head` is where the first is. */
  readonly line: (Scheduled | null)[];
  head: number;
  count: number;
}

export class RunQueue {
  /** By falling priority; none is empty. */
  readonly #levels: Level[] = [];
  readonly #byPriority = new Map<number, Level>();
  size = 0;

  /** Purpose: a thread joins at its place: behind all of its priority, or before them. Needs: its place is beyond those of the others. */
  add(scheduled: Scheduled): void {
    const level = this.#level(scheduled.priority);
    const first = level.line[level.head];
    if (first !== undefined && first !== null && scheduled.place < first.place) {
      if (level.head > 0) level.line[--level.head] = scheduled;
      else level.line.unshift(scheduled);
    } else level.line.push(scheduled);
    level.count++;
    this.size++;
  }

  /** Returns: the thread to run next; null: none is ready. */
  first(): Scheduled | null {
    const level = this.#levels[0];
    return level === undefined ? null : (level.line[level.head] ?? null);
  }

  /** Purpose: a thread leaves the queue. Needs: it is in it, with the priority it joined with. */
  remove(scheduled: Scheduled): void {
    const level = this.#byPriority.get(scheduled.priority) as Level;
    const { line } = level;
    if (line[level.head] === scheduled) line[level.head] = null;
    else line[line.indexOf(scheduled, level.head)] = null;
    level.count--;
    this.size--;
    if (level.count === 0) return this.#drop(level);
    while (line[level.head] === null) level.head++;
    if (level.head > 64 && level.head * 2 > line.length) {
      line.splice(0, level.head);
      level.head = 0;
    }
  }

  #level(priority: number): Level {
    const known = this.#byPriority.get(priority);
    if (known !== undefined) return known;
    const level = { priority, line: [], head: 0, count: 0 };
    this.#byPriority.set(priority, level);
    let low = 0;
    let high = this.#levels.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#levels[middle] as Level).priority > priority) low = middle + 1;
      else high = middle;
    }
    this.#levels.splice(low, 0, level);
    return level;
  }

  #drop(level: Level): void {
    this.#byPriority.delete(level.priority);
    this.#levels.splice(this.#levels.indexOf(level), 1);
  }
}
