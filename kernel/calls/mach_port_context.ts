/** 3228 mach_port_get_context(task, name) → context and 3229 mach_port_set_context(task, name, context). Source: XNU, osfmk/ipc/mach_port.c. */
import { KERN_INVALID_ARGUMENT, KERN_SUCCESS } from '../abi/codes.ts';
import type { machPort } from '../abi/interfaces/mach_port.ts';
import type { Ipc } from '../ipc/context.ts';
import { contextSet } from '../ipc/death.ts';
import { GUARD_STRICT, type Port } from '../ipc/port.ts';
import type { Task } from '../task/task.ts';
import type { CallHandler } from './call.ts';
import { receivePort } from './lookup.ts';

/** Purpose: the word a receiver keeps with its port; 0 while it is a strict guard. Rights: needs the receive right. Returns: KERN_INVALID_NAME, KERN_INVALID_RIGHT. */
export const machPortGetContext: CallHandler<(typeof machPort)['mach_port_get_context'], Task> = ({ target }, { name }) => {
  const port = receivePort(target.space, name);
  if (typeof port === 'number') return port;
  return { context: (port.guard & GUARD_STRICT) !== 0 ? 0n : contextOf(port) };
};

/** Purpose: change that word. Rights: needs the receive right. Returns: KERN_INVALID_NAME, KERN_INVALID_RIGHT, KERN_INVALID_ARGUMENT (a strict guard). */
export const machPortSetContext: CallHandler<(typeof machPort)['mach_port_set_context'], Task> = (
  { system, target },
  { name, context },
) => {
  const port = receivePort(target.space, name);
  if (typeof port === 'number') return port;
  if ((port.guard & GUARD_STRICT) !== 0) return KERN_INVALID_ARGUMENT;
  guardSet(system.ipc, port, context, port.guard);
  return KERN_SUCCESS;
};

/** Returns: the whole context of a port. */
export function contextOf(port: Port): bigint {
  return (BigInt(port.contextHigh >>> 0) << 32n) | BigInt(port.contextLow >>> 0);
}

/** Purpose: change context and guard flags. */
export function guardSet(ipc: Ipc, port: Port, context: bigint, guard: number): void {
  contextSet(ipc, port, Number(BigInt.asUintN(32, context)), Number(BigInt.asUintN(32, context >> 32n)), guard);
}
