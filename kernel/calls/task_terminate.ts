/** 3401 task_terminate(task). Mach 3 Kernel Interfaces, task_terminate. */
import { KERN_SUCCESS } from '../abi/codes.ts';
import type { task } from '../abi/interfaces/task.ts';
import type { Task } from '../task/task.ts';
import type { CallHandler } from './call.ts';

/**
 * Purpose: end a task at once, the caller's own too; the process that was started for it is killed.
 * Rights: all it had. Returns: no code of its own; a second call finds the port dead.
 */
export const taskTerminateCall: CallHandler<(typeof task)['task_terminate'], Task> = ({ system, target }) => {
  system.terminateTask(target);
  return KERN_SUCCESS;
};
