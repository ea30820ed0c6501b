/** 3680 thread_compute(thread, ticks, next). Our own. */
import { KERN_FAILURE, KERN_INVALID_ARGUMENT, KERN_SUCCESS, MIG_NO_REPLY } from '../abi/codes.ts';
import { thread as threadCalls } from '../abi/interfaces/thread.ts';
import { schedulerOf } from '../sched/scheduler.ts';
import type { Thread } from '../task/thread.ts';
import type { CallHandler } from './call.ts';
import { owe } from './owe.ts';

/** Ticks of one burst at most: more than a run has. */
export const TICKS_MAX = 0x3fffffff;

/**
 * Purpose: the calling thread computes for so many ticks of its CPU and is answered then; `next` is the burst that it says comes after.
 * Rights: keeps the reply right. Returns: KERN_FAILURE (it is not scheduled), KERN_INVALID_ARGUMENT (another thread's port; too many ticks).
 */
export const threadCompute: CallHandler<(typeof threadCalls)['thread_compute'], Thread> = (call, { ticks, next }) => {
  const { system, thread, target } = call;
  const { sched } = target;
  if (thread !== target || ticks > TICKS_MAX || next > TICKS_MAX) return KERN_INVALID_ARGUMENT;
  const scheduler = schedulerOf(system);
  if (scheduler === null || sched === null || !sched.runs) return KERN_FAILURE;
  if (ticks === 0) return KERN_SUCCESS;
  scheduler.compute(sched, ticks, next, owe(call, threadCalls.thread_compute));
  return MIG_NO_REPLY;
};
