/** Special, registered and exception ports: send rights that the kernel holds for a task, a thread or the host. */
import { EV_SPECIAL_PORT, OWNER_TASK, SPECIAL_EXCEPTION_TYPE, SPECIAL_REGISTERED } from '../abi/events.ts';
import { EXC_TYPES_COUNT } from '../abi/interfaces/task.ts';
import type { Ipc } from '../ipc/context.ts';
import { kernelHolds, type Port, sendReleased } from '../ipc/port.ts';
import type { Task } from './task.ts';

/** Exception ports by type (`EXC_*`). */
export type Exceptions = Map<number, Port>;

/**
 * Purpose: a slot takes `port` (null: becomes empty).
 * Rights: takes over the send right to `port` that the kernel holds; releases the one of the old port, which may have been the last.
 */
export function slotSet(ipc: Ipc, owner: number, id: number, which: number, old: Port | null, port: Port | null): void {
  ipc.sink.emit(EV_SPECIAL_PORT, owner, id, which, old === null ? 0 : old.id, port === null ? 0 : port.id);
  if (old === null) return;
  kernelHolds(ipc, old, -1, 0);
  sendReleased(ipc, old);
}

/** Purpose: a slot gets a right of its own to a port that is known otherwise. */
export function slotCopy(ipc: Ipc, owner: number, id: number, which: number, old: Port | null, port: Port | null): void {
  if (port !== null) kernelHolds(ipc, port, 1, 0);
  slotSet(ipc, owner, id, which, old, port);
}

/** Purpose: a task's registered ports are these from now on. Rights: the kernel takes send rights of its own to them, and gives up the old ones. */
export function registeredSet(ipc: Ipc, task: Task, ports: readonly (Port | null)[]): void {
  const old = task.registered;
  for (let index = 0; index < Math.max(old.length, ports.length); index++) {
    const before = old[index] ?? null;
    const after = ports[index] ?? null;
    if (before !== null || after !== null) slotCopy(ipc, OWNER_TASK, task.id, SPECIAL_REGISTERED + index, before, after);
  }
  task.registered = [...ports];
}

/** Purpose: the exception types in `mask` go to `port` (null: to nobody). Rights: the kernel takes a send right of its own for each type. */
export function exceptionsSet(ipc: Ipc, owner: number, id: number, exceptions: Exceptions, mask: number, port: Port | null): void {
  for (let type = 1; type < EXC_TYPES_COUNT; type++) {
    const old = exceptions.get(type) ?? null;
    if ((mask & (1 << type)) === 0 || (old === null && port === null)) continue;
    if (port === null) exceptions.delete(type);
    else exceptions.set(type, port);
    slotCopy(ipc, owner, id, SPECIAL_EXCEPTION_TYPE + type, old, port);
  }
}

/** Returns: the ports that the exception types in `mask` go to (null: nobody), each with the types it has, in order of the types. */
export function exceptionGroups(exceptions: Exceptions | null, mask: number): Map<Port | null, number> {
  const groups = new Map<Port | null, number>();
  for (let type = 1; type < EXC_TYPES_COUNT; type++) {
    if ((mask & (1 << type)) === 0) continue;
    const port = exceptions?.get(type) ?? null;
    groups.set(port, (groups.get(port) ?? 0) | (1 << type));
  }
  return groups;
}

/** Returns: the port of the lowest exception type that has one, or null. */
export function firstException(exceptions: Exceptions | null): Port | null {
  for (let type = 1; type < EXC_TYPES_COUNT; type++) {
    const port = exceptions?.get(type);
    if (port !== undefined) return port;
  }
  return null;
}
