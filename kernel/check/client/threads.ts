/** Threads of a rig that run acts: generators that trap and wait for what ended the trap. Nothing here sleeps; time is the rig's. */
import type { Returned, Rig } from './rig.ts';

/** What a thread does: yields the payload of a trap, gets what ended it. */
export type Act<T> = Generator<Uint8Array, T, Returned>;

/** A thread of a task. */
export interface Agent {
  readonly process: number;
  readonly task: number;
  readonly thread: number;
  /** The reply port of its calls, in its task's space; 0 before the first. */
  replyPort: number;
  /** It is in the middle of an act. */
  busy: boolean;
}

export function agentOf(process: number, task: number, thread: number): Agent {
  return { process, task, thread, replyPort: 0, busy: false };
}

/** An act under way. */
export class Run<T> {
  readonly agent: Agent;
  readonly startUs: number;
  endUs = 0;
  done = false;
  readonly #act: Act<T>;
  #value: T | undefined;

  constructor(agent: Agent, act: Act<T>, startUs: number) {
    this.agent = agent;
    this.startUs = startUs;
    this.#act = act;
  }

  /** Runs until the next trap. Returns: its payload, or null at the end of the act. */
  step(returned: Returned | null): Uint8Array | null {
    const next = returned === null ? this.#act.next() : this.#act.next(returned);
    if (!next.done) return next.value;
    this.#value = next.value;
    this.done = true;
    return null;
  }

  get value(): T {
    return this.#value as T;
  }
}

/** The act waits, and nothing that could end the wait will come. */
export class Stuck extends Error {}

/** More traps of one act than any that is meant: a loop. */
const TRAPS_MAX = 100_000;

export class Threads {
  readonly rig: Rig;
  readonly #runs = new Set<Run<unknown>>();

  constructor(rig: Rig) {
    this.rig = rig;
  }

  /** Begins an act; it runs as far as it comes without waiting. */
  start<T>(agent: Agent, act: Act<T>): Run<T> {
    if (agent.busy) throw new Stuck(`thread ${agent.thread} is already in a call`);
    const run = new Run(agent, act, this.rig.hostUs);
    agent.busy = true;
    this.#runs.add(run as Run<unknown>);
    this.#go(run as Run<unknown>, null);
    this.settle();
    return run;
  }

  /** Ends an act that was begun, letting time pass where it waits for a deadline. */
  finish<T>(run: Run<T>): T {
    this.settle();
    while (!run.done) {
      if (!this.rig.passToNext()) throw new Stuck('it waits, and nothing will end that');
      this.settle();
    }
    return run.value;
  }

  /** An act from beginning to end. */
  do<T>(agent: Agent, act: Act<T>): T {
    return this.finish(this.start(agent, act));
  }

  /** Acts of threads that are no more will not end. */
  abandon(gone: (agent: Agent) => boolean): void {
    for (const run of this.#runs) if (gone(run.agent)) this.#runs.delete(run);
  }

  /** Goes on with every act whose trap has ended, until none has. */
  settle(): void {
    for (let moved = true; moved;) {
      moved = false;
      for (const run of this.#runs) {
        const returned = this.rig.returned(run.agent.thread);
        if (returned === undefined) continue;
        moved = true;
        this.#go(run, returned);
      }
    }
  }

  #go(run: Run<unknown>, first: Returned | null): void {
    const { agent } = run;
    let returned: Returned | null | undefined = first;
    for (let traps = 0; traps < TRAPS_MAX; traps++) {
      const payload = this.#step(run, returned);
      if (payload === null) return;
      this.rig.trap(agent.process, agent.task, agent.thread, payload);
      returned = this.rig.returned(agent.thread);
      if (returned === undefined) return;
    }
    throw new Stuck(`thread ${agent.thread} traps without end`);
  }

  /** One step of an act; at its end, or when it gives up, the thread is free again. */
  #step(run: Run<unknown>, returned: Returned | null): Uint8Array | null {
    let payload: Uint8Array | null = null;
    try {
      payload = run.step(returned);
      return payload;
    } finally {
      if (payload === null) {
        run.endUs = this.rig.hostUs;
        run.agent.busy = false;
        this.#runs.delete(run);
      }
    }
  }
}
