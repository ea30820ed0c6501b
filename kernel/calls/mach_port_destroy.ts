/** 3205 mach_port_destroy(task, name). Mach 3 Kernel Interfaces, mach_port_destroy. */
import { KERN_INVALID_NAME, KERN_INVALID_RIGHT, KERN_SUCCESS } from '../abi/codes.ts';
import type { machPort } from '../abi/interfaces/mach_port.ts';
import { TYPE_RECEIVE } from '../abi/rights.ts';
import { GUARDED, type Port } from '../ipc/port.ts';
import { entryDestroy } from '../ipc/right.release.ts';
import { type Entry, spaceLookup } from '../ipc/space.ts';
import type { Task } from '../task/task.ts';
import type { CallHandler } from './call.ts';
import { isNoName } from './lookup.ts';

/**
 * Purpose: give up everything under a name, which is free then.
 * Rights: all of the entry's, the send right before the receive right. Returns: KERN_INVALID_NAME; KERN_INVALID_RIGHT for a guarded
 * receive right.
 */
export const machPortDestroy: CallHandler<(typeof machPort)['mach_port_destroy'], Task> = ({ system, target }, { name }) => {
  if (isNoName(name) && system.ipc.profile.tolerateNullNames) return KERN_SUCCESS;
  const entry = spaceLookup(target.space, name);
  if (entry === null) return KERN_INVALID_NAME;
  if (isGuarded(entry)) return KERN_INVALID_RIGHT;
  entryDestroy(system.ipc, entry);
  return KERN_SUCCESS;
};

/** Returns: whether the entry has a receive right that a guard protects from being given up. */
export function isGuarded(entry: Entry): boolean {
  return (entry.type & TYPE_RECEIVE) !== 0 && ((entry.object as Port).guard & GUARDED) !== 0;
}
