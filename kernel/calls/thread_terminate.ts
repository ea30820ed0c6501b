/** 3600 thread_terminate(thread). Mach 3 Kernel Interfaces, thread_terminate. */
import { KERN_SUCCESS } from '../abi/codes.ts';
import type { thread } from '../abi/interfaces/thread.ts';
import type { Thread } from '../task/thread.ts';
import type { CallHandler } from './call.ts';

/** Purpose: end a thread at once, the caller too. Rights: a message it was sending is destroyed. Returns: no code of its own. */
export const threadTerminateCall: CallHandler<(typeof thread)['thread_terminate'], Thread> = ({ system, target }) => {
  system.endThread(target);
  return KERN_SUCCESS;
};
