/** Virtual time, which stands still while the gate is closed, and what is due in it. */
import { EV_TIMER } from '../abi/events.ts';
import type { Registry } from '../bootstrap/registry.ts';
import { settle } from '../ipc/queue.ts';
import { schedulerOf } from '../sched/scheduler.ts';
import type { System } from '../task/system.ts';
import type { Thread } from '../task/thread.ts';
import { waitGivenUp } from '../trap/mach_msg.ts';

export class Time {
  /** The host's time of the present input, in microseconds. */
  hostUs: number;
  readonly #system: System;
  readonly #registry: Registry;
  /** What virtual time is behind the host's: host time of boot and host time spent paused. */
  #behindUs: number;
  #pausedSinceUs = 0;

  constructor(system: System, registry: Registry, hostUs: number) {
    this.#system = system;
    this.#registry = registry;
    this.hostUs = hostUs;
    this.#behindUs = hostUs;
  }

  /** An input has come. */
  input(hostUs: number, paused: boolean): void {
    const system = this.#system;
    this.hostUs = hostUs;
    if (!paused) system.nowUs = Math.max(system.nowUs, hostUs - this.#behindUs);
    this.step();
  }

  /** What happens from here on is a step of its own at the present time. */
  step(): void {
    this.#system.ipc.sink.begin(this.#system.nowUs, this.hostUs);
  }

  pause(): void {
    this.#pausedSinceUs = this.hostUs;
  }

  run(): void {
    this.#behindUs += this.hostUs - this.#pausedSinceUs;
  }

  /** The earliest moment, in the host's time, at which `expire` has something to do; -1: none. */
  nextUs(): number {
    const nextUs = earlier(this.#dueMs() * 1000, schedulerOf(this.#system)?.nextUs() ?? -1);
    return nextUs < 0 ? -1 : nextUs + this.#behindUs;
  }

  /** Whoever's deadline is over goes on. */
  expire(): void {
    const { timers, nowMs } = this.#system;
    for (let thread = timers.due(nowMs); thread !== null; thread = timers.due(nowMs)) this.giveUp(thread);
    schedulerOf(this.#system)?.expire();
    const restartMs = this.#registry.nextDeadlineMs();
    if (restartMs < 0 || restartMs > nowMs) return;
    this.#system.ipc.sink.emit(EV_TIMER, restartMs);
    this.#registry.expire(nowMs);
  }

  /** A thread's deadline is over. */
  giveUp(thread: Thread): void {
    this.#system.ipc.sink.emit(EV_TIMER, thread.deadlineMs);
    waitGivenUp(this.#system, thread, false);
    settle(this.#system.ipc);
  }

  /**
   * Goes to the deadline of a thread or of a service's restart, or, with 0 for both, to the earliest, past what is due before it: so much
   * less of the host's time was spent paused. Needs: the gate is closed, and there is no scheduler.
   */
  passTo(thread: number, service: number): void {
    const system = this.#system;
    const chosen = thread === 0 ? this.#registry.services.get(service)?.dueMs : system.threads.get(thread)?.deadlineMs;
    const chosenMs = thread === 0 && service === 0 ? this.#dueMs() : (chosen ?? -1);
    if (chosenMs < 0) return;
    for (let nextMs = this.#dueMs(); nextMs >= 0 && nextMs <= chosenMs; nextMs = this.#dueMs()) {
      const byUs = Math.max(0, nextMs * 1000 - system.nowUs);
      system.nowUs += byUs;
      this.#behindUs -= byUs;
      this.step();
      this.expire();
    }
  }

  /** The earliest deadline of a thread or of a service's restart; negative: none. */
  #dueMs(): number {
    return earlier(this.#system.timers.nextMs(), this.#registry.nextDeadlineMs());
  }
}

/** The earlier of two times, of which a negative one is none. */
const earlier = (a: number, b: number): number => (a < 0 ? b : b < 0 || a < b ? a : b);
