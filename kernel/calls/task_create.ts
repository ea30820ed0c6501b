/** 3400 task_create(task, inherit_memory) → child_task: send. Mach 3 Kernel Interfaces, task_create. */
import { KERN_RESOURCE_SHORTAGE } from '../abi/codes.ts';
import type { task } from '../abi/interfaces/task.ts';
import { TASKS_MAX } from '../abi/limits.ts';
import { mapCopy } from '../ipc/region.ts';
import { mapOf } from '../ipc/space.ts';
import type { Task } from '../task/task.ts';
import { type CallHandler, copyOfSend } from './call.ts';

/**
 * Purpose: a new task without threads, hosted by the process of the one it is made from; its memory appears in the child if asked for,
 * shared until one of them writes.
 * Rights: the child has copies of the special, registered and exception ports and no names; gives a send right to its port.
 * Returns: KERN_RESOURCE_SHORTAGE.
 */
export const taskCreateCall: CallHandler<(typeof task)['task_create'], Task> = ({ system, target }, { inherit_memory: inherit }) => {
  if (system.tasks.size >= TASKS_MAX) return KERN_RESOURCE_SHORTAGE;
  const child = system.addTask(target, target.process, `${target.name}/${system.nextTask}`);
  if (inherit && target.space.map !== null) mapCopy(system.ipc, target.space.map, mapOf(child.space));
  return { child_task: copyOfSend(child.port) };
};
