/**
 * 3413 task_set_exception_ports(task, exception_mask, new_port: send), 3414 task_get_exception_ports(task, exception_mask) → masks, ports,
 * 3415 task_swap_exception_ports(task, exception_mask, new_port: send) → masks, ports; and 3613, 3614, 3615 the same of a thread.
 * Mach 3 Kernel Interfaces of OSF and XNU, the calls of those names.
 */
import { KERN_INVALID_ARGUMENT, KERN_SUCCESS } from '../abi/codes.ts';
import { OWNER_TASK, OWNER_THREAD } from '../abi/events.ts';
import { EXC_MASK_ALL, type task } from '../abi/interfaces/task.ts';
import type { thread } from '../abi/interfaces/thread.ts';
import type { CarriedRight } from '../ipc/message.ts';
import { kernelHolds } from '../ipc/port.ts';
import { type Exceptions, exceptionGroups, exceptionsSet } from '../task/special.ts';
import type { System } from '../task/system.ts';
import type { Task } from '../task/task.ts';
import type { Thread } from '../task/thread.ts';
import { type CallHandler, copyOfSend, type GivenRight, heldSend } from './call.ts';

interface Answered {
  readonly masks: readonly number[];
  readonly ports: readonly GivenRight[];
}

/** Purpose: whom the kernel asks about exceptions of the types in a mask. Rights: the kernel keeps send rights. Returns: KERN_INVALID_ARGUMENT (mask). */
export const taskSetExceptionPorts: CallHandler<(typeof task)['task_set_exception_ports'], Task> = ({ system, target }, args) =>
  set(system, OWNER_TASK, target.id, target.exceptions, args.exception_mask, args.new_port);

/** Purpose: the same of one thread, asked before its task's. Rights: the kernel keeps send rights. Returns: KERN_INVALID_ARGUMENT (mask). */
export const threadSetExceptionPorts: CallHandler<(typeof thread)['thread_set_exception_ports'], Thread> = ({ system, target }, args) =>
  set(system, OWNER_THREAD, target.id, ownExceptions(target), args.exception_mask, args.new_port);

/** Purpose: the ports for the types in a mask, with the types each one has. Rights: gives a copy of each. Returns: KERN_INVALID_ARGUMENT (mask). */
export const taskGetExceptionPorts: CallHandler<(typeof task)['task_get_exception_ports'], Task> = ({ target }, args) =>
  get(target.exceptions, args.exception_mask);

/** Purpose: the same of one thread. Rights: gives a copy of each. Returns: KERN_INVALID_ARGUMENT (mask). */
export const threadGetExceptionPorts: CallHandler<(typeof thread)['thread_get_exception_ports'], Thread> = ({ target }, args) =>
  get(target.exceptions, args.exception_mask);

/** Purpose: set, and give back what was set before. Rights: the old send rights become the caller's. Returns: KERN_INVALID_ARGUMENT (mask). */
export const taskSwapExceptionPorts: CallHandler<(typeof task)['task_swap_exception_ports'], Task> = ({ system, target }, args) =>
  swap(system, OWNER_TASK, target.id, target.exceptions, args.exception_mask, args.new_port);

/** Purpose: the same of one thread. Rights: the old send rights become the caller's. Returns: KERN_INVALID_ARGUMENT (mask). */
export const threadSwapExceptionPorts: CallHandler<(typeof thread)['thread_swap_exception_ports'], Thread> = ({ system, target }, args) =>
  swap(system, OWNER_THREAD, target.id, ownExceptions(target), args.exception_mask, args.new_port);

function ownExceptions(target: Thread): Exceptions {
  return (target.exceptions ??= new Map());
}

function isMask(mask: number): boolean {
  return (mask & ~EXC_MASK_ALL) === 0;
}

function set(system: System, owner: number, id: number, exceptions: Exceptions, mask: number, right: CarriedRight): number {
  if (!isMask(mask)) return KERN_INVALID_ARGUMENT;
  exceptionsSet(system.ipc, owner, id, exceptions, mask, right.port);
  return KERN_SUCCESS;
}

function get(exceptions: Exceptions | null, mask: number): Answered | number {
  if (!isMask(mask)) return KERN_INVALID_ARGUMENT;
  const groups = exceptionGroups(exceptions, mask);
  return { masks: [...groups.values()], ports: [...groups.keys()].map(copyOfSend) };
}

/** A right of the kernel's own to each old port keeps it through the change, and goes into the reply. */
function swap(system: System, owner: number, id: number, exceptions: Exceptions, mask: number, right: CarriedRight): Answered | number {
  if (!isMask(mask)) return KERN_INVALID_ARGUMENT;
  const groups = exceptionGroups(exceptions, mask);
  for (const port of groups.keys()) if (port !== null) kernelHolds(system.ipc, port, 1, 0);
  exceptionsSet(system.ipc, owner, id, exceptions, mask, right.port);
  return { masks: [...groups.values()], ports: [...groups.keys()].map(heldSend) };
}
