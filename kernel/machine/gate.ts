/** The gate: what waits to be admitted while the kernel is paused, or while a thread is suspended, in order of arrival. */
import type { Thread } from '../task/thread.ts';

/** The end of a process that the kernel does not know of yet. */
export interface WaitingExit {
  readonly process: number;
  readonly code: number;
  readonly signal: number;
  readonly stderr: string;
}

export type Waiting = { readonly kind: 'trap'; readonly thread: Thread } | { readonly kind: 'exit'; readonly exit: WaitingExit };

export class Gate {
  paused = false;
  /** In order of arrival. */
  readonly #waiting: Waiting[] = [];

  add(waiting: Waiting): void {
    this.#waiting.push(waiting);
  }

  /** Takes out the first that may go: a trap of a suspended thread may not. */
  next(): Waiting | null {
    return this.#take(mayGo);
  }

  /** Takes out the trap of a thread, if it waits here and may go. */
  trapOf(thread: number): Waiting | null {
    return this.#take((waiting) => waiting.kind === 'trap' && waiting.thread.id === thread && mayGo(waiting));
  }

  /** Takes out the end of a process. */
  exitOf(process: number): Waiting | null {
    return this.#take((waiting) => waiting.kind === 'exit' && waiting.exit.process === process);
  }

  /** Whether the end of a process waits here. */
  holdsExit(process: number): boolean {
    return this.#waiting.some((waiting) => waiting.kind === 'exit' && waiting.exit.process === process);
  }

  /** Threads that are gone wait no more. */
  sweep(): void {
    for (let at = this.#waiting.length - 1; at >= 0; at--) {
      const waiting = this.#waiting[at] as Waiting;
      if (waiting.kind === 'trap' && !waiting.thread.alive) this.#waiting.splice(at, 1);
    }
  }

  get size(): number {
    return this.#waiting.length;
  }

  #take(fits: (waiting: Waiting) => boolean): Waiting | null {
    const at = this.#waiting.findIndex(fits);
    return at < 0 ? null : (this.#waiting.splice(at, 1)[0] ?? null);
  }
}

function mayGo(waiting: Waiting): boolean {
  return waiting.kind === 'exit' || (waiting.thread.alive && waiting.thread.runnable);
}
