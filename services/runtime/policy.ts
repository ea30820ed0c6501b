/**
 * Writing a scheduling policy. The kernel runs the ready thread of the highest priority; a policy says who has which priority and
 * quantum, and hears of all that happens. It runs in a task of its own and talks to the kernel by messages; while the kernel waits for
 * its answer, virtual time stands still. Whoever answers too late, or nonsense, is ended, and the kernel goes on by a rule of its own.
 */
import { PORT_KIND_HOST_PRIV } from '../../kernel/abi/events.ts';
import {
  DECIDE_ADMIT,
  DECIDE_SET,
  DECIDE_SWAP_IN,
  DECIDE_SWAP_OUT,
  DECIDE_TIMER,
  HAPPENED_BLOCKED,
  HAPPENED_ENDED,
  HAPPENED_EXPIRED,
  HAPPENED_NEW,
  HAPPENED_READY,
  HAPPENED_RUNS,
  HAPPENED_TIMER,
  SCHED_WORDS,
  sched,
  schedPolicy,
  WANTS_ADMISSION,
  WANTS_PREEMPTION,
} from '../../kernel/abi/interfaces/sched.ts';
import { allocatePort, sendRightTo } from './own.ts';
import type { ReceiveRight, SendRight } from './ports.ts';
import { registeredOfKind } from './registered.ts';
import type { Self } from './self.ts';
import { handles, serve } from './serve.ts';

/** What can happen to a thread; `timer` is about none. */
export type Happening = 'new' | 'ready' | 'expired' | 'blocked' | 'ended' | 'timer';

/** A scheduled thread, as the policy knows it. */
export interface PolicyThread {
  readonly id: number;
  /** The priority it asks for: the smaller, the more urgent, as textbooks have it. */
  readonly base: number;
  readonly state: 'new' | 'ready' | 'running' | 'waiting';
  /** CPU ticks that it has used in all, and in its present burst. */
  readonly cpuTicks: number;
  readonly burstTicks: number;
  /** The length of its present burst, or the next one, in all, as it says itself; 0: it does not say. */
  readonly declared: number;
  /** The length of its last burst; 0: it has had none. */
  readonly lastBurst: number;
  /** When it last became ready. */
  readonly readySince: number;
  /** What the policy set last. */
  readonly priority: number;
  readonly quantum: number;
  readonly swapped: boolean;
}

/** One question of the kernel: what is decided here goes back with the answer. */
export interface Turn {
  readonly tick: number;
  /** All threads that have arrived and not ended, in order of their arrival. */
  readonly threads: readonly PolicyThread[];
  /** Higher runs first, up to 2³¹ - 1. Quantum 0: as long as it likes. */
  set(thread: PolicyThread, priority: number, quantum?: number): void;
  admit(thread: PolicyThread): void;
  swapOut(thread: PolicyThread): void;
  swapIn(thread: PolicyThread): void;
  /** Be asked again after so many ticks, whatever happens. */
  wakeAfter(ticks: number): void;
}

export interface Policy {
  /** What it wants to be asked about. Of everything else it hears with the next question, or never. */
  readonly wants: readonly Happening[];
  /** A ready thread of higher priority takes the CPU from one that runs. */
  readonly preemptive?: boolean;
  /** New threads wait until they are admitted. */
  readonly admits?: boolean;
  /** Something happened; called once for each, in order. */
  happened?(what: Happening, thread: PolicyThread | undefined, turn: Turn): void;
  /** All that happened has been told: called once a question. */
  decide?(turn: Turn): void;
}

const HAPPENINGS: Readonly<Record<Happening, number>> = {
  new: HAPPENED_NEW,
  ready: HAPPENED_READY,
  expired: HAPPENED_EXPIRED,
  blocked: HAPPENED_BLOCKED,
  ended: HAPPENED_ENDED,
  timer: HAPPENED_TIMER,
};
const NAMES = new Map(Object.entries(HAPPENINGS).map(([name, kind]) => [kind, name as Happening]));

type Known = { -readonly [K in keyof PolicyThread]: PolicyThread[K] } & { burstFrom: number };

/** What a policy knows of the threads, kept from question to question. */
class View implements Turn {
  readonly #policy: Policy;
  readonly #known = new Map<number, Known>();
  #decisions: number[] = [];
  tick = 0;

  constructor(policy: Policy) {
    this.#policy = policy;
  }

  get threads(): readonly PolicyThread[] {
    return [...this.#known.values()];
  }

  set(thread: PolicyThread, priority: number, quantum = thread.quantum): void {
    const known = thread as Known;
    if (known.priority === priority && known.quantum === quantum) return;
    known.priority = priority;
    known.quantum = quantum;
    this.#decisions.push(DECIDE_SET, thread.id, priority, quantum);
  }

  admit(thread: PolicyThread): void {
    (thread as Known).state = 'ready';
    this.#decisions.push(DECIDE_ADMIT, thread.id, 0, 0);
  }

  swapOut(thread: PolicyThread): void {
    (thread as Known).swapped = true;
    this.#decisions.push(DECIDE_SWAP_OUT, thread.id, 0, 0);
  }

  swapIn(thread: PolicyThread): void {
    (thread as Known).swapped = false;
    this.#decisions.push(DECIDE_SWAP_IN, thread.id, 0, 0);
  }

  wakeAfter(ticks: number): void {
    this.#decisions.push(DECIDE_TIMER, 0, ticks, 0);
  }

  /** One question: returns the decisions. */
  ask(tick: number, happened: readonly number[]): number[] {
    this.#decisions = [];
    this.tick = tick;
    // Whoever ran at the last question and does not now is told below; or has lost the CPU to another.
    for (const thread of this.#known.values()) {
      if (thread.state !== 'running') continue;
      thread.state = 'ready';
      thread.readySince = tick;
    }
    const told: [Happening, Known | undefined][] = [];
    for (let at = 0; at < happened.length; at += SCHED_WORDS) {
      const [kind, id, a, b] = happened.slice(at, at + SCHED_WORDS) as [number, number, number, number];
      const thread = kind === HAPPENED_NEW ? this.#arrived(id, a, b) : this.#known.get(id);
      if (thread !== undefined && kind !== HAPPENED_NEW) this.#update(thread, kind, a, b);
      const name = NAMES.get(kind);
      if (name !== undefined && (thread !== undefined || name === 'timer')) told.push([name, thread]);
    }
    for (const [name, thread] of told) this.#policy.happened?.(name, thread, this);
    this.#policy.decide?.(this);
    return this.#decisions;
  }

  #arrived(id: number, base: number, declared: number): Known {
    const thread: Known = {
      id,
      base,
      declared,
      state: 'new',
      cpuTicks: 0,
      burstTicks: 0,
      burstFrom: 0,
      lastBurst: 0,
      readySince: this.tick,
      // Nothing is known of what was set before.
      priority: -1,
      quantum: 0,
      swapped: false,
    };
    this.#known.set(id, thread);
    return thread;
  }

  #update(thread: Known, kind: number, cpuTicks: number, more: number): void {
    thread.cpuTicks = cpuTicks;
    thread.burstTicks = cpuTicks - thread.burstFrom;
    if (kind === HAPPENED_RUNS) thread.state = 'running';
    else if (kind === HAPPENED_READY || kind === HAPPENED_EXPIRED) {
      if (kind === HAPPENED_READY && (thread.state === 'waiting' || thread.state === 'new')) {
        thread.burstFrom = cpuTicks;
        thread.burstTicks = 0;
      }
      thread.state = 'ready';
      thread.readySince = this.tick;
    } else if (kind === HAPPENED_BLOCKED) {
      thread.state = 'waiting';
      thread.lastBurst = thread.burstTicks;
    } else if (kind === HAPPENED_ENDED) this.#known.delete(thread.id);
    if (kind === HAPPENED_READY || (kind !== HAPPENED_BLOCKED && kind !== HAPPENED_ENDED && more > 0))
      thread.declared = thread.burstTicks + more;
  }
}

/** The privileged host port that the task was given. */
export async function schedulingPort(self: Self): Promise<SendRight> {
  const port = await registeredOfKind(self, PORT_KIND_HOST_PRIV);
  if (port === undefined) throw new Error('this task has not been given the privileged host port');
  return port;
}

/** Registers a policy with the kernel, which asks it from then on. *Returns* the port where it is asked: `answerPolicy` serves it. */
export async function registerPolicy(self: Self, hostPriv: SendRight, policy: Policy, label: string): Promise<ReceiveRight> {
  const port = await allocatePort(self);
  const asked = await sendRightTo(self, port);
  let wants = (policy.preemptive === true ? WANTS_PREEMPTION : 0) | (policy.admits === true ? WANTS_ADMISSION : 0);
  for (const name of policy.wants) wants |= 1 << HAPPENINGS[name];
  await self.ask(hostPriv, sched.sched_set_policy, { policy: asked, wants, label });
  return port;
}

/** Answers the kernel's questions until the port is gone. `failed`: what to answer when the policy throws; unless given, that it did. */
export async function answerPolicy(
  self: Self,
  port: ReceiveRight,
  policy: Policy,
  failed?: (error: unknown) => Promise<never>,
): Promise<void> {
  const view = new View(policy);
  const answers = handles(schedPolicy, {
    policy_decide: (_, { tick, happened }) => {
      try {
        return { decisions: view.ask(tick, happened) };
      } catch (error) {
        if (failed === undefined) throw error;
        return failed(error);
      }
    },
  });
  await serve(self, port, [answers]);
}

/** A program that is a policy and nothing else: decides until it is ended, or another takes over. An error in it ends the program. */
export async function runPolicy(self: Self, policy: Policy, label: string): Promise<void> {
  const port = await registerPolicy(self, await schedulingPort(self), policy, label);
  await answerPolicy(self, port, policy, endWith);
}

/** The process ends with an error that nobody caught, and says so; no answer goes out before. */
function endWith(error: unknown): Promise<never> {
  setImmediate(() => {
    throw error;
  });
  return new Promise(() => undefined);
}
