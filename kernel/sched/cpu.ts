/** A virtual CPU: the thread it runs, and the contexts in its register sets. */
import type { Scheduled } from '../task/scheduled.ts';

export class Cpu {
  /** From 1. */
  readonly id: number;
  thread: Scheduled | null = null;
  /** Ticks until its context switch is over. */
  switchLeft = 0;
  /** Threads whose contexts are in its register sets, the latest first. */
  readonly loaded: number[] = [];

  constructor(id: number) {
    this.id = id;
  }

  /** Ticks until it has something other to do; 0: none that it knows of. */
  get busyTicks(): number {
    const { thread, switchLeft } = this;
    if (thread === null) return 0;
    if (switchLeft > 0) return switchLeft;
    const { burst, quantumLeft } = thread;
    return quantumLeft > 0 && quantumLeft < burst ? quantumLeft : burst;
  }
}
