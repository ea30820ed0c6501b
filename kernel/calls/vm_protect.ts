/** 3803 vm_protect(task, address, size, protection). Mach 3 Kernel Interfaces, vm_protect. */
import { KERN_INVALID_ADDRESS } from '../abi/codes.ts';
import type { vm } from '../abi/interfaces/vm.ts';
import { isRange, rangeProtect } from '../ipc/region.ts';
import type { Task } from '../task/task.ts';
import type { CallHandler } from './call.ts';

/** Purpose: say what may be done with the whole pages that span a range. Rights: none. Returns: KERN_INVALID_ARGUMENT (protection), KERN_INVALID_ADDRESS. */
export const vmProtect: CallHandler<(typeof vm)['vm_protect'], Task> = ({ system, target }, { address, size, protection }) =>
  isRange(address, size) ? rangeProtect(system.ipc, target.space.map, address, size, protection) : KERN_INVALID_ADDRESS;
