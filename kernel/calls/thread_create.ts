/** 3411 thread_create(task) → thread: send, thread_id. Mach 3 Kernel Interfaces, thread_create. */
import { KERN_RESOURCE_SHORTAGE } from '../abi/codes.ts';
import type { task } from '../abi/interfaces/task.ts';
import { threadsMax } from '../task/spawn.ts';
import type { Task } from '../task/task.ts';
import { type CallHandler, copyOfSend } from './call.ts';

/** Purpose: a new thread of the task, suspended once. Rights: gives a send right to its port. Returns: KERN_RESOURCE_SHORTAGE. */
export const threadCreateCall: CallHandler<(typeof task)['thread_create'], Task> = ({ system, target }) => {
  if (target.threads.size >= threadsMax(system, target)) return KERN_RESOURCE_SHORTAGE;
  const thread = system.addThread(target, 1);
  return { thread: copyOfSend(thread.port), thread_id: thread.id };
};
