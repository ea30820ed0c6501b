/**
 * 3233 mach_port_guard(task, name, guard, strict), 3237 mach_port_guard_with_flags(task, name, guard, flags),
 * 3234 mach_port_unguard(task, name, guard), 3238 mach_port_swap_guard(task, name, old_guard, new_guard). Source: XNU, osfmk/ipc/mach_port.c.
 * A guarded receive right cannot be given up; one that is immovable cannot travel either.
 */
import { KERN_INVALID_ARGUMENT, KERN_SUCCESS } from '../abi/codes.ts';
import { MPG_IMMOVABLE_RECEIVE, MPG_STRICT, type machPort } from '../abi/interfaces/mach_port.ts';
import { GUARD_IMMOVABLE_RECEIVE } from '../abi/message.ts';
import type { System } from '../task/system.ts';
import { GUARD_STRICT, GUARDED, type Port } from '../ipc/port.ts';
import type { Task } from '../task/task.ts';
import type { CallHandler } from './call.ts';
import { receivePort } from './lookup.ts';
import { contextOf, guardSet } from './mach_port_context.ts';

/** Purpose: guard a receive right. Rights: needs it. Returns: KERN_INVALID_NAME, KERN_INVALID_RIGHT, KERN_INVALID_ARGUMENT (it has a context already). */
export const machPortGuard: CallHandler<(typeof machPort)['mach_port_guard'], Task> = ({ system, target }, { name, guard, strict }) =>
  guardPort(system, target, name, guard, strict ? GUARD_STRICT : 0);

/** Purpose: the same, with flags. Rights: needs the receive right. Returns: as mach_port_guard; KERN_INVALID_ARGUMENT for an unknown flag too. */
export const machPortGuardWithFlags: CallHandler<(typeof machPort)['mach_port_guard_with_flags'], Task> = ({ system, target }, args) => {
  const { name, guard, flags } = args;
  if ((flags & ~(MPG_STRICT | MPG_IMMOVABLE_RECEIVE)) !== 0) return KERN_INVALID_ARGUMENT;
  const strict = (flags & MPG_STRICT) === 0 ? 0 : GUARD_STRICT;
  const immovable = (flags & MPG_IMMOVABLE_RECEIVE) === 0 ? 0 : GUARD_IMMOVABLE_RECEIVE;
  return guardPort(system, target, name, guard, strict | immovable);
};

function guardPort({ ipc }: System, { space }: Task, name: number, guard: bigint, flags: number): number {
  const port = receivePort(space, name);
  if (typeof port === 'number') return port;
  if (contextOf(port) !== 0n || (port.guard & GUARDED) !== 0) return KERN_INVALID_ARGUMENT;
  guardSet(ipc, port, guard, GUARDED | flags);
  return KERN_SUCCESS;
}

/** Purpose: take a guard off. Rights: needs the receive right. Returns: KERN_INVALID_NAME, KERN_INVALID_RIGHT, KERN_INVALID_ARGUMENT (no guard, or another). */
export const machPortUnguard: CallHandler<(typeof machPort)['mach_port_unguard'], Task> = ({ system, target }, { name, guard }) => {
  const port = receivePort(target.space, name);
  if (typeof port === 'number') return port;
  if (!isGuardedBy(port, guard)) return KERN_INVALID_ARGUMENT;
  guardSet(system.ipc, port, 0n, 0);
  return KERN_SUCCESS;
};

/** Purpose: replace a guard. Rights: needs the receive right. Returns: as mach_port_unguard; KERN_INVALID_ARGUMENT for a strict guard too. */
export const machPortSwapGuard: CallHandler<(typeof machPort)['mach_port_swap_guard'], Task> = ({ system, target }, args) => {
  const port = receivePort(target.space, args.name);
  if (typeof port === 'number') return port;
  if (!isGuardedBy(port, args.old_guard) || (port.guard & GUARD_STRICT) !== 0) return KERN_INVALID_ARGUMENT;
  guardSet(system.ipc, port, args.new_guard, port.guard);
  return KERN_SUCCESS;
};

/** Returns: whether the port is guarded by this very value. */
export function isGuardedBy(port: Port, guard: bigint): boolean {
  return (port.guard & GUARDED) !== 0 && contextOf(port) === guard;
}
