/** A program that the registry starts for the services it serves, and starts again when it ends. */
import {
  EV_SERVICE_CRASHED,
  EV_SERVICE_DUE,
  OWNER_TASK,
  SERVICE_ACTIVE,
  SERVICE_DISABLED,
  SERVICE_INACTIVE,
  SERVICE_STARTING,
  SPECIAL_BOOTSTRAP,
  TASK_END_EXIT,
} from '../abi/events.ts';
import type { RestartRule } from '../abi/catalogue.ts';
import { slotCopy } from '../task/special.ts';
import { spawnTask } from '../task/spawn.ts';
import type { Task } from '../task/task.ts';
import type { Context } from './context.ts';
import type { Registry } from './registry.ts';
import { type Service, servicePortDrop, serviceRenew, serviceSet } from './service.ts';

/** What to start. */
export interface Program {
  readonly name: string;
  readonly program: string;
  /** JSON. */
  readonly arguments: string;
  readonly profile: string;
  readonly memoryMB: number;
  readonly spawner: boolean;
  readonly privileged?: boolean;
  readonly display?: boolean;
}

export class Job {
  readonly program: Program;
  readonly restart: RestartRule;
  /** The bootstrap port of its task; null: the root's. */
  readonly context: Context | null;
  readonly services: Service[] = [];
  /** The task that runs now. */
  task: Task | null = null;
  disabled = false;
  /** Virtual milliseconds at which it is to be started again; -1: not of itself. */
  startAtMs = -1;
  /** When it ended without being asked to, as far as it still counts. */
  readonly crashesMs: number[] = [];

  constructor(program: Program, restart: RestartRule, context: Context | null) {
    this.program = program;
    this.restart = restart;
    this.context = context;
  }
}

/** Purpose: the job is to be started again at another time, with an event for each of its services. */
function jobDue({ system }: Registry, job: Job, startAtMs: number): void {
  if (startAtMs === job.startAtMs) return;
  for (const { id } of job.services) system.ipc.sink.emit(EV_SERVICE_DUE, id, startAtMs, job.startAtMs);
  job.startAtMs = startAtMs;
}

/** Purpose: somebody wants a service of this job: it is started unless it runs, waits for its time, or is disabled. */
export function jobWanted(registry: Registry, job: Job): void {
  if (job.task === null && !job.disabled && job.startAtMs < 0) jobStart(registry, job);
}

/** Purpose: start the program. Its task has the console and, if it may have them, the spawner, the privileged host port and the display as registered ports. */
export function jobStart(registry: Registry, job: Job): void {
  const { system, launcher } = registry;
  const { program, services, context } = job;
  jobDue(registry, job, -1);
  const { task } = spawnTask(system, launcher, {
    name: program.name,
    program: program.program,
    source: new Uint8Array(0),
    arguments: program.arguments,
    profile: program.profile,
    memoryMB: program.memoryMB,
    registered: [
      system.consolePort,
      ...(program.spawner ? [system.spawnerPort] : []),
      ...(program.privileged === true ? [system.hostPrivPort] : []),
      ...(program.display === true ? [system.displayPort] : []),
    ],
    service: services[0]?.id ?? 0,
  });
  job.task = task;
  if (context !== null) {
    const old = task.bootstrap;
    task.bootstrap = context.port;
    slotCopy(system.ipc, OWNER_TASK, task.id, SPECIAL_BOOTSTRAP, old, context.port);
  }
  for (const service of services) {
    if (service.state === SERVICE_INACTIVE) serviceSet(registry, service, SERVICE_STARTING, service.port, task.id);
  }
}

/**
 * Purpose: the job's task has ended. Having done its work, by exit code 0 after it had checked in, it is started again when it is wanted;
 * any other end counts as a crash: the next start waits longer and longer, until the job is disabled.
 */
export function jobEnded(registry: Registry, job: Job, how: number, code: number): void {
  const task = job.task as Task;
  job.task = null;
  const served = job.services.length === 0 || job.services.some((service) => service.state === SERVICE_ACTIVE || service.task !== task.id);
  for (const service of job.services) {
    if (service.state === SERVICE_STARTING) serviceSet(registry, service, SERVICE_INACTIVE, service.port, 0);
  }
  if (how === TASK_END_EXIT && code === 0 && served) return;
  const { crashes, withinMs, backoffMs } = job.restart;
  const nowMs = registry.system.nowMs;
  const { crashesMs } = job;
  while (crashesMs.length > 0 && (crashesMs[0] as number) <= nowMs - withinMs) crashesMs.shift();
  crashesMs.push(nowMs);
  const count = crashesMs.length;
  job.disabled = count >= crashes;
  const delayMs = job.disabled ? -1 : (backoffMs[count - 1] ?? backoffMs.at(-1) ?? 0);
  for (const service of job.services) {
    registry.system.ipc.sink.emit(EV_SERVICE_CRASHED, service.id, count, delayMs, service.crashes);
    service.crashes = count;
    if (job.disabled) serviceDisable(registry, service);
  }
  if (!job.disabled) jobDue(registry, job, nowMs + delayMs);
}

/** Purpose: a disabled job's past is forgotten; its services get new ports and are started when somebody wants them. */
export function jobEnable(registry: Registry, job: Job): void {
  if (!job.disabled) return;
  job.disabled = false;
  job.crashesMs.length = 0;
  for (const service of job.services) {
    registry.system.ipc.sink.emit(EV_SERVICE_CRASHED, service.id, 0, 0, service.crashes);
    service.crashes = 0;
    serviceRenew(registry, service);
  }
}

/** The service stays in sight, without a port: what waited there is lost. */
function serviceDisable(registry: Registry, service: Service): void {
  const { port } = service;
  serviceSet(registry, service, SERVICE_DISABLED, null, 0);
  if (port !== null) servicePortDrop(registry, port);
}

/** Purpose: a service is back with the registry while messages wait at it: its job is started again, after the shortest wait. */
export function jobWantedLater(registry: Registry, job: Job): void {
  if (job.task !== null || job.disabled || job.startAtMs >= 0) return;
  jobDue(registry, job, registry.system.nowMs + (job.restart.backoffMs[0] ?? 0));
}
