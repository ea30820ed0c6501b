/** What calls on a task's names begin with. */
import { KERN_INVALID_NAME, KERN_INVALID_RIGHT } from '../abi/codes.ts';
import { MACH_PORT_DEAD, MACH_PORT_NULL, TYPE_PORT_SET, TYPE_RECEIVE } from '../abi/rights.ts';
import type { Port } from '../ipc/port.ts';
import { type Space, spaceLookup } from '../ipc/space.ts';

/** Returns: whether a name is one of the two that no space ever has. */
export function isNoName(name: number): boolean {
  return name === MACH_PORT_NULL || name === MACH_PORT_DEAD;
}

/** Returns: the port whose receive right is under `name`, or KERN_INVALID_NAME, KERN_INVALID_RIGHT. */
export function receivePort(space: Space, name: number): Port | number {
  return objectUnder(space, name, TYPE_RECEIVE);
}

/** Returns: the set under `name`, or KERN_INVALID_NAME, KERN_INVALID_RIGHT. */
export function portSet(space: Space, name: number): Port | number {
  return objectUnder(space, name, TYPE_PORT_SET);
}

function objectUnder(space: Space, name: number, type: number): Port | number {
  const entry = spaceLookup(space, name);
  if (entry === null) return KERN_INVALID_NAME;
  return (entry.type & type) !== 0 && entry.object !== null ? entry.object : KERN_INVALID_RIGHT;
}
