/** 3231 mach_port_construct(task, flags, qlimit, context) → name. Source: XNU, osfmk/ipc/mach_port.c. */
import { KERN_INVALID_ARGUMENT, KERN_INVALID_VALUE, KERN_NO_SPACE } from '../abi/codes.ts';
import { EV_NAME_INSERTED } from '../abi/events.ts';
import {
  MPO_ALL,
  MPO_CONTEXT_AS_GUARD,
  MPO_IMMOVABLE_RECEIVE,
  MPO_INSERT_SEND_RIGHT,
  MPO_QLIMIT,
  MPO_STRICT,
  type machPort,
} from '../abi/interfaces/mach_port.ts';
import { GUARD_IMMOVABLE_RECEIVE } from '../abi/message.ts';
import { PORT_SEND, RIGHT_RECEIVE } from '../abi/rights.ts';
import { GUARD_STRICT, GUARDED, type Port, portLimit } from '../ipc/port.ts';
import { rightArrives } from '../ipc/right.ts';
import { spaceAllocate } from '../ipc/space.ts';
import type { Task } from '../task/task.ts';
import type { CallHandler } from './call.ts';
import { allocateInto } from './mach_port_allocate.ts';
import { guardSet } from './mach_port_context.ts';

/**
 * Purpose: a new port with all that could be set on it afterwards: limit, context or guard, a send right.
 * Rights: gives the receive right, and by MPO_INSERT_SEND_RIGHT a send right made from it, under one name.
 * Returns: KERN_INVALID_ARGUMENT (unknown flags, or a strict guard without a guard), KERN_INVALID_VALUE (limit), KERN_NO_SPACE.
 */
export const machPortConstruct: CallHandler<(typeof machPort)['mach_port_construct'], Task> = ({ system, target }, args) => {
  const { flags, qlimit, context } = args;
  const { ipc } = system;
  const has = (flag: number): boolean => (flags & flag) !== 0;
  if (has(~MPO_ALL) || (has(MPO_STRICT) && !has(MPO_CONTEXT_AS_GUARD))) return KERN_INVALID_ARGUMENT;
  if (has(MPO_QLIMIT) && qlimit > ipc.profile.qlimitMax) return KERN_INVALID_VALUE;
  const entry = spaceAllocate(target.space);
  if (entry === null) return KERN_NO_SPACE;
  allocateInto(ipc, entry, RIGHT_RECEIVE);
  const port = entry.object as Port;
  if (has(MPO_QLIMIT)) portLimit(ipc, port, qlimit);
  const guard =
    (has(MPO_CONTEXT_AS_GUARD) ? GUARDED : 0) |
    (has(MPO_STRICT) ? GUARD_STRICT : 0) |
    (has(MPO_IMMOVABLE_RECEIVE) ? GUARD_IMMOVABLE_RECEIVE : 0);
  if (guard !== 0 || context !== 0n) guardSet(ipc, port, context, guard);
  if (has(MPO_INSERT_SEND_RIGHT)) rightArrives(ipc, EV_NAME_INSERTED, entry, port, PORT_SEND, 0, 1);
  return { name: entry.name };
};
