/** 3280 mach_port_set_qlimit(task, name, qlimit). Mach 3 Kernel Interfaces, mach_port_set_qlimit. */
import { KERN_INVALID_VALUE, KERN_SUCCESS } from '../abi/codes.ts';
import type { machPort } from '../abi/interfaces/mach_port.ts';
import type { Ipc } from '../ipc/context.ts';
import { portLimit } from '../ipc/port.ts';
import type { Space } from '../ipc/space.ts';
import type { Task } from '../task/task.ts';
import type { CallHandler } from './call.ts';
import { receivePort } from './lookup.ts';

/**
 * Purpose: change a queue's limit. A higher one lets blocked senders go on; a lower one drops nothing; 0 holds all ordinary senders up.
 * Rights: needs the receive right. Returns: KERN_INVALID_VALUE (judged first), KERN_INVALID_NAME, KERN_INVALID_RIGHT.
 */
export const machPortSetQlimit: CallHandler<(typeof machPort)['mach_port_set_qlimit'], Task> = ({ system, target }, { name, qlimit }) =>
  setLimit(system.ipc, target.space, name, qlimit);

/** The core of both calls that change a limit. */
export function setLimit(ipc: Ipc, space: Space, name: number, qlimit: number): number {
  if (qlimit > ipc.profile.qlimitMax) return KERN_INVALID_VALUE;
  const port = receivePort(space, name);
  if (typeof port === 'number') return port;
  portLimit(ipc, port, qlimit);
  return KERN_SUCCESS;
}
