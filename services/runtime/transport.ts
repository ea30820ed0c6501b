/** The way into the kernel: `Channel` in a task process, a pair of functions in a test. */
export interface Transport {
  /** One trap of one thread: the trap's number and arguments go in, its code and result bytes come out. */
  trap(task: number, thread: number, payload: Uint8Array): Promise<TrapReturn>;
}

/** The end of a trap: the kernel's code, and what came with it, which is the program's own. */
export interface TrapReturn {
  readonly code: number;
  readonly bytes: Uint8Array;
}
