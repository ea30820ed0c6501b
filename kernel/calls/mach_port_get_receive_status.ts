/** 3281 mach_port_get_receive_status(task, name) → status. Mach 3 Kernel Interfaces, mach_port_get_receive_status. */
import {
  MACH_PORT_STATUS_FLAG_GUARD_IMMOVABLE_RECEIVE,
  MACH_PORT_STATUS_FLAG_GUARDED,
  MACH_PORT_STATUS_FLAG_STRICT_GUARD,
  type machPort,
} from '../abi/interfaces/mach_port.ts';
import { GUARD_IMMOVABLE_RECEIVE } from '../abi/message.ts';
import type { Ipc } from '../ipc/context.ts';
import { GUARD_STRICT, GUARDED, type Port } from '../ipc/port.ts';
import type { Task } from '../task/task.ts';
import type { CallHandler } from './call.ts';
import { receivePort } from './lookup.ts';

/** Purpose: what a receiver may know of its port. Rights: needs the receive right. Returns: KERN_INVALID_NAME, KERN_INVALID_RIGHT. */
export const machPortGetReceiveStatus: CallHandler<(typeof machPort)['mach_port_get_receive_status'], Task> = (
  { system, target },
  args,
) => {
  const port = receivePort(target.space, args.name);
  return typeof port === 'number' ? port : receiveStatus(system.ipc, port);
};

/** Returns: the status of a port; whether there are send rights, but not how many. */
export function receiveStatus(ipc: Ipc, port: Port) {
  const { guard } = port;
  const set = port.sets?.[0];
  return {
    pset: set === undefined ? 0 : ipc.profile.statusShowsSetName ? set.receiverName : 1,
    seqno: port.seqno,
    mscount: port.mscount,
    qlimit: port.qlimit,
    msgcount: port.msgcount,
    sorights: port.sorights,
    srights: port.srights > 0,
    pdrequest: port.portDestroyed !== null,
    nsrequest: port.noSenders !== null,
    flags:
      ((guard & GUARDED) === 0 ? 0 : MACH_PORT_STATUS_FLAG_GUARDED) |
      ((guard & GUARD_STRICT) === 0 ? 0 : MACH_PORT_STATUS_FLAG_STRICT_GUARD) |
      ((guard & GUARD_IMMOVABLE_RECEIVE) === 0 ? 0 : MACH_PORT_STATUS_FLAG_GUARD_IMMOVABLE_RECEIVE),
  };
}
