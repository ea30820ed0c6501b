/** What scheduled mode did, counted from its events: who had which CPU when, and the figures that schedulers are compared by. */

import * as E from '../abi/events.ts';
import type { Log } from './log.ts';
import { textOf } from './text.ts';

/** A CPU did one thing from a tick up to another: ran a thread, or (`switching`) loaded its context. Idle time has no segment. */
export interface Segment {
  readonly cpu: number;
  readonly thread: number;
  readonly from: number;
  to: number;
  readonly switching: boolean;
}

/** A thread was in one state (`SCHED_*`) from a tick up to another; `cpu`: the one it had, 0 unless it ran. */
export interface Span {
  readonly thread: number;
  readonly state: number;
  readonly cpu: number;
  readonly from: number;
  readonly to: number;
}

/** All in ticks; -1: not yet. */
export interface ThreadTimes {
  readonly thread: number;
  readonly task: number;
  name: string;
  arrival: number;
  firstRun: number;
  end: number;
  /** Computing, in ready queues (swapped out or not), waiting for devices and messages, and new but not admitted. */
  cpu: number;
  ready: number;
  waiting: number;
  admission: number;
}

export interface Schedule {
  readonly cpus: number;
  /** The tick at which it was looked at. */
  readonly ticks: number;
  readonly segments: readonly Segment[];
  /** What each thread was doing, in the order of the ends. */
  readonly spans: readonly Span[];
  readonly threads: readonly ThreadTimes[];
  /** Per CPU: ticks computing, switching, idle. */
  readonly usage: readonly { readonly busy: number; readonly switching: number; readonly idle: number }[];
  /** Context switches that cost a load of a context, and all. */
  readonly dispatches: number;
  readonly switches: number;
  /** Who decided from when on, in order. */
  readonly policies: readonly PolicyChange[];
  /** Questions to a policy, and those that the kernel had to do without. */
  readonly asked: number;
  readonly unanswered: number;
}

/** Another policy decides from a tick on: `why` is one of `POLICY_*`; without a `label`, the kernel's own rule. */
export interface PolicyChange {
  readonly tick: number;
  readonly why: number;
  readonly label: string;
}

/** How figures are spread, in ticks. Of an even number of them the median is the mean of the two in the middle. */
export interface Spread {
  readonly least: number;
  readonly median: number;
  readonly most: number;
}

/** Figures of a schedule; means over the threads that have ended. */
export interface Metrics {
  readonly ticks: number;
  readonly ended: number;
  /** Share of the CPUs' ticks that were computed in, 0 to 1. */
  readonly utilization: number;
  /** Threads ended in 1000 ticks. */
  readonly throughput: number;
  readonly turnaround: number;
  readonly waiting: number;
  readonly response: number;
  readonly switches: number;
  readonly dispatches: number;
}

/** One of several runs of the same workload. */
export interface ComparedRun {
  readonly policy: string;
  readonly schedule: Schedule;
  readonly metrics: Metrics;
}

/** Reads the events `from` up to `to` (numbers) of a log; all that are there unless given. */
export function scheduleOf(log: Log, from: number = log.first, to: number = log.end): Schedule {
  const reader = new Reader();
  for (const { words, bytes, firstSeq, count } of log.chunks()) {
    const last = Math.min(count, to - firstSeq);
    for (let index = Math.max(0, from - firstSeq); index < last; index++) reader.read(words, index * E.EVENT_WORDS, bytes);
  }
  return reader.schedule();
}

/** Returns: the figures of a schedule. */
export function metricsOf({ ticks, threads, usage, switches, dispatches }: Schedule): Metrics {
  const done = threads.filter(({ end }) => end >= 0);
  const mean = (of: (times: ThreadTimes) => number): number =>
    done.length === 0 ? 0 : done.reduce((sum, one) => sum + of(one), 0) / done.length;
  const all = usage.reduce((sum, { busy, switching, idle }) => sum + busy + switching + idle, 0);
  return {
    ticks,
    ended: done.length,
    utilization: all === 0 ? 0 : usage.reduce((sum, { busy }) => sum + busy, 0) / all,
    throughput: ticks === 0 ? 0 : (1000 * done.length) / ticks,
    turnaround: mean(({ end, arrival }) => end - arrival),
    waiting: mean(({ ready, admission }) => ready + admission),
    response: mean(({ firstRun, arrival }) => firstRun - arrival),
    switches,
    dispatches,
  };
}

/** Returns: how the times of the threads that have ended are spread; all 0 when none has. */
export function spreadsOf({ threads }: Schedule): Readonly<Record<'turnaround' | 'waiting' | 'response', Spread>> {
  const done = threads.filter(({ end }) => end >= 0);
  return {
    turnaround: spreadOf(done.map(({ end, arrival }) => end - arrival)),
    waiting: spreadOf(done.map(({ ready, admission }) => ready + admission)),
    response: spreadOf(done.map(({ firstRun, arrival }) => firstRun - arrival)),
  };
}

function spreadOf(all: readonly number[]): Spread {
  const sorted = all.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  const median = sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? 0)) / 2;
  return { least: sorted[0] ?? 0, median, most: sorted.at(-1) ?? 0 };
}

interface Running {
  readonly times: ThreadTimes;
  state: number;
  cpu: number;
  since: number;
}

class Reader {
  readonly #names = new Map<number, string>();
  readonly #threads = new Map<number, Running>();
  readonly #segments: Segment[] = [];
  readonly #spans: Span[] = [];
  #cpus: { thread: number; open: Segment | undefined; busy: number; switching: number; idle: number }[] = [];
  #tick = 0;
  readonly #policies: PolicyChange[] = [];
  #dispatches = 0;
  #switches = 0;
  #asked = 0;
  #unanswered = 0;

  read(w: Int32Array, at: number, bytes: Uint8Array): void {
    switch (w[at]! & E.EVENT_TYPE_MASK) {
      case E.EV_TASK_CREATED:
        this.#name(w[at + 1]!, textOf(place(w, at, bytes)));
        return;
      case E.EV_TASK_NAMED: {
        const text = place(w, at, bytes);
        this.#name(w[at + 1]!, textOf(text.subarray(text.indexOf(0) + 1)));
        return;
      }
      case E.EV_SCHED_CONFIGURED:
        this.#cpus = Array.from(
          { length: w[at + 2]! },
          (_, cpu) => this.#cpus[cpu] ?? { thread: 0, open: undefined, busy: 0, switching: 0, idle: 0 },
        );
        return;
      case E.EV_SCHED_ENTERED:
        this.#entered(w[at + 1]!, w[at + 2]!);
        return;
      case E.EV_SCHED_STATE:
        return this.#state(w[at + 1]!, w[at + 4]!, w[at + 5]!, w[at + 6]!);
      case E.EV_SCHED_SWITCH:
        if (w[at + 4] === -1) this.#switches++;
        return;
      case E.EV_SCHED_TICK:
        return this.#pass(w[at + 1]!, w[at + 2]!, w[at + 3]!);
      case E.EV_SCHED_POLICY: {
        const text = place(w, at, bytes);
        const why = w[at + 7]!;
        // A label outlives its policy, so that it can be taken up again.
        const label = why === E.POLICY_REGISTERED ? textOf(text.subarray(text.indexOf(0) + 1)) : '';
        this.#policies.push({ tick: this.#tick, why, label });
        return;
      }
      case E.EV_SCHED_ASKED:
        this.#asked++;
        return;
      case E.EV_SCHED_DECIDED:
        if (w[at + 2] !== E.DECIDED_ANSWERED) this.#unanswered++;
        return;
      default:
    }
  }

  schedule(): Schedule {
    for (const running of this.#threads.values()) this.#count(running);
    return {
      cpus: this.#cpus.length,
      ticks: this.#tick,
      segments: this.#segments,
      spans: this.#spans,
      threads: [...this.#threads.values()].map(({ times }) => times),
      usage: this.#cpus.map(({ busy, switching, idle }) => ({ busy, switching, idle })),
      dispatches: this.#dispatches,
      switches: this.#switches,
      policies: this.#policies,
      asked: this.#asked,
      unanswered: this.#unanswered,
    };
  }

  #name(task: number, name: string): void {
    this.#names.set(task, name);
    for (const { times } of this.#threads.values()) if (times.task === task) times.name = name;
  }

  #entered(thread: number, task: number): void {
    const times = {
      thread,
      task,
      name: this.#names.get(task) ?? '',
      arrival: -1,
      firstRun: -1,
      end: -1,
      cpu: 0,
      ready: 0,
      waiting: 0,
      admission: 0,
    };
    this.#threads.set(thread, { times, state: 0, cpu: 0, since: this.#tick });
  }

  #state(thread: number, state: number, oldCpu: number, cpu: number): void {
    const running = this.#threads.get(thread);
    if (running === undefined) return;
    this.#count(running);
    running.state = state;
    running.cpu = cpu;
    const { times } = running;
    if (state === E.SCHED_NEW) times.arrival = this.#tick;
    if (state === E.SCHED_TERMINATED) times.end = this.#tick;
    if (oldCpu !== 0) {
      this.#cpus[oldCpu - 1]!.thread = 0;
      this.#cpus[oldCpu - 1]!.open = undefined;
    }
    if (state !== E.SCHED_RUNNING) return;
    if (times.firstRun < 0) times.firstRun = this.#tick;
    this.#cpus[cpu - 1]!.thread = thread;
    this.#dispatches++;
  }

  /** The time since the last change of a thread's state counts as that state's. CPU time is counted tick by tick. */
  #count(running: Running): void {
    const { times, state, cpu, since } = running;
    const ticks = this.#tick - since;
    running.since = this.#tick;
    if (ticks > 0 && state !== 0 && state !== E.SCHED_TERMINATED)
      this.#spans.push({ thread: times.thread, state, cpu, from: since, to: this.#tick });
    if (state === E.SCHED_NEW) times.admission += ticks;
    else if (state === E.SCHED_READY) times.ready += ticks;
    else if (state === E.SCHED_WAITING) times.waiting += ticks;
  }

  #pass(from: number, to: number, switching: number): void {
    const ticks = to - from;
    this.#tick = to;
    this.#cpus.forEach((cpu, index) => {
      if (cpu.thread === 0) {
        cpu.idle += ticks;
        return;
      }
      const loads = (switching & (1 << index)) !== 0;
      if (loads) cpu.switching += ticks;
      else {
        cpu.busy += ticks;
        this.#threads.get(cpu.thread)!.times.cpu += ticks;
      }
      if (cpu.open?.switching === loads) cpu.open.to = to;
      else if (ticks > 0) this.#segments.push((cpu.open = { cpu: index + 1, thread: cpu.thread, from, to, switching: loads }));
    });
  }
}

function place(w: Int32Array, at: number, bytes: Uint8Array): Uint8Array {
  const offset = w[at + E.EVENT_BYTES_OFFSET]!;
  return bytes.subarray(offset, offset + w[at + E.EVENT_BYTES_LENGTH]!);
}
