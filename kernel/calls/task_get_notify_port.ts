/** 3481 task_get_notify_port(task) → name. Our own; every task is born with this receive right, as with the textbook's Notify mailbox. */
import type { task } from '../abi/interfaces/task.ts';
import type { Task } from '../task/task.ts';
import type { CallHandler } from './call.ts';

/** Purpose: the name, in the task, of the receive right it was born with. Rights: none move. Returns: no code of its own. */
export const taskGetNotifyPort: CallHandler<(typeof task)['task_get_notify_port'], Task> = ({ target }) => ({ name: target.notifyName });
