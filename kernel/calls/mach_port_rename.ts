/** 3202 mach_port_rename(task, old_name, new_name). Mach 3 Kernel Interfaces, mach_port_rename. */
import { KERN_INVALID_NAME, KERN_INVALID_VALUE, KERN_NAME_EXISTS, KERN_NOT_SUPPORTED, KERN_SUCCESS } from '../abi/codes.ts';
import type { machPort } from '../abi/interfaces/mach_port.ts';
import { entryRename, spaceLookup } from '../ipc/space.ts';
import { notifyRename } from '../task/task.ts';
import type { Task } from '../task/task.ts';
import type { CallHandler } from './call.ts';
import { isNoName } from './lookup.ts';

/**
 * Purpose: all that a name stands for gets another name, its requests and set membership with it.
 * Rights: none move. Returns: KERN_INVALID_VALUE (no name to choose), KERN_NAME_EXISTS (looked at before the old name is),
 * KERN_INVALID_NAME, KERN_NOT_SUPPORTED where the call is gone.
 */
export const machPortRename: CallHandler<(typeof machPort)['mach_port_rename'], Task> = ({ system, target }, args) => {
  const { old_name: oldName, new_name: newName } = args;
  if (!system.ipc.profile.rename) return KERN_NOT_SUPPORTED;
  if (isNoName(newName)) return KERN_INVALID_VALUE;
  if (spaceLookup(target.space, newName) !== null) return KERN_NAME_EXISTS;
  const entry = spaceLookup(target.space, oldName);
  if (entry === null) return KERN_INVALID_NAME;
  entryRename(system.ipc, entry, newName);
  if (target.notifyName === oldName) notifyRename(system.ipc, target, newName);
  return KERN_SUCCESS;
};
