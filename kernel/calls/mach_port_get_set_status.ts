/** 3211 mach_port_get_set_status(task, name) → members. Mach 3 Kernel Interfaces, mach_port_get_set_status. */
import type { machPort } from '../abi/interfaces/mach_port.ts';
import type { Task } from '../task/task.ts';
import type { CallHandler } from './call.ts';
import { portSet } from './lookup.ts';

/** Purpose: the names of a set's members, in order of joining. Rights: none. Returns: KERN_INVALID_NAME, KERN_INVALID_RIGHT. */
export const machPortGetSetStatus: CallHandler<(typeof machPort)['mach_port_get_set_status'], Task> = ({ target }, { name }) => {
  const set = portSet(target.space, name);
  if (typeof set === 'number') return set;
  return { members: [...(set.members?.ports ?? [])].map((member) => member.receiverName) };
};
