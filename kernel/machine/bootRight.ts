/** What only a boot hands out, for cases that begin with it. */
import type { Task } from '../task/task.ts';
import { sendInsert } from '../ipc/right.ts';
import type { Machine } from './machine.ts';

/** Purpose: a task gets a send right to one of the host's privileged ports. Returns: its name. */
export function grantBootRight(machine: Machine, task: Task, which: 'HOST_PRIV' | 'DEVICE_PRIV'): number {
  const { ipc, system } = machine;
  return sendInsert(ipc, task.space, which === 'HOST_PRIV' ? system.hostPrivPort : system.devicePrivPort);
}
