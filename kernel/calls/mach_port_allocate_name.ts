/** 3203 mach_port_allocate_name(task, right, name). Mach 3 Kernel Interfaces, mach_port_allocate_name. */
import { KERN_INVALID_VALUE, KERN_NAME_EXISTS, KERN_NO_SPACE, KERN_SUCCESS } from '../abi/codes.ts';
import type { machPort } from '../abi/interfaces/mach_port.ts';
import { chosenNameCheck } from '../ipc/right.insert.ts';
import { spaceAllocateName, spaceLookup } from '../ipc/space.ts';
import type { Task } from '../task/task.ts';
import type { CallHandler } from './call.ts';
import { isNoName } from './lookup.ts';
import { allocateInto, isAllocatable } from './mach_port_allocate.ts';

/**
 * Purpose: a new port, set or dead name under a name of the caller's choice.
 * Rights: gives the receive right of the new port. Returns: KERN_INVALID_VALUE (kind or name), KERN_NAME_EXISTS, KERN_NO_SPACE;
 * KERN_FAILURE where names must have the allocator's shape.
 */
export const machPortAllocateName: CallHandler<(typeof machPort)['mach_port_allocate_name'], Task> = ({ system, target }, args) => {
  const { right, name } = args;
  const { space } = target;
  if (!isAllocatable(right) || isNoName(name)) return KERN_INVALID_VALUE;
  const shape = chosenNameCheck(system.ipc, space, name);
  if (shape !== KERN_SUCCESS) return shape;
  if (spaceLookup(space, name) !== null) return KERN_NAME_EXISTS;
  const entry = spaceAllocateName(space, name);
  if (entry === null) return KERN_NO_SPACE;
  allocateInto(system.ipc, entry, right);
  return KERN_SUCCESS;
};
