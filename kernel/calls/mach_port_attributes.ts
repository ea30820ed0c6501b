/**
 * 3217 mach_port_get_attributes(task, name, flavor, count) → info and 3218 mach_port_set_attributes(task, name, flavor, info).
 * Source: XNU, osfmk/ipc/mach_port.c.
 */
import { KERN_FAILURE, KERN_INVALID_ARGUMENT } from '../abi/codes.ts';
import {
  MACH_PORT_DNREQUESTS_SIZE,
  MACH_PORT_DNREQUESTS_SIZE_COUNT,
  MACH_PORT_LIMITS_INFO,
  MACH_PORT_LIMITS_INFO_COUNT,
  MACH_PORT_RECEIVE_STATUS,
  MACH_PORT_RECEIVE_STATUS_COUNT,
  type machPort,
} from '../abi/interfaces/mach_port.ts';
import type { Ipc } from '../ipc/context.ts';
import type { Port } from '../ipc/port.ts';
import type { Task } from '../task/task.ts';
import type { CallHandler } from './call.ts';
import { receivePort } from './lookup.ts';
import { receiveStatus } from './mach_port_get_receive_status.ts';
import { setLimit } from './mach_port_set_qlimit.ts';

interface Flavor {
  readonly count: number;
  readonly words: (ipc: Ipc, port: Port) => readonly number[];
}

const FLAVORS: ReadonlyMap<number, Flavor> = new Map<number, Flavor>([
  [MACH_PORT_LIMITS_INFO, { count: MACH_PORT_LIMITS_INFO_COUNT, words: (_ipc, port) => [port.qlimit] }],
  [
    MACH_PORT_RECEIVE_STATUS,
    { count: MACH_PORT_RECEIVE_STATUS_COUNT, words: (ipc, port) => Object.values(receiveStatus(ipc, port)).map(Number) },
  ],
  [MACH_PORT_DNREQUESTS_SIZE, { count: MACH_PORT_DNREQUESTS_SIZE_COUNT, words: (_ipc, port) => [requestsOn(port)] }],
]);

/** How many names of any task carry a dead-name or send-possible request on the port. */
function requestsOn(port: Port): number {
  let count = 0;
  for (let entry = port.entries; entry !== null; entry = entry.next) if (entry.request !== null) count++;
  return count;
}

/**
 * Purpose: one flavour of what a receiver may know of its port, as words.
 * Rights: needs the receive right. Returns: KERN_INVALID_ARGUMENT (flavour), KERN_FAILURE (too little room), KERN_INVALID_NAME, KERN_INVALID_RIGHT.
 */
export const machPortGetAttributes: CallHandler<(typeof machPort)['mach_port_get_attributes'], Task> = ({ system, target }, args) => {
  const flavor = FLAVORS.get(args.flavor);
  if (flavor === undefined) return KERN_INVALID_ARGUMENT;
  if (args.count < flavor.count) return KERN_FAILURE;
  const port = receivePort(target.space, args.name);
  return typeof port === 'number' ? port : { info: flavor.words(system.ipc, port) };
};

/**
 * Purpose: set what can be set so: the queue's limit.
 * Rights: needs the receive right. Returns: KERN_INVALID_ARGUMENT (flavour), KERN_FAILURE (too few words), and as mach_port_set_qlimit.
 */
export const machPortSetAttributes: CallHandler<(typeof machPort)['mach_port_set_attributes'], Task> = ({ system, target }, args) => {
  const { name, flavor, info } = args;
  if (flavor !== MACH_PORT_LIMITS_INFO) return KERN_INVALID_ARGUMENT;
  const [qlimit] = info;
  return qlimit === undefined ? KERN_FAILURE : setLimit(system.ipc, target.space, name, qlimit);
};
