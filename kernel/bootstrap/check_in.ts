/** 402 bootstrap_check_in(bootstrap, service_name) → service_port: receive. Source: launchd, job.defs. */
import { BOOTSTRAP_NOT_PRIVILEGED, BOOTSTRAP_SERVICE_ACTIVE, BOOTSTRAP_SUCCESS } from '../abi/codes.ts';
import { SERVICE_ACTIVE } from '../abi/events.ts';
import type { bootstrap } from '../abi/interfaces/bootstrap.ts';
import { MACH_PORT_NULL, PORT_RECEIVE } from '../abi/rights.ts';
import type { CallHandler } from '../calls/call.ts';
import { receiveInMotion } from '../ipc/death.ts';
import type { Port } from '../ipc/port.ts';
import type { Task } from '../task/task.ts';
import type { Context } from './context.ts';
import { serviceName } from './name.ts';
import { type Service, servicePort, serviceSet } from './service.ts';

/**
 * Purpose: the caller serves a name from now on: a declared one, with the messages that wait there, or a new one, which goes when its
 * receive right does.
 * Rights: gives the receive right; the registry keeps a send right, and gets a declared service's receive right back unless its rule
 * says otherwise. Returns: BOOTSTRAP_SERVICE_ACTIVE, BOOTSTRAP_NOT_PRIVILEGED (another is to serve it), BOOTSTRAP_NO_MEMORY.
 */
export const checkIn: CallHandler<(typeof bootstrap)['bootstrap_check_in'], Context> = ({ caller, target }, { service_name: text }) => {
  const { registry } = target;
  const name = serviceName(text);
  const service = target.home.names.get(name);
  if (service === undefined) {
    const room = registry.room(caller.id);
    if (room !== BOOTSTRAP_SUCCESS) return room;
    return handOver(registry.add(target, name, 'checked-in', caller.id), servicePort(registry.system.ipc), caller);
  }
  if (!mayServe(service, target, caller)) return BOOTSTRAP_NOT_PRIVILEGED;
  if (service.state === SERVICE_ACTIVE || service.port === null) return BOOTSTRAP_SERVICE_ACTIVE;
  if (service.job?.restart.keepPort ?? true) registry.watch(service.port);
  return handOver(service, service.port, caller);
};

/** A service of the catalogue is for the process started for it, one declared at a server port for whoever comes by that port. */
function mayServe({ job, owner }: Service, context: Context, caller: Task): boolean {
  if (owner !== null) return owner === context;
  return job === null || (job.task !== null && job.task.process === caller.process);
}

function handOver(service: Service, port: Port, caller: Task) {
  const { registry } = service.context;
  receiveInMotion(registry.system.ipc, port);
  serviceSet(registry, service, SERVICE_ACTIVE, port, caller.id);
  return { service_port: { port, kind: PORT_RECEIVE, word: MACH_PORT_NULL, dsr: 0, dso: 0, dms: 0 } };
}
