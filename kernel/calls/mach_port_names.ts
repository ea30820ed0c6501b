/** 3200 mach_port_names(task) → names, types. Mach 3 Kernel Interfaces, mach_port_names. */
import type { machPort } from '../abi/interfaces/mach_port.ts';
import type { Task } from '../task/task.ts';
import type { CallHandler } from './call.ts';
import { entryType } from './mach_port_type.ts';

/** Purpose: a snapshot of a space: each name and its type bits. Rights: none. Returns: no code of its own. */
export const machPortNames: CallHandler<(typeof machPort)['mach_port_names'], Task> = ({ target }) => {
  const names = new Uint32Array(target.space.names);
  const types = new Uint32Array(target.space.names);
  let at = 0;
  for (const entry of target.space.entries()) {
    names[at] = entry.name;
    types[at++] = entryType(entry);
  }
  return { names, types };
};
