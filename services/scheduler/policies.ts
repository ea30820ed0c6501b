/** The policies by name, and what can be said about each. */
import type { Policy } from 'machlab';
import { fair } from './policies/fair.ts';
import { fcfs } from './policies/fcfs.ts';
import { feedback } from './policies/feedback.ts';
import { withDegree, withSwapping } from './policies/limits.ts';
import { lottery } from './policies/lottery.ts';
import { byPriority } from './policies/priority.ts';
import { roundRobin } from './policies/roundRobin.ts';
import { shortestFirst, shortestForetold, shortestRemaining } from './policies/shortest.ts';

/** What a policy can be told; numbers, and for `quanta` a list. */
export type PolicyOptions = Readonly<Record<string, number | readonly number[]>>;

type Read = (name: string, otherwise: number) => number;

const POLICIES: Readonly<Record<string, (read: Read, options: PolicyOptions) => Policy>> = {
  fcfs: () => fcfs(),
  sjf: () => shortestFirst(),
  'sjf-average': (read) => shortestForetold(read('alpha', 0.5), read('first', 10)),
  srtf: () => shortestRemaining(),
  rr: (read) => roundRobin(read('quantum', 4)),
  priority: (read) => byPriority({ preemptive: false, ageTicks: read('age', 0) }),
  'priority-preemptive': (read) => byPriority({ preemptive: true, ageTicks: read('age', 0) }),
  mlfq: (read, { quanta }) =>
    feedback({ quanta: Array.isArray(quanta) ? quanta : quantaFrom(read('quantum', 8)), boostTicks: read('boost', 0) }),
  lottery: (read) => lottery({ quantum: read('quantum', 4), seed: read('seed', 1) }),
  fair: (read) => fair({ latencyTicks: read('latency', 20) }),
};

export const POLICY_NAMES: readonly string[] = Object.keys(POLICIES);

/** Three levels, each with twice the quantum of the one above, the last without. */
function quantaFrom(quantum: number): readonly number[] {
  return [quantum, 2 * quantum, 0];
}

/** The policy of this name. With `degree` it admits so many threads at most; with `resident` it swaps. Undefined: there is none, or a number is wrong. */
export function policyOf(name: string, options: PolicyOptions): Policy | undefined {
  const make = POLICIES[name];
  const wrong = Object.values(options)
    .flat()
    .some((value) => typeof value !== 'number' || !Number.isFinite(value) || value < 0);
  if (make === undefined || wrong) return undefined;
  const read: Read = (key, otherwise) => (typeof options[key] === 'number' ? options[key] : otherwise);
  const policy = make(read, options);
  const degree = read('degree', 0);
  const resident = read('resident', 0);
  const admitting = degree > 0 ? withDegree(policy, degree) : policy;
  return resident > 0 ? withSwapping(admitting, resident) : admitting;
}
