/**
 * 404 bootstrap_look_up(bootstrap, service_name) → service_port: send, 405 bootstrap_look_up_array(bootstrap, service_names) →
 * service_ports: send rights, all_services_known. Source: servers/bootstrap.defs.
 */
import { BOOTSTRAP_BAD_COUNT, BOOTSTRAP_UNKNOWN_SERVICE } from '../abi/codes.ts';
import { utf8 } from '../abi/bytes.ts';
import { EV_LOOKED_UP } from '../abi/events.ts';
import type { bootstrap } from '../abi/interfaces/bootstrap.ts';
import { BOOTSTRAP_ARRAY_MAX } from '../abi/limits.ts';
import { type CallHandler, copyOfSend } from '../calls/call.ts';
import type { Port } from '../ipc/port.ts';
import type { Task } from '../task/task.ts';
import type { Context } from './context.ts';
import { jobWanted } from './job.ts';
import { serviceName } from './name.ts';

/**
 * Purpose: the port of a service, from this context or one above it. A service that nobody serves yet is started if the registry can,
 * and messages to it wait.
 * Rights: gives a copy of the send right. Returns: BOOTSTRAP_UNKNOWN_SERVICE.
 */
export const lookUp: CallHandler<(typeof bootstrap)['bootstrap_look_up'], Context> = ({ caller, target }, { service_name: name }) => {
  const port = portOf(target, caller, name);
  return port === null ? BOOTSTRAP_UNKNOWN_SERVICE : { service_port: copyOfSend(port) };
};

/** Purpose: several at once, NULL for those unknown. Rights: gives copies of the send rights. Returns: BOOTSTRAP_BAD_COUNT (more than twenty). */
export const lookUpArray: CallHandler<(typeof bootstrap)['bootstrap_look_up_array'], Context> = ({ caller, target }, args) => {
  const { service_names: names } = args;
  if (names.length > BOOTSTRAP_ARRAY_MAX) return BOOTSTRAP_BAD_COUNT;
  const ports = names.map((name) => portOf(target, caller, name));
  return { service_ports: ports.map(copyOfSend), all_services_known: ports.every((port) => port !== null) };
};

function portOf(context: Context, caller: Task, text: string): Port | null {
  const { registry } = context;
  const name = serviceName(text);
  const service = registry.find(context, name);
  const port = service?.port ?? null;
  registry.system.ipc.sink.emitBytes(EV_LOOKED_UP, utf8(name), caller.id, port === null ? 0 : (service?.id ?? 0), context.id);
  if (service !== undefined && service.job !== null) jobWanted(registry, service.job);
  return port;
}
