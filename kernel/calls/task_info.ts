/** 3405 task_info(task, flavor) → info. Mach 3 Kernel Interfaces, task_info. */
import { KERN_INVALID_ARGUMENT } from '../abi/codes.ts';
import { TASK_BASIC_INFO, type task } from '../abi/interfaces/task.ts';
import type { Task } from '../task/task.ts';
import type { CallHandler } from './call.ts';

/** Purpose: suspend count, number of threads, number of names, task id. Rights: none. Returns: KERN_INVALID_ARGUMENT (flavour). */
export const taskInfo: CallHandler<(typeof task)['task_info'], Task> = ({ target }, { flavor }) => {
  if (flavor !== TASK_BASIC_INFO) return KERN_INVALID_ARGUMENT;
  return { info: [target.suspendCount, target.threads.size, target.space.names, target.id] };
};
