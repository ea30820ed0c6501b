/** 3204 mach_port_allocate(task, right) → name. Mach 3 Kernel Interfaces, mach_port_allocate. */
import { KERN_INVALID_VALUE, KERN_NO_SPACE } from '../abi/codes.ts';
import { EV_NAME_ALLOCATED, PORT_KIND_ORDINARY, PORT_KIND_SET } from '../abi/events.ts';
import type { machPort } from '../abi/interfaces/mach_port.ts';
import { RIGHT_DEAD_NAME, RIGHT_PORT_SET, RIGHT_RECEIVE, TYPE_DEAD_NAME, TYPE_PORT_SET, TYPE_RECEIVE } from '../abi/rights.ts';
import type { Ipc } from '../ipc/context.ts';
import { portCreate, receiverTask } from '../ipc/port.ts';
import { Members } from '../ipc/set.ts';
import { type Entry, entryBind, entrySet, spaceAllocate } from '../ipc/space.ts';
import type { Task } from '../task/task.ts';
import type { CallHandler } from './call.ts';

/**
 * Purpose: a new port, set or dead name under a fresh name.
 * Rights: gives the receive right of the new port. Returns: KERN_INVALID_VALUE (no such kind), KERN_NO_SPACE.
 */
export const machPortAllocate: CallHandler<(typeof machPort)['mach_port_allocate'], Task> = ({ system, target }, { right }) => {
  if (!isAllocatable(right)) return KERN_INVALID_VALUE;
  const entry = spaceAllocate(target.space);
  if (entry === null) return KERN_NO_SPACE;
  allocateInto(system.ipc, entry, right);
  return { name: entry.name };
};

/** Returns: whether `mach_port_allocate` can make this kind of right. */
export function isAllocatable(right: number): boolean {
  return right === RIGHT_RECEIVE || right === RIGHT_PORT_SET || right === RIGHT_DEAD_NAME;
}

/** Purpose: an empty entry gets a new port, set or dead name. */
export function allocateInto(ipc: Ipc, entry: Entry, right: number): void {
  if (right === RIGHT_DEAD_NAME) return entrySet(ipc, EV_NAME_ALLOCATED, entry, TYPE_DEAD_NAME, 1, 0, 0, 0, 0);
  const port = portCreate(ipc, right === RIGHT_RECEIVE ? PORT_KIND_ORDINARY : PORT_KIND_SET, 0);
  if (right === RIGHT_PORT_SET) port.members = new Members();
  entryBind(entry, port);
  entrySet(ipc, EV_NAME_ALLOCATED, entry, right === RIGHT_RECEIVE ? TYPE_RECEIVE : TYPE_PORT_SET, 1, 0, 0, 0, 0);
  receiverTask(ipc, port, entry.space, entry.name);
}
