/** 403 bootstrap_register(bootstrap, service_name, service_port: send). Source: launchd, job.defs. */
import { BOOTSTRAP_NOT_PRIVILEGED, BOOTSTRAP_SERVICE_ACTIVE, BOOTSTRAP_SUCCESS, KERN_INVALID_CAPABILITY } from '../abi/codes.ts';
import { SERVICE_ACTIVE } from '../abi/events.ts';
import type { bootstrap } from '../abi/interfaces/bootstrap.ts';
import { MACH_PORT_DEAD } from '../abi/rights.ts';
import type { CallHandler } from '../calls/call.ts';
import { kernelTakes } from '../ipc/message.ts';
import type { Port } from '../ipc/port.ts';
import type { Context } from './context.ts';
import { serviceName } from './name.ts';
import { serviceSet } from './service.ts';

/**
 * Purpose: a name for a port that the caller can send to; it goes when the port dies. NULL takes a name of one's own back.
 * Rights: takes the send right on success. Returns: BOOTSTRAP_NOT_PRIVILEGED (somebody else's name, or one with a port of its own),
 * BOOTSTRAP_SERVICE_ACTIVE, BOOTSTRAP_NO_MEMORY, KERN_INVALID_CAPABILITY (a dead port).
 */
export const register: CallHandler<(typeof bootstrap)['bootstrap_register'], Context> = ({ system, message, caller, target }, args) => {
  const { registry } = target;
  const { service_port: right } = args;
  const name = serviceName(args.service_name);
  const service = target.home.names.get(name);
  if (right.port === null ? right.word === MACH_PORT_DEAD : !right.port.active) return KERN_INVALID_CAPABILITY;
  if (service !== undefined) {
    const others = service.job !== null || service.owner !== null || (service.creator !== caller.id && service.origin !== 'declared');
    if (others) return BOOTSTRAP_NOT_PRIVILEGED;
    if (right.port !== null) return service.state === SERVICE_ACTIVE ? BOOTSTRAP_SERVICE_ACTIVE : BOOTSTRAP_NOT_PRIVILEGED;
    if (service.creator !== caller.id) return BOOTSTRAP_NOT_PRIVILEGED;
    registry.remove(service);
  }
  if (right.port === null) return BOOTSTRAP_SUCCESS;
  const room = registry.room(caller.id);
  if (room !== BOOTSTRAP_SUCCESS) return room;
  const port = kernelTakes(system.ipc, message, right) as Port;
  serviceSet(registry, registry.add(target, name, 'registered', caller.id), SERVICE_ACTIVE, port, caller.id);
  return BOOTSTRAP_SUCCESS;
};
