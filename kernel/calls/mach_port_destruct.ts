/** 3232 mach_port_destruct(task, name, srdelta, guard). Source: XNU, osfmk/ipc/mach_port.c. */
import { KERN_INVALID_ARGUMENT, KERN_INVALID_NAME, KERN_INVALID_RIGHT, KERN_INVALID_VALUE, KERN_SUCCESS } from '../abi/codes.ts';
import { EV_NAME_DROPPED } from '../abi/events.ts';
import type { machPort } from '../abi/interfaces/mach_port.ts';
import { TYPE_RECEIVE, TYPE_SEND } from '../abi/rights.ts';
import { GUARDED, type Port } from '../ipc/port.ts';
import { receiveRelease, sendRelease } from '../ipc/right.release.ts';
import { spaceLookup } from '../ipc/space.ts';
import type { Task } from '../task/task.ts';
import type { CallHandler } from './call.ts';
import { isGuardedBy } from './mach_port_guard.ts';

/**
 * Purpose: give up a receive right, guarded or not, and -`srdelta` references of the send right under its name, in one step.
 * Rights: what is left of the send right becomes a dead name. Returns: KERN_INVALID_NAME, KERN_INVALID_RIGHT (no receive right; no send
 * right to lower), KERN_INVALID_VALUE (raising it, or lowering it too far), KERN_INVALID_ARGUMENT (the guard is another).
 */
export const machPortDestruct: CallHandler<(typeof machPort)['mach_port_destruct'], Task> = (
  { system, target },
  { name, srdelta, guard },
) => {
  const entry = spaceLookup(target.space, name);
  if (entry === null) return KERN_INVALID_NAME;
  if ((entry.type & TYPE_RECEIVE) === 0) return KERN_INVALID_RIGHT;
  if (srdelta !== 0 && (entry.type & TYPE_SEND) === 0) return KERN_INVALID_RIGHT;
  if (srdelta > 0 || (srdelta !== 0 && entry.urefs + srdelta < 0)) return KERN_INVALID_VALUE;
  const port = entry.object as Port;
  if ((port.guard & GUARDED) !== 0 && !isGuardedBy(port, guard)) return KERN_INVALID_ARGUMENT;
  if (srdelta !== 0) sendRelease(system.ipc, EV_NAME_DROPPED, entry, -srdelta);
  receiveRelease(system.ipc, EV_NAME_DROPPED, entry);
  return KERN_SUCCESS;
};
