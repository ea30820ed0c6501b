/** 3402 task_threads(task) → threads: send rights. Mach 3 Kernel Interfaces, task_threads. */
import type { task } from '../abi/interfaces/task.ts';
import type { Task } from '../task/task.ts';
import { type CallHandler, copyOfSend } from './call.ts';

/** Purpose: the threads of a task, in order of creation. Rights: gives a send right to each one's port. Returns: no code of its own. */
export const taskThreads: CallHandler<(typeof task)['task_threads'], Task> = ({ target }) => ({
  threads: [...target.threads.values()].map((thread) => copyOfSend(thread.port)),
});
