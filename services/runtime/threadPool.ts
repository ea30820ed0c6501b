/**
 * The threads that a program's calls run on. A call takes one that is idle, or waits for one: in Mach, what is to go on at the same
 * time needs a thread of its own. A thread that may wait for ever never is the last idle one: another is made first.
 */
import { THREADS_PER_TASK } from '../../kernel/abi/limits.ts';
import type { Thread } from './thread.ts';

export class ThreadPool {
  readonly #idle: Thread[];
  readonly #waiting: ((thread: Thread) => void)[] = [];
  readonly #make: (on: Thread) => Promise<Thread>;
  #count = 1;

  /** `make`: creates a thread of the task, with calls on the given one. */
  constructor(main: Thread, make: (on: Thread) => Promise<Thread>) {
    this.#idle = [main];
    this.#make = make;
  }

  /** How many threads there are, idle or not. */
  get count(): number {
    return this.#count;
  }

  /** Runs something that ends in its own time on an idle thread; in the order of the requests. */
  async run<T>(use: (thread: Thread) => Promise<T>): Promise<T> {
    const thread = await this.#take();
    try {
      return await use(thread);
    } finally {
      this.#giveBack(thread);
    }
  }

  /** Runs something that may wait for ever. When no further thread can be had, it still does. */
  async runWaiting<T>(use: (thread: Thread) => Promise<T>): Promise<T> {
    return this.run(async (thread) => {
      if (this.#idle.length === 0 && this.#count < THREADS_PER_TASK) await this.#add(thread).catch(() => undefined);
      return use(thread);
    });
  }

  /** Makes sure of so many threads, so that as many calls can be outstanding at once. */
  async grow(count: number): Promise<void> {
    await this.run(async (thread) => {
      while (this.#count < Math.min(count, THREADS_PER_TASK)) await this.#add(thread);
    });
  }

  async #add(on: Thread): Promise<void> {
    this.#count += 1;
    try {
      this.#giveBack(await this.#make(on));
    } catch (error) {
      this.#count -= 1;
      throw error;
    }
  }

  #take(): Thread | Promise<Thread> {
    return this.#idle.pop() ?? new Promise((resolve) => this.#waiting.push(resolve));
  }

  #giveBack(thread: Thread): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#idle.push(thread);
    else next(thread);
  }
}
