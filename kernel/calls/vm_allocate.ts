/** 3801 vm_allocate(task, address, size, anywhere) → address and 3802 vm_deallocate(task, address, size). Mach 3 Kernel Interfaces, the calls of those names. */
import { KERN_INVALID_ADDRESS, KERN_INVALID_ARGUMENT, KERN_SUCCESS } from '../abi/codes.ts';
import type { vm } from '../abi/interfaces/vm.ts';
import { regionUnmap } from '../ipc/memory.ts';
import { isRange, rangeAllocate } from '../ipc/region.ts';
import { mapOf } from '../ipc/space.ts';
import type { Task } from '../task/task.ts';
import type { CallHandler } from './call.ts';

/**
 * Purpose: fresh memory of zeros, in whole pages; nothing at all for a size of 0.
 * Rights: none. Returns: KERN_INVALID_ADDRESS, KERN_NO_SPACE (the range is taken), KERN_RESOURCE_SHORTAGE (the task has its share).
 */
export const vmAllocate: CallHandler<(typeof vm)['vm_allocate'], Task> = ({ system, target }, { address, size, anywhere }) => {
  if (size === 0) return { address: 0 };
  if (!anywhere && !isRange(address, size)) return KERN_INVALID_ADDRESS;
  const made = rangeAllocate(system.ipc, mapOf(target.space), anywhere ? null : address, size);
  return made.code === KERN_SUCCESS ? { address: made.address } : made.code;
};

/** Purpose: unmap the whole pages that span a range; where nothing is mapped nothing happens. Rights: none. Returns: KERN_INVALID_ARGUMENT (no such range). */
export const vmDeallocate: CallHandler<(typeof vm)['vm_deallocate'], Task> = ({ system, target }, { address, size }) => {
  if (!isRange(address, size)) return KERN_INVALID_ARGUMENT;
  const { map } = target.space;
  if (map !== null && size > 0) regionUnmap(system.ipc, map, address, size, 0);
  return KERN_SUCCESS;
};
