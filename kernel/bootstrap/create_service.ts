/** 410 bootstrap_create_service(bootstrap, service_name) → service_port: send. Source: servers/bootstrap.defs. */
import { BOOTSTRAP_NAME_IN_USE, BOOTSTRAP_SUCCESS } from '../abi/codes.ts';
import type { bootstrap } from '../abi/interfaces/bootstrap.ts';
import { type CallHandler, copyOfSend } from '../calls/call.ts';
import type { Context } from './context.ts';
import { serviceName } from './name.ts';

/**
 * Purpose: declare a name. The registry keeps its receive right until somebody checks in, and again when that one is gone; declared at a
 * server port, it is for whoever checks in at that port.
 * Rights: gives a copy of the send right. Returns: BOOTSTRAP_NAME_IN_USE, BOOTSTRAP_NO_MEMORY.
 */
export const createService: CallHandler<(typeof bootstrap)['bootstrap_create_service'], Context> = ({ caller, target }, args) => {
  const { registry } = target;
  const name = serviceName(args.service_name);
  if (target.home.names.has(name)) return BOOTSTRAP_NAME_IN_USE;
  const room = registry.room(caller.id);
  if (room !== BOOTSTRAP_SUCCESS) return room;
  const service = registry.declare(target, name, caller.id, target.job, target.server ? target : null);
  return { service_port: copyOfSend(service.port) };
};
