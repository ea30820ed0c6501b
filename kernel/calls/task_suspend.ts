/** 3407 task_suspend(task) and 3408 task_resume(task). Mach 3 Kernel Interfaces, the calls of those names. */
import { KERN_FAILURE, KERN_SUCCESS } from '../abi/codes.ts';
import type { task } from '../abi/interfaces/task.ts';
import { type Task, taskSuspend } from '../task/task.ts';
import type { CallHandler } from './call.ts';

/** Purpose: no thread of the task enters the kernel until it is resumed as often. Rights: none. Returns: no code of its own. */
export const taskSuspendCall: CallHandler<(typeof task)['task_suspend'], Task> = ({ system, target }) => {
  taskSuspend(system.ipc, target, target.suspendCount + 1);
  for (const thread of target.threads.values()) if (thread.sched !== null) system.sched?.suspended(thread);
  return KERN_SUCCESS;
};

/** Purpose: take one suspension back; with the last one the task's threads may go on. Rights: none. Returns: KERN_FAILURE (it was not suspended). */
export const taskResumeCall: CallHandler<(typeof task)['task_resume'], Task> = ({ system, target }) => {
  if (target.suspendCount === 0) return KERN_FAILURE;
  taskSuspend(system.ipc, target, target.suspendCount - 1);
  if (target.suspendCount === 0) for (const thread of target.threads.values()) system.control.resumed(thread);
  return KERN_SUCCESS;
};
