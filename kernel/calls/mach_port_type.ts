/** 3201 mach_port_type(task, name) → type. Mach 3 Kernel Interfaces, mach_port_type. */
import { KERN_INVALID_NAME } from '../abi/codes.ts';
import type { machPort } from '../abi/interfaces/mach_port.ts';
import { REQUEST_DEAD_NAME } from '../abi/notify.ts';
import { MACH_PORT_DEAD, TYPE_DEAD_NAME, TYPE_DNREQUEST, TYPE_MAREQUEST } from '../abi/rights.ts';
import { type Entry, spaceLookup } from '../ipc/space.ts';
import type { Task } from '../task/task.ts';
import type { CallHandler } from './call.ts';

/** Purpose: which rights a name stands for. Rights: none. Returns: KERN_INVALID_NAME. */
export const machPortType: CallHandler<(typeof machPort)['mach_port_type'], Task> = ({ system, target }, { name }) => {
  if (name === MACH_PORT_DEAD && system.ipc.profile.tolerateNullNames) return { type: TYPE_DEAD_NAME };
  const entry = spaceLookup(target.space, name);
  return entry === null ? KERN_INVALID_NAME : { type: entryType(entry) };
};

/** Returns: the type bits of an entry as a task sees them: its rights, and which requests stand on it. */
export function entryType(entry: Entry): number {
  const deadName = entry.request !== null && entry.requestKind === REQUEST_DEAD_NAME ? TYPE_DNREQUEST : 0;
  return (entry.type | deadName | (entry.accepted === null ? 0 : TYPE_MAREQUEST)) >>> 0;
}
