/** 400 bootstrap_create_server(bootstrap, command, uid, on_demand) → server_port: send. Source: servers/bootstrap.defs. */
import { BOOTSTRAP_NOT_PRIVILEGED, BOOTSTRAP_SUCCESS } from '../abi/codes.ts';
import type { RestartRule } from '../abi/catalogue.ts';
import type { bootstrap } from '../abi/interfaces/bootstrap.ts';
import { type CallHandler, copyOfSend } from '../calls/call.ts';
import type { Port } from '../ipc/port.ts';
import { profileOf } from '../task/spawn.ts';
import type { System } from '../task/system.ts';
import type { Task } from '../task/task.ts';
import type { Context } from './context.ts';
import { Job, jobStart } from './job.ts';
import { serviceName } from './name.ts';

/** How a server is started again whose maker cannot say. */
const RESTART: RestartRule = { crashes: 4, withinMs: 10_000, backoffMs: [100, 500, 2000], keepPort: true };

/**
 * Purpose: a bootstrap port whose declared services are for its holders alone. A `command`, a program of the catalogue, is started for
 * it: at once, or, `on_demand`, when one of them is wanted; its bootstrap port is the server port. That is for callers who hold
 * the spawner port, others bring their own server. `uid` means nothing here.
 * Rights: gives a send right to the server port. Returns: BOOTSTRAP_NOT_PRIVILEGED, BOOTSTRAP_NO_MEMORY.
 */
export const createServer: CallHandler<(typeof bootstrap)['bootstrap_create_server'], Context> = ({ system, caller, target }, args) => {
  const { registry } = target;
  if (!target.privileged) return BOOTSTRAP_NOT_PRIVILEGED;
  const room = registry.contexts.room();
  if (room !== BOOTSTRAP_SUCCESS) return room;
  const context = registry.contexts.add(target, { door: true, privileged: true, server: true });
  const program = serviceName(args.command);
  if (program !== '' && maySpawn(system, caller)) {
    const profile = profileOf(system, caller);
    const { name, memoryMB } = profile;
    context.job = new Job({ name: program, program, arguments: 'null', profile: name, memoryMB, spawner: false }, RESTART, context);
    registry.jobs.add(context.job);
    if (!args.on_demand) jobStart(registry, context.job);
  }
  return { server_port: copyOfSend(context.port) };
};

function maySpawn(system: System, caller: Task): boolean {
  const held = (port: Port | null): boolean => port === system.spawnerPort;
  return caller.space.byPort.has(system.spawnerPort.id) || caller.registered.some(held);
}
