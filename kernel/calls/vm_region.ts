/** 3800 vm_region(task, address) → address, size, protection, object, shared. Mach 3 Kernel Interfaces, vm_region. */
import { KERN_NO_SPACE } from '../abi/codes.ts';
import type { vm } from '../abi/interfaces/vm.ts';
import { indexAfter, regionBelow } from '../ipc/memory.ts';
import type { Task } from '../task/task.ts';
import type { CallHandler } from './call.ts';

/** Purpose: the region that an address is in, or the next one above it. Rights: none. Returns: KERN_NO_SPACE (there is none). */
export const vmRegion: CallHandler<(typeof vm)['vm_region'], Task> = ({ target }, { address }) => {
  const { map } = target.space;
  const region = map === null ? undefined : (regionBelow(map, address) ?? map.regions[indexAfter(map, address)]);
  if (region === undefined) return KERN_NO_SPACE;
  const { memory, protection, sizeBytes } = region;
  return { address: region.address, size: sizeBytes, protection, object: memory.id, shared: memory.holders > 1 };
};
