/** 3605 thread_suspend(thread), 3606 thread_resume(thread) and 3607 thread_abort(thread). Mach 3 Kernel Interfaces, the calls of those names. */
import { KERN_FAILURE, KERN_SUCCESS } from '../abi/codes.ts';
import type { thread } from '../abi/interfaces/thread.ts';
import { type Thread, threadSuspend } from '../task/thread.ts';
import type { CallHandler } from './call.ts';

/** Purpose: the thread does not enter the kernel until it is resumed as often. Rights: none. Returns: no code of its own. */
export const threadSuspendCall: CallHandler<(typeof thread)['thread_suspend'], Thread> = ({ system, target }) => {
  threadSuspend(system.ipc, target, target.suspendCount + 1);
  if (target.sched !== null) system.sched?.suspended(target);
  return KERN_SUCCESS;
};

/** Purpose: take one suspension back; with the last one the thread may go on. Rights: none. Returns: KERN_FAILURE (it was not suspended). */
export const threadResumeCall: CallHandler<(typeof thread)['thread_resume'], Thread> = ({ system, target }) => {
  if (target.suspendCount === 0) return KERN_FAILURE;
  threadSuspend(system.ipc, target, target.suspendCount - 1);
  if (target.suspendCount === 0) system.control.resumed(target);
  return KERN_SUCCESS;
};

/**
 * Purpose: what the thread waits for ends as interrupted; one that does not wait is not disturbed.
 * Rights: a message it was sending goes back to it. Returns: no code of its own.
 */
export const threadAbortCall: CallHandler<(typeof thread)['thread_abort'], Thread> = ({ system, target }) => {
  system.control.abort(target);
  return KERN_SUCCESS;
};
