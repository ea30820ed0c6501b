/** 3612 thread_info(thread, flavor) → info. Mach 3 Kernel Interfaces, thread_info. */
import { KERN_INVALID_ARGUMENT } from '../abi/codes.ts';
import { THREAD_BASIC_INFO, THREAD_RUN_RUNNING, THREAD_RUN_STOPPED, THREAD_RUN_WAITING, type thread } from '../abi/interfaces/thread.ts';
import type { Thread } from '../task/thread.ts';
import type { CallHandler } from './call.ts';

/** Purpose: suspend count, what the thread is doing, its id, its task's. Rights: none. Returns: KERN_INVALID_ARGUMENT (flavour). */
export const threadInfo: CallHandler<(typeof thread)['thread_info'], Thread> = ({ target }, { flavor }) => {
  if (flavor !== THREAD_BASIC_INFO) return KERN_INVALID_ARGUMENT;
  const state = target.waiting !== 0 ? THREAD_RUN_WAITING : target.runnable ? THREAD_RUN_RUNNING : THREAD_RUN_STOPPED;
  return { info: [target.suspendCount, state, target.id, target.task.id] };
};
