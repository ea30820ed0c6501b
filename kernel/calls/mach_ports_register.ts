/**
 * 3403 mach_ports_register(task, ports: send rights) and 3404 mach_ports_lookup(task) → ports: send rights.
 * Mach 3 Kernel Interfaces, mach_ports_register and mach_ports_lookup.
 */
import { KERN_INVALID_ARGUMENT, KERN_SUCCESS } from '../abi/codes.ts';
import type { task } from '../abi/interfaces/task.ts';
import { registeredSet } from '../task/special.ts';
import type { Task } from '../task/task.ts';
import { type CallHandler, copyOfSend } from './call.ts';

/**
 * Purpose: replace the whole array of ports that a task's children are born with.
 * Rights: the kernel keeps a send right to each, and gives up those to the old ones. Returns: KERN_INVALID_ARGUMENT (too many).
 */
export const machPortsRegister: CallHandler<(typeof task)['mach_ports_register'], Task> = ({ system, target }, { ports }) => {
  if (ports.length > system.ipc.profile.registeredMax) return KERN_INVALID_ARGUMENT;
  registeredSet(
    system.ipc,
    target,
    ports.map((right) => right.port),
  );
  return KERN_SUCCESS;
};

/** Purpose: that array, filled up with NULL. Rights: gives a copy of each send right. Returns: no code of its own. */
export const machPortsLookup: CallHandler<(typeof task)['mach_ports_lookup'], Task> = ({ system, target }) => ({
  ports: Array.from({ length: system.ipc.profile.registeredMax }, (_, index) => copyOfSend(target.registered[index] ?? null)),
});
