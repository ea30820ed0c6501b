/** 3226 mach_port_insert_member(task, name, pset) and 3227 mach_port_extract_member(task, name, pset). Source: XNU, osfmk/ipc/mach_port.c. */
import { KERN_ALREADY_IN_SET, KERN_INVALID_NAME, KERN_INVALID_RIGHT, KERN_NOT_IN_SET, KERN_SUCCESS } from '../abi/codes.ts';
import type { machPort } from '../abi/interfaces/mach_port.ts';
import type { Port } from '../ipc/port.ts';
import { setEnter, setLeave } from '../ipc/set.ts';
import { type Space, spaceLookup } from '../ipc/space.ts';
import type { Task } from '../task/task.ts';
import type { CallHandler } from './call.ts';
import { isNoName, portSet, receivePort } from './lookup.ts';

/**
 * Purpose: a port joins a set beside those it is in; where one set is all a port may be in, it must be in none.
 * Rights: needs the receive right and the set. Returns: KERN_INVALID_RIGHT, KERN_INVALID_NAME, KERN_ALREADY_IN_SET.
 */
export const machPortInsertMember: CallHandler<(typeof machPort)['mach_port_insert_member'], Task> = ({ system, target }, args) => {
  const found = memberAndSet(target.space, args.name, args.pset);
  if (typeof found === 'number') return found;
  const { port, set } = found;
  if (port.sets !== null && (!system.ipc.profile.multiSet || port.sets.includes(set))) return KERN_ALREADY_IN_SET;
  setEnter(system.ipc, port, set);
  return KERN_SUCCESS;
};

/** Purpose: a port leaves one set. Rights: needs the receive right and the set. Returns: KERN_INVALID_RIGHT, KERN_INVALID_NAME, KERN_NOT_IN_SET. */
export const machPortExtractMember: CallHandler<(typeof machPort)['mach_port_extract_member'], Task> = ({ system, target }, args) => {
  const found = memberAndSet(target.space, args.name, args.pset);
  if (typeof found === 'number') return found;
  if (found.port.sets?.includes(found.set) !== true) return KERN_NOT_IN_SET;
  setLeave(system.ipc, found.port, found.set);
  return KERN_SUCCESS;
};

/** Both names are looked for before either is judged. */
function memberAndSet(space: Space, name: number, pset: number): { port: Port; set: Port } | number {
  if (isNoName(name) || isNoName(pset)) return KERN_INVALID_RIGHT;
  if (spaceLookup(space, name) === null || spaceLookup(space, pset) === null) return KERN_INVALID_NAME;
  const port = receivePort(space, name);
  const set = portSet(space, pset);
  if (typeof port === 'number') return port;
  return typeof set === 'number' ? set : { port, set };
}
