/** 3212 mach_port_move_member(task, member, after). Mach 3 Kernel Interfaces, mach_port_move_member. */
import { KERN_INVALID_NAME, KERN_NOT_IN_SET, KERN_SUCCESS } from '../abi/codes.ts';
import type { machPort } from '../abi/interfaces/mach_port.ts';
import { MACH_PORT_NULL } from '../abi/rights.ts';
import { setMove } from '../ipc/set.ts';
import { spaceLookup } from '../ipc/space.ts';
import type { Task } from '../task/task.ts';
import type { CallHandler } from './call.ts';
import { portSet, receivePort } from './lookup.ts';

/**
 * Purpose: a port leaves the sets it is in and joins `after`; NULL: joins none.
 * Rights: needs the receive right of the member, and the set. Returns: KERN_INVALID_NAME, KERN_INVALID_RIGHT, KERN_NOT_IN_SET. The member
 * is judged before the set; XNU looks for both names first.
 */
export const machPortMoveMember: CallHandler<(typeof machPort)['mach_port_move_member'], Task> = (
  { system, target },
  { member, after },
) => {
  const { space } = target;
  const away = after === MACH_PORT_NULL;
  if (system.ipc.profile.multiSet && !away && spaceLookup(space, after) === null) return KERN_INVALID_NAME;
  const port = receivePort(space, member);
  if (typeof port === 'number') return port;
  const set = away ? null : portSet(space, after);
  if (typeof set === 'number') return set;
  if (set === null && port.sets === null) return KERN_NOT_IN_SET;
  setMove(system.ipc, port, set);
  return KERN_SUCCESS;
};
