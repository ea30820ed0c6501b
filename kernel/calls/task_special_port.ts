/**
 * 3409 task_get_special_port(task, which_port) → special_port: send and 3410 task_set_special_port(task, which_port, special_port: send).
 * Mach 3 Kernel Interfaces, the calls of those names.
 */
import { KERN_INVALID_ARGUMENT, KERN_SUCCESS } from '../abi/codes.ts';
import { OWNER_TASK } from '../abi/events.ts';
import {
  EXC_MASK_ALL,
  TASK_BOOTSTRAP_PORT,
  TASK_EXCEPTION_PORT,
  TASK_HOST_PORT,
  TASK_KERNEL_PORT,
  type task,
} from '../abi/interfaces/task.ts';
import { kernelTakes } from '../ipc/message.ts';
import { exceptionsSet, firstException, slotSet } from '../task/special.ts';
import type { Task } from '../task/task.ts';
import { type CallHandler, copyOfSend } from './call.ts';

const SLOTS: Readonly<Record<number, 'self' | 'host' | 'bootstrap'>> = {
  [TASK_KERNEL_PORT]: 'self',
  [TASK_HOST_PORT]: 'host',
  [TASK_BOOTSTRAP_PORT]: 'bootstrap',
};

/** Purpose: a special port of a task; NULL when the slot is empty. Rights: gives a copy of the send right. Returns: KERN_INVALID_ARGUMENT (no such slot). */
export const taskGetSpecialPort: CallHandler<(typeof task)['task_get_special_port'], Task> = ({ target }, { which_port: which }) => {
  if (which === TASK_EXCEPTION_PORT) return { special_port: copyOfSend(firstException(target.exceptions)) };
  const slot = SLOTS[which];
  return slot === undefined ? KERN_INVALID_ARGUMENT : { special_port: copyOfSend(target[slot]) };
};

/**
 * Purpose: put a port into a special slot; the exception slot stands for all types of exception.
 * Rights: takes the send right and gives up the old one. Returns: KERN_INVALID_ARGUMENT (no such slot).
 */
export const taskSetSpecialPort: CallHandler<(typeof task)['task_set_special_port'], Task> = ({ system, target, message }, args) => {
  const { which_port: which, special_port: right } = args;
  if (which === TASK_EXCEPTION_PORT) {
    exceptionsSet(system.ipc, OWNER_TASK, target.id, target.exceptions, EXC_MASK_ALL, right.port);
    return KERN_SUCCESS;
  }
  const slot = SLOTS[which];
  if (slot === undefined) return KERN_INVALID_ARGUMENT;
  const old = target[slot];
  target[slot] = kernelTakes(system.ipc, message, right);
  slotSet(system.ipc, OWNER_TASK, target.id, which, old, target[slot]);
  return KERN_SUCCESS;
};
