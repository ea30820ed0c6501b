/** 3210 mach_port_set_mscount(task, name, mscount) and 3216 mach_port_set_seqno(task, name, seqno). Mach 3 Kernel Interfaces, the calls of those names. */
import { KERN_SUCCESS } from '../abi/codes.ts';
import type { machPort } from '../abi/interfaces/mach_port.ts';
import { portMscount, portSeqno } from '../ipc/port.ts';
import type { Task } from '../task/task.ts';
import type { CallHandler } from './call.ts';
import { receivePort } from './lookup.ts';

/** Purpose: change a port's make-send count. Rights: needs the receive right. Returns: KERN_INVALID_NAME, KERN_INVALID_RIGHT. */
export const machPortSetMscount: CallHandler<(typeof machPort)['mach_port_set_mscount'], Task> = ({ system, target }, args) => {
  const port = receivePort(target.space, args.name);
  if (typeof port === 'number') return port;
  portMscount(system.ipc, port, args.mscount);
  return KERN_SUCCESS;
};

/** Purpose: change the number of the next message received. Rights: needs the receive right. Returns: KERN_INVALID_NAME, KERN_INVALID_RIGHT. */
export const machPortSetSeqno: CallHandler<(typeof machPort)['mach_port_set_seqno'], Task> = ({ system, target }, args) => {
  const port = receivePort(target.space, args.name);
  if (typeof port === 'number') return port;
  portSeqno(system.ipc, port, args.seqno);
  return KERN_SUCCESS;
};
