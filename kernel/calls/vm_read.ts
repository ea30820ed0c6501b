/** 3805 vm_read(task, address, size) → data: memory and 3807 vm_write(task, address, data: memory). Mach 3 Kernel Interfaces, the calls of those names. */
import { KERN_INVALID_ADDRESS, KERN_INVALID_ARGUMENT, KERN_SUCCESS } from '../abi/codes.ts';
import type { vm } from '../abi/interfaces/vm.ts';
import { OOL_BYTES_MAX } from '../abi/limits.ts';
import { isRange, rangeRead, rangeWrite } from '../ipc/region.ts';
import type { Task } from '../task/task.ts';
import type { CallHandler } from './call.ts';

/**
 * Purpose: a range of a task's memory, shared and not copied.
 * Rights: none. Returns: KERN_INVALID_ADDRESS, KERN_PROTECTION_FAILURE, KERN_INVALID_ARGUMENT (more than one message can carry).
 */
export const vmRead: CallHandler<(typeof vm)['vm_read'], Task> = ({ system, target }, { address, size }) => {
  if (size > OOL_BYTES_MAX) return KERN_INVALID_ARGUMENT;
  if (!isRange(address, size)) return KERN_INVALID_ADDRESS;
  if (size === 0) return { data: null };
  const data = rangeRead(system.ipc, target.space.map, address, size);
  return typeof data === 'number' ? data : { data };
};

/**
 * Purpose: write into a task's memory, all or nothing; pages that others share are copied first.
 * Rights: none. Returns: KERN_INVALID_ADDRESS, KERN_PROTECTION_FAILURE.
 */
export const vmWrite: CallHandler<(typeof vm)['vm_write'], Task> = ({ system, target }, { address, data }) => {
  if (data === null) return KERN_SUCCESS;
  return isRange(address, data.sizeBytes) ? rangeWrite(system.ipc, target.space.map, address, data) : KERN_INVALID_ADDRESS;
};
