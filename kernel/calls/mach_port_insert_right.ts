/** 3214 mach_port_insert_right(task, name, poly: right). Mach 3 Kernel Interfaces, mach_port_insert_right. */
import { KERN_INVALID_CAPABILITY, KERN_INVALID_VALUE } from '../abi/codes.ts';
import type { machPort } from '../abi/interfaces/mach_port.ts';
import { rightInsert } from '../ipc/right.insert.ts';
import type { Task } from '../task/task.ts';
import type { CallHandler } from './call.ts';
import { isNoName } from './lookup.ts';

/**
 * Purpose: the right that the request carries appears in the task under a name of the caller's choice.
 * Rights: taken; when the call fails the right goes the way of any undelivered one, so that a moved one is lost.
 * Returns: KERN_INVALID_VALUE (no name to choose), KERN_INVALID_CAPABILITY (no right, or a dead one), KERN_RIGHT_EXISTS,
 * KERN_NAME_EXISTS, KERN_UREFS_OVERFLOW, KERN_NO_SPACE; KERN_FAILURE where names must have the allocator's shape.
 */
export const machPortInsertRight: CallHandler<(typeof machPort)['mach_port_insert_right'], Task> = (call, { name, poly }) => {
  const { system, target, message } = call;
  if (isNoName(name)) return KERN_INVALID_VALUE;
  if (poly.port === null || !poly.port.active) return KERN_INVALID_CAPABILITY;
  return rightInsert(system.ipc, target.space, name, message, poly);
};
