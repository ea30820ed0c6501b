/**
 * 3610 thread_get_special_port(thread, which_port) → special_port: send and 3611 thread_set_special_port(thread, which_port, special_port:
 * send). Mach 3 Kernel Interfaces, the calls of those names.
 */
import { KERN_INVALID_ARGUMENT, KERN_SUCCESS } from '../abi/codes.ts';
import { OWNER_THREAD, SPECIAL_KERNEL } from '../abi/events.ts';
import { EXC_MASK_ALL, THREAD_EXCEPTION_PORT, THREAD_KERNEL_PORT } from '../abi/interfaces/task.ts';
import type { thread } from '../abi/interfaces/thread.ts';
import { kernelTakes } from '../ipc/message.ts';
import { exceptionsSet, firstException, slotSet } from '../task/special.ts';
import type { Thread } from '../task/thread.ts';
import { type CallHandler, copyOfSend } from './call.ts';

/** Purpose: a special port of a thread. Rights: gives a copy of the send right. Returns: KERN_INVALID_ARGUMENT (no such slot). */
export const threadGetSpecialPort: CallHandler<(typeof thread)['thread_get_special_port'], Thread> = (
  { target },
  { which_port: which },
) => {
  if (which === THREAD_KERNEL_PORT) return { special_port: copyOfSend(target.self ?? target.port) };
  return which === THREAD_EXCEPTION_PORT ? { special_port: copyOfSend(firstException(target.exceptions)) } : KERN_INVALID_ARGUMENT;
};

/**
 * Purpose: put a port into a special slot: what `thread_self` gives out (NULL: the thread's own port again), or the port for all exceptions.
 * Rights: takes the send right and gives up the old one. Returns: KERN_INVALID_ARGUMENT (no such slot).
 */
export const threadSetSpecialPort: CallHandler<(typeof thread)['thread_set_special_port'], Thread> = (call, args) => {
  const { which_port: which, special_port: right } = args;
  const { system, target, message } = call;
  if (which === THREAD_EXCEPTION_PORT) {
    exceptionsSet(system.ipc, OWNER_THREAD, target.id, (target.exceptions ??= new Map()), EXC_MASK_ALL, right.port);
    return KERN_SUCCESS;
  }
  if (which !== THREAD_KERNEL_PORT) return KERN_INVALID_ARGUMENT;
  const old = target.self;
  target.self = kernelTakes(system.ipc, message, right);
  slotSet(system.ipc, OWNER_THREAD, target.id, SPECIAL_KERNEL, old, target.self);
  return KERN_SUCCESS;
};
