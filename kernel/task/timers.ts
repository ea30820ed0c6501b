/**
 * Deadlines of waiting threads, the earliest first, and of equal ones the one that was set first: whoever asks for the next, and when,
 * must not change the order. A wait that ended before is skipped when it comes up.
 */
import type { Thread } from './thread.ts';

interface Deadline {
  readonly atMs: number;
  readonly thread: Thread;
  /** `thread.waits` when it was set. */
  readonly wait: number;
  /** Counts the deadlines. */
  readonly order: number;
}

function isBefore(a: Deadline, b: Deadline): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}

export class Timers {
  private readonly heap: Deadline[] = [];
  private added = 0;

  /** A thread waits until `atMs` (virtual milliseconds). */
  add(atMs: number, thread: Thread): void {
    const { heap } = this;
    const deadline = { atMs, thread, wait: thread.waits, order: this.added++ };
    let at = heap.push(deadline) - 1;
    while (at > 0) {
      const up = (at - 1) >> 1;
      const parent = heap[up] as Deadline;
      if (isBefore(parent, deadline)) break;
      heap[at] = parent;
      at = up;
    }
    heap[at] = deadline;
  }

  /** Returns: the earliest deadline that still matters, or -1. */
  nextMs(): number {
    for (let top = this.heap[0]; top !== undefined; top = this.heap[0]) {
      if (top.thread.waiting !== 0 && top.thread.waits === top.wait) return top.atMs;
      this.pop();
    }
    return -1;
  }

  /** Returns: the thread whose deadline is due by `nowMs`, taken out; null when none is. */
  due(nowMs: number): Thread | null {
    const nextMs = this.nextMs();
    if (nextMs < 0 || nextMs > nowMs) return null;
    const { thread } = this.heap[0] as Deadline;
    this.pop();
    return thread;
  }

  private pop(): void {
    const { heap } = this;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      let down = 2 * at + 1;
      if (down >= heap.length) break;
      if (down + 1 < heap.length && isBefore(heap[down + 1] as Deadline, heap[down] as Deadline)) down++;
      if (isBefore(last, heap[down] as Deadline)) break;
      heap[at] = heap[down] as Deadline;
      at = down;
    }
    heap[at] = last;
  }
}
