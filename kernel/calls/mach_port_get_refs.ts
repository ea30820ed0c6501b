/** 3207 mach_port_get_refs(task, name, right) → refs. Mach 3 Kernel Interfaces, mach_port_get_refs. */
import { KERN_INVALID_NAME, KERN_INVALID_VALUE } from '../abi/codes.ts';
import type { machPort } from '../abi/interfaces/mach_port.ts';
import { RIGHT_DEAD_NAME, RIGHT_SEND, RIGHT_SEND_ONCE } from '../abi/rights.ts';
import { spaceLookup } from '../ipc/space.ts';
import type { Task } from '../task/task.ts';
import type { CallHandler } from './call.ts';
import { isNoName } from './lookup.ts';

/** Purpose: how many references a name has of one kind of right; 0 when it lacks it. Rights: none. Returns: KERN_INVALID_VALUE, KERN_INVALID_NAME. */
export const machPortGetRefs: CallHandler<(typeof machPort)['mach_port_get_refs'], Task> = ({ system, target }, { name, right }) => {
  const { profile } = system.ipc;
  if (right >= profile.rightNumber) return KERN_INVALID_VALUE;
  if (isNoName(name) && profile.tolerateNullNames && (right === RIGHT_SEND || right === RIGHT_SEND_ONCE)) return { refs: 1 };
  const entry = spaceLookup(target.space, name);
  if (entry === null) return KERN_INVALID_NAME;
  if ((entry.type & (0x10000 << right)) === 0) return { refs: 0 };
  return { refs: right === RIGHT_SEND || right === RIGHT_DEAD_NAME ? entry.urefs : 1 };
};
