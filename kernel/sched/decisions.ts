/** What a policy decides, taken at its word where it makes sense. */
import { SCHED_NEW, SCHED_TERMINATED } from '../abi/events.ts';
import { DECIDE_ADMIT, DECIDE_SET, DECIDE_SWAP_OUT, DECIDE_TIMER, SCHED_WORDS } from '../abi/interfaces/sched.ts';
import type { Scheduler } from './scheduler.ts';

const WORD_MAX = 0x7fffffff;

/**
 * Purpose: carry out a list of decisions. One about a thread that is gone or not scheduled changes nothing.
 * Returns: false when the list is nonsense; what stands before the nonsense has been done.
 */
export function apply(scheduler: Scheduler, decisions: readonly number[]): boolean {
  if (decisions.length % SCHED_WORDS !== 0) return false;
  for (let at = 0; at < decisions.length; at += SCHED_WORDS) {
    const [kind, id, a, b] = [decisions[at], decisions[at + 1], decisions[at + 2], decisions[at + 3]] as [number, number, number, number];
    if (a > WORD_MAX || b > WORD_MAX) return false;
    if (kind === DECIDE_TIMER) {
      scheduler.policy.timerAt = a === 0 ? -1 : scheduler.tick + a;
      continue;
    }
    if (kind < DECIDE_SET || kind > DECIDE_TIMER) return false;
    const scheduled = scheduler.threads.get(id);
    if (scheduled === undefined || scheduled.state === 0 || scheduled.state === SCHED_TERMINATED) continue;
    if (kind === DECIDE_SET) scheduler.params(scheduled, a, b);
    else if (kind === DECIDE_ADMIT) {
      if (scheduled.state === SCHED_NEW) scheduler.admit(scheduled);
    } else scheduler.swap(scheduled, kind === DECIDE_SWAP_OUT);
  }
  return true;
}
