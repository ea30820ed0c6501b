/** A service: a name in a context, and the port behind it. */
import { utf8 } from '../abi/bytes.ts';
import { EV_SERVICE, PORT_KIND_ORDINARY, RECEIVER_KERNEL, SERVICE_INACTIVE } from '../abi/events.ts';
import type { Ipc } from '../ipc/context.ts';
import { setPortDestroyed } from '../ipc/notification.ts';
import { kernelHolds, type Port, portCreate, receiverKernel, receiverMessage, sendOnceReleased, sendReleased } from '../ipc/port.ts';
import type { Context } from './context.ts';
import type { Job } from './job.ts';
import type { Registry } from './registry.ts';

/** How a service came to be: the registry keeps the port of a declared one while nobody serves it; the others go with their ports. */
export type Origin = 'declared' | 'checked-in' | 'registered';

export class Service {
  readonly id: number;
  readonly context: Context;
  readonly name: string;
  readonly origin: Origin;
  /** The task whose quota it counts against; 0: nobody's. */
  readonly creator: number;
  /** The program that serves it, if the registry starts one. */
  readonly job: Job | null;
  /** The server port it was declared at: nobody else may serve it. */
  readonly owner: Context | null;
  /** `SERVICE_*`; 0 when it is gone. */
  state = 0;
  /** The registry holds one send right to it. Null once the service is disabled or gone. */
  port: Port | null = null;
  /** The task that serves it, or is being started to. */
  task = 0;
  crashes = 0;

  constructor(id: number, context: Context, name: string, origin: Origin, creator: number, job: Job | null, owner: Context | null) {
    this.id = id;
    this.context = context;
    this.name = name;
    this.origin = origin;
    this.creator = creator;
    this.job = job;
    this.owner = owner;
  }

  /** Virtual milliseconds at which its program is to be started again; -1: not of itself. */
  get dueMs(): number {
    return this.job?.startAtMs ?? -1;
  }
}

/** Purpose: a service changes state, port and server, with its event. Rights: none; the caller accounts for them. */
export function serviceSet(registry: Registry, service: Service, state: number, port: Port | null, task: number): void {
  const { state: oldState, port: oldPort, task: oldTask } = service;
  if (oldPort !== port) {
    if (oldPort !== null) registry.unlink(oldPort, service);
    if (port !== null) registry.link(port, service);
  }
  service.state = state;
  service.port = port;
  service.task = task;
  registry.system.ipc.sink.emitBytes(
    EV_SERVICE,
    utf8(service.name),
    service.id,
    service.context.id,
    oldState,
    state,
    oldPort === null ? 0 : oldPort.id,
    port === null ? 0 : port.id,
    oldTask,
    task,
  );
}

/** Purpose: a port for a declared service: the registry has its receive right, and makes a send right for itself. */
export function servicePort(ipc: Ipc): Port {
  const port = portCreate(ipc, PORT_KIND_ORDINARY, 0);
  receiverKernel(ipc, port);
  kernelHolds(ipc, port, 1, 0, 1);
  return port;
}

/**
 * Purpose: the registry lets go of a port: its send right, the receive right if it has that, else its wish to get it back.
 * Rights: the port dies if the registry was to receive from it; NO_SENDERS may follow if not.
 */
export function servicePortDrop(registry: Registry, port: Port): void {
  const { ipc } = registry.system;
  if (port.active && port.portDestroyed === registry.notifyPort) {
    setPortDestroyed(ipc, port, null);
    kernelHolds(ipc, registry.notifyPort, 0, -1);
    sendOnceReleased(ipc, registry.notifyPort);
  }
  if (isKept(port)) {
    receiverMessage(ipc, port, null);
    ipc.dying.push(port);
  }
  kernelHolds(ipc, port, -1, 0);
  sendReleased(ipc, port);
}

/** Returns: whether the registry has the receive right of a service's port. */
export function isKept(port: Port): boolean {
  return port.active && port.kind === PORT_KIND_ORDINARY && port.receiverKind === RECEIVER_KERNEL;
}

/** Purpose: a declared service whose port died gets a new one. */
export function serviceRenew(registry: Registry, service: Service): void {
  serviceSet(registry, service, SERVICE_INACTIVE, servicePort(registry.system.ipc), 0);
}
