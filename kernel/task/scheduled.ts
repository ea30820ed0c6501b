/** What a thread is to the scheduler, and what the rest of the kernel asks of the scheduler. `kernel/sched` has the mechanism. */
import { SCHED_RUNNING } from '../abi/events.ts';
import type { KeptReply } from '../ipc/kept.ts';
import type { Thread } from './thread.ts';
import type { Timers } from './timers.ts';

/** An answer that a call still owes: to computing, or to a device's client. */
export interface Owed {
  readonly kept: KeptReply;
  answer(): void;
  drop(): void;
}

export class Scheduled {
  readonly thread: Thread;
  /** When it arrives, the priority it asks for, and what each of its traps costs. */
  readonly atTick: number;
  readonly base: number;
  readonly trapTicks: number;
  /** `SCHED_*`; 0: it has yet to arrive. */
  state = 0;
  /** 1 to 4; 0: none. */
  cpu = 0;
  /** Orders the ready threads of one priority. */
  place = 0;
  priority = 0;
  quantum = 0;
  /** Ticks until its quantum is over; -1: it has none. */
  quantumLeft = -1;
  /** Ticks that it still has to compute. */
  burst = 0;
  /** The burst that it says comes next; 0: unknown. */
  declared: number;
  swapped = false;
  cpuTicks = 0;
  /** It computes until its burst is over, and is answered then. */
  owed: Owed | null = null;
  /** Its trap at the gate has been paid for in ticks. */
  paid = false;
  /** Since when its process is silent, in virtual microseconds. */
  silentUs = 0;

  constructor(thread: Thread, atTick: number, base: number, declared: number, trapTicks: number) {
    this.thread = thread;
    this.atTick = atTick;
    this.base = base;
    this.declared = declared;
    this.trapTicks = trapTicks;
  }

  /** It holds a CPU: its frames go out. */
  get runs(): boolean {
    return this.state === SCHED_RUNNING;
  }
}

/** The scheduler, to those that run traps and end threads. */
export interface Scheduling {
  /** The tick is the virtual time of scheduled threads. */
  readonly tick: number;
  /** Deadlines of waiting scheduled threads, in ticks. */
  readonly timers: Timers;
  /** A trap of the thread has ended. */
  returned(thread: Thread): void;
  /** It waits. */
  blocked(thread: Thread): void;
  /** It may not run until it is resumed; it may again. */
  suspended(thread: Thread): void;
  resumed(thread: Thread): void;
  /** It is about to end. */
  ended(thread: Thread): void;
}
