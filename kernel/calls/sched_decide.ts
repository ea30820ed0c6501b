/** 5204 sched_decide(host_priv, decisions). Our own. */
import { KERN_FAILURE, KERN_INVALID_ARGUMENT, KERN_SUCCESS } from '../abi/codes.ts';
import type { sched } from '../abi/interfaces/sched.ts';
import { apply } from '../sched/decisions.ts';
import { schedulerOf } from '../sched/scheduler.ts';
import type { CallHandler } from './call.ts';

/**
 * Purpose: decisions of whoever may, without being asked: priorities and quanta, admission, swapping.
 * Rights: none. Returns: KERN_FAILURE (not in scheduled mode), KERN_INVALID_ARGUMENT (nonsense; what stands before it is done).
 */
export const schedDecide: CallHandler<(typeof sched)['sched_decide'], unknown> = ({ system }, { decisions }) => {
  const scheduler = schedulerOf(system);
  if (scheduler === null) return KERN_FAILURE;
  return apply(scheduler, decisions) ? KERN_SUCCESS : KERN_INVALID_ARGUMENT;
};
