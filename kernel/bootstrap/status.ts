/**
 * 407 bootstrap_status(bootstrap, service_name) → service_active and 408 bootstrap_info(bootstrap) → service_names, server_names,
 * service_active. Source: servers/bootstrap.defs.
 */
import { BOOTSTRAP_UNKNOWN_SERVICE } from '../abi/codes.ts';
import { SERVICE_ACTIVE, SERVICE_DISABLED } from '../abi/events.ts';
import {
  type bootstrap,
  BOOTSTRAP_STATUS_ACTIVE,
  BOOTSTRAP_STATUS_INACTIVE,
  BOOTSTRAP_STATUS_ON_DEMAND,
} from '../abi/interfaces/bootstrap.ts';
import type { CallHandler } from '../calls/call.ts';
import type { Context } from './context.ts';
import { serviceName } from './name.ts';
import type { Service } from './service.ts';

/** Most services that one answer lists. */
const INFO_MAX = 4096;

/** Purpose: whether somebody serves a name, or would be started to. Rights: none. Returns: BOOTSTRAP_UNKNOWN_SERVICE. */
export const status: CallHandler<(typeof bootstrap)['bootstrap_status'], Context> = ({ target }, { service_name: name }) => {
  const service = target.registry.find(target, serviceName(name));
  return service === undefined ? BOOTSTRAP_UNKNOWN_SERVICE : { service_active: statusOf(service) };
};

function statusOf({ state, job }: Service): number {
  if (state === SERVICE_ACTIVE) return BOOTSTRAP_STATUS_ACTIVE;
  return job !== null && state !== SERVICE_DISABLED ? BOOTSTRAP_STATUS_ON_DEMAND : BOOTSTRAP_STATUS_INACTIVE;
}

/** Purpose: the names of one context, with the tasks or programs that serve them. Rights: none. Returns: no code of its own. */
export const info: CallHandler<(typeof bootstrap)['bootstrap_info'], Context> = ({ system, target }) => {
  const services = [...target.home.names.values()].slice(0, INFO_MAX);
  return {
    service_names: services.map(({ name }) => name),
    server_names: services.map(({ task, job }) => system.tasks.get(task)?.name ?? job?.program.name ?? ''),
    service_active: services.map(statusOf),
  };
};
