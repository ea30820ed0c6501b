/**
 * A page's timers. They have a clock of their own, which moves only by what waiting for messages took: while the kernel is paused no
 * receive ends, so nothing becomes due.
 */

interface Timer {
  readonly id: number;
  readonly run: (nowMs: number) => void;
  /** 0: once. */
  readonly everyMs: number;
  dueMs: number;
}

/** Timers of a page at most: a page that sets more gets 0 for an answer. */
export const TIMERS_MAX = 5000;
/** The shortest interval: thirty frames a second are smooth, and leave the kernel to others. */
export const FRAME_MS = 33;
const LEAST_MS = 4;

export class Timers {
  readonly #timers = new Map<number, Timer>();
  #frames = new Map<number, (nowMs: number) => void>();
  #frameDueMs = 0;
  #last = 0;
  #nowMs = 0;

  get nowMs(): number {
    return this.#nowMs;
  }

  set(run: (nowMs: number) => void, delayMs: number, repeats: boolean): number {
    if (this.#timers.size >= TIMERS_MAX) return 0;
    const delay = Math.max(LEAST_MS, Number.isFinite(delayMs) ? delayMs : 0);
    const id = ++this.#last;
    this.#timers.set(id, { id, run, everyMs: repeats ? delay : 0, dueMs: this.#nowMs + delay });
    return id;
  }

  clear(id: number): void {
    this.#timers.delete(id);
  }

  /** Runs once, at the next frame. */
  frame(run: (nowMs: number) => void): number {
    if (this.#frames.size >= TIMERS_MAX) return 0;
    if (this.#frames.size === 0) this.#frameDueMs = Math.max(this.#nowMs + 1, this.#frameDueMs + FRAME_MS);
    const id = ++this.#last;
    this.#frames.set(id, run);
    return id;
  }

  clearFrame(id: number): void {
    this.#frames.delete(id);
  }

  /** How long nothing is due; undefined when there is nothing to wait for. */
  get waitMs(): number | undefined {
    let due = this.#frames.size > 0 ? this.#frameDueMs : Infinity;
    for (const { dueMs } of this.#timers.values()) due = Math.min(due, dueMs);
    return due === Infinity ? undefined : Math.max(0, Math.ceil(due - this.#nowMs));
  }

  /** Lets time pass and runs what is due, each once. *Returns* whether anything ran. */
  pass(elapsedMs: number, guard: (run: () => void) => void): boolean {
    this.#nowMs += Math.max(0, elapsedMs);
    const due = [...this.#timers.values()].filter(({ dueMs }) => dueMs <= this.#nowMs).toSorted((a, b) => a.dueMs - b.dueMs);
    for (const timer of due) {
      if (!this.#timers.has(timer.id)) continue;
      if (timer.everyMs === 0) this.#timers.delete(timer.id);
      else timer.dueMs = Math.max(timer.dueMs + timer.everyMs, this.#nowMs + LEAST_MS);
      guard(() => timer.run(this.#nowMs));
    }
    if (this.#frames.size === 0 || this.#frameDueMs > this.#nowMs) return due.length > 0;
    const frames = this.#frames;
    this.#frames = new Map();
    for (const run of frames.values()) guard(() => run(this.#nowMs));
    return true;
  }
}
