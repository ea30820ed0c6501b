/** 3206 mach_port_deallocate(task, name). Mach 3 Kernel Interfaces, mach_port_deallocate. */
import { KERN_INVALID_NAME, KERN_INVALID_RIGHT, KERN_SUCCESS } from '../abi/codes.ts';
import { EV_NAME_DROPPED } from '../abi/events.ts';
import type { machPort } from '../abi/interfaces/mach_port.ts';
import { TYPE_DEAD_NAME, TYPE_PORT_SET, TYPE_SEND, TYPE_SEND_ONCE } from '../abi/rights.ts';
import { deadDrop, entryDestroy, sendOnceRelease, sendRelease } from '../ipc/right.release.ts';
import { spaceLookup } from '../ipc/space.ts';
import type { Task } from '../task/task.ts';
import type { CallHandler } from './call.ts';
import { isNoName } from './lookup.ts';

/**
 * Purpose: give up one reference of the send right, send-once right or dead name under a name.
 * Rights: the last reference gives the right up: NO_SENDERS or SEND_ONCE may follow. Returns: KERN_INVALID_NAME, KERN_INVALID_RIGHT
 * (nothing but a receive right; a set, unless XNU).
 */
export const machPortDeallocate: CallHandler<(typeof machPort)['mach_port_deallocate'], Task> = ({ system, target }, { name }) => {
  const { ipc } = system;
  if (isNoName(name) && ipc.profile.tolerateNullNames) return KERN_SUCCESS;
  const entry = spaceLookup(target.space, name);
  if (entry === null) return KERN_INVALID_NAME;
  const { type } = entry;
  if ((type & TYPE_SEND) !== 0) sendRelease(ipc, EV_NAME_DROPPED, entry, 1);
  else if ((type & TYPE_SEND_ONCE) !== 0) sendOnceRelease(ipc, EV_NAME_DROPPED, entry);
  else if ((type & TYPE_DEAD_NAME) !== 0) deadDrop(ipc, EV_NAME_DROPPED, entry, 1, 0);
  else if ((type & TYPE_PORT_SET) !== 0 && ipc.profile.deallocateDestroysSet) entryDestroy(ipc, entry);
  else return KERN_INVALID_RIGHT;
  return KERN_SUCCESS;
};
