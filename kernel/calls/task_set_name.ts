/** 3480 task_set_name(task, name). Source: GNU Mach. */
import { KERN_SUCCESS } from '../abi/codes.ts';
import type { task } from '../abi/interfaces/task.ts';
import { type Task, taskRename } from '../task/task.ts';
import type { CallHandler } from './call.ts';

/** Purpose: what a task is called where people see it; a NUL ends the name. Rights: none. Returns: no code of its own. */
export const taskSetName: CallHandler<(typeof task)['task_set_name'], Task> = ({ system, target }, { name }) => {
  taskRename(system.ipc, target, name.split('\0', 1)[0] ?? '');
  return KERN_SUCCESS;
};
