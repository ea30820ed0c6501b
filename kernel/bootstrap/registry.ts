/**
 * The registry: names of services, behind every task's bootstrap port. It is a part of the kernel, but it learns of its services as any
 * Mach server would: it asks for the receive right of a checked-in service to come back (PORT_DESTROYED) to a notify port of its own,
 * and the notification reaches it as a message. Of a port that dies it hears directly, since the send right it holds has no name.
 */
import { BOOTSTRAP_NO_MEMORY, BOOTSTRAP_SUCCESS } from '../abi/codes.ts';
import type { Catalogue } from '../abi/catalogue.ts';
import {
  EV_MSG_SERVED,
  EV_SERVICE_DUE,
  OWNER_TASK,
  PORT_KIND_REGISTRY,
  SERVICE_ACTIVE,
  SERVICE_DISABLED,
  SERVICE_INACTIVE,
  SPECIAL_BOOTSTRAP,
  SPECIAL_HOST,
} from '../abi/events.ts';
import { BOOTSTRAP_NAMES_MAX, BOOTSTRAP_NAMES_PER_TASK } from '../abi/limits.ts';
import { NOTIFY_PORT_DESTROYED } from '../abi/notify.ts';
import { PORT_RECEIVE } from '../abi/rights.ts';
import type { ContextSnapshot, ServiceSnapshot } from '../abi/snapshot.ts';
import { bodyDrop, destinationDrop, replyDrop } from '../ipc/destroy.ts';
import { kernelTakes, type Message, messageEnd } from '../ipc/message.ts';
import { setPortDestroyed } from '../ipc/notification.ts';
import { kernelHolds, type Port, portCreate, receiverKernel, receiverMessage } from '../ipc/port.ts';
import { slotCopy } from '../task/special.ts';
import type { System } from '../task/system.ts';
import type { Task } from '../task/task.ts';
import type { Context } from './context.ts';
import { Contexts } from './contextTree.ts';
import { Job, jobEnable, jobEnded, jobStart, jobWanted, jobWantedLater } from './job.ts';
import { type Origin, Service, servicePort, servicePortDrop, serviceRenew, serviceSet } from './service.ts';

/** The name that a task looks its console up by. */
export const CONSOLE_SERVICE = 'machlab.console';

export class Registry {
  readonly system: System;
  /** The parent of the tasks that are started for services. */
  readonly launcher: Task;
  /** Where the notifications about services arrive. */
  readonly notifyPort: Port;
  readonly root: Context;
  readonly contexts: Contexts;
  readonly services = new Map<number, Service>();
  readonly jobs = new Set<Job>();
  nextService = 1;
  readonly #byPort = new Map<Port, Set<Service>>();
  /** Names that living tasks have made. */
  readonly #made = new Map<number, number>();

  /**
   * Purpose: the name service at boot: the root context with the console and the services of the catalogue, and `launcher` as the first
   * task that finds them.
   */
  constructor(system: System, launcher: Task, catalogue: Catalogue) {
    const { ipc } = system;
    this.system = system;
    this.launcher = launcher;
    this.notifyPort = portCreate(ipc, PORT_KIND_REGISTRY, 0);
    kernelHolds(ipc, this.notifyPort, 1, 0);
    this.contexts = new Contexts(this);
    this.root = this.contexts.root;
    system.serveNotification = (message) => this.#notified(message);
    system.taskEnded = (task, how, code) => this.#taskEnded(task, how, code);
    ipc.portDied = (port) => this.#portDied(port);
    ipc.wanted = (port) => this.wanted(port);
    slotCopy(ipc, OWNER_TASK, launcher.id, SPECIAL_HOST, launcher.host, system.hostPort);
    launcher.host = system.hostPort;
    slotCopy(ipc, OWNER_TASK, launcher.id, SPECIAL_BOOTSTRAP, launcher.bootstrap, this.root.port);
    launcher.bootstrap = this.root.port;
    kernelHolds(ipc, system.consolePort, 1, 0);
    serviceSet(this, this.add(this.root, CONSOLE_SERVICE, 'registered', 0), SERVICE_ACTIVE, system.consolePort, 0);
    for (const { names, restart, spawner, arguments: args, ...program } of catalogue) {
      const job = new Job({ ...program, arguments: args ?? 'null', spawner: spawner ?? false }, restart, null);
      this.jobs.add(job);
      for (const name of names) this.declare(this.root, name, 0, job, null);
    }
  }

  /** Purpose: a port of the kernel's can be looked up in the root context. Rights: the registry takes a send right of its own. */
  announce(name: string, port: Port): void {
    if (this.root.names.has(name)) return;
    kernelHolds(this.system.ipc, port, 1, 0);
    serviceSet(this, this.add(this.root, name, 'registered', 0), SERVICE_ACTIVE, port, 0);
  }

  /** Returns: BOOTSTRAP_SUCCESS when a task may make one more name, else BOOTSTRAP_NO_MEMORY. */
  room(task: number): number {
    const full = this.services.size >= BOOTSTRAP_NAMES_MAX || (this.#made.get(task) ?? 0) >= BOOTSTRAP_NAMES_PER_TASK;
    return full ? BOOTSTRAP_NO_MEMORY : BOOTSTRAP_SUCCESS;
  }

  /** Purpose: a new name in the home of a context, without state or port yet. Needs: the name is free there. */
  add(context: Context, name: string, origin: Origin, creator: number, job: Job | null = null, owner: Context | null = null): Service {
    const service = new Service(this.nextService++, context.home, name, origin, creator, job, owner);
    this.services.set(service.id, service);
    context.home.names.set(name, service);
    job?.services.push(service);
    if (creator !== 0) this.#made.set(creator, (this.#made.get(creator) ?? 0) + 1);
    return service;
  }

  /** Purpose: a service that nobody serves yet; messages to it wait. */
  declare(context: Context, name: string, creator: number, job: Job | null, owner: Context | null): Service {
    const service = this.add(context, name, 'declared', creator, job, owner);
    serviceSet(this, service, SERVICE_INACTIVE, servicePort(this.system.ipc), 0);
    if (service.dueMs >= 0) this.system.ipc.sink.emit(EV_SERVICE_DUE, service.id, service.dueMs, -1);
    return service;
  }

  /** Purpose: a name is no more. Rights: the registry lets its port go, which dies if the registry was its receiver. */
  remove(service: Service): void {
    const { port, creator, job } = service;
    serviceSet(this, service, 0, null, 0);
    this.services.delete(service.id);
    service.context.names.delete(service.name);
    job?.services.splice(job.services.indexOf(service), 1);
    const made = this.#made.get(creator);
    if (made !== undefined) this.#made.set(creator, made - 1);
    if (port !== null) servicePortDrop(this, port);
  }

  /** Returns: the service of a name in a context or, failing that, in one above it. */
  find(context: Context, name: string): Service | undefined {
    for (let at: Context | null = context.home; at !== null; at = at.parent?.home ?? null) {
      const service = at.names.get(name);
      if (service !== undefined) return service;
    }
    return undefined;
  }

  /** Purpose: a service's port is to come back to the registry when its receive right is given up. */
  watch(port: Port): void {
    kernelHolds(this.system.ipc, this.notifyPort, 0, 1);
    setPortDestroyed(this.system.ipc, port, this.notifyPort);
  }

  /** Purpose: a message waits at a service that nobody serves, or somebody has looked it up. */
  wanted(port: Port): void {
    for (const { job } of this.#byPort.get(port) ?? []) if (job !== null) jobWanted(this, job);
  }

  /** Purpose: what was given up may be started again: the job of a service, or with 0 every one. */
  enable(service: number): void {
    for (const job of this.jobs) if (service === 0 || job.services.some(({ id }) => id === service)) jobEnable(this, job);
  }

  /** Returns: the virtual time in milliseconds at which `expire` has something to do; -1: none. */
  nextDeadlineMs(): number {
    let nextMs = -1;
    for (const { startAtMs } of this.jobs) if (startAtMs >= 0 && (nextMs < 0 || startAtMs < nextMs)) nextMs = startAtMs;
    return nextMs;
  }

  /** Purpose: services whose time to be started again has come are. */
  expire(nowMs: number): void {
    for (const job of this.jobs) if (job.startAtMs >= 0 && job.startAtMs <= nowMs) jobStart(this, job);
  }

  /** What the registry says of itself, for a snapshot. */
  snapshot(): { contexts: ContextSnapshot[]; services: ServiceSnapshot[] } {
    return {
      contexts: [...this.contexts].map(({ id, port, parent, requestor }) => ({
        id,
        port: port.id,
        parent: parent?.id ?? 0,
        requestor: requestor?.id ?? 0,
      })),
      services: [...this.services.values()].map(({ id, context, name, state, port, task, crashes, dueMs }) => ({
        id,
        context: context.id,
        name,
        state,
        port: port?.id ?? 0,
        task,
        crashes,
        dueMs,
      })),
    };
  }

  /** Every send right that the registry holds, for who counts them. */
  *held(): Generator<Port> {
    yield this.notifyPort;
    for (const { port } of this.services.values()) if (port !== null) yield port;
    for (const { requestor } of this.contexts) if (requestor !== null) yield requestor;
  }

  /** Purpose: a port stands for a service from now on. */
  link(port: Port, service: Service): void {
    this.#byPort.set(port, (this.#byPort.get(port) ?? new Set()).add(service));
  }

  /** Purpose: it does no more. */
  unlink(port: Port, service: Service): void {
    const services = this.#byPort.get(port);
    services?.delete(service);
    if (services?.size === 0) this.#byPort.delete(port);
  }

  /** A message at the notify port. One that the kernel did not send is a task's word only, and nothing comes of it. */
  #notified(message: Message): void {
    const { ipc } = this.system;
    const right = message.descriptors?.[0]?.rights[0];
    const fromKernel = message.sender === null && message.msghId === NOTIFY_PORT_DESTROYED;
    if (fromKernel && right !== undefined && right.kind === PORT_RECEIVE) {
      const port = kernelTakes(ipc, message, right);
      if (port !== null) this.#cameBack(port);
    }
    destinationDrop(ipc, message, true);
    replyDrop(ipc, message);
    bodyDrop(ipc, message);
    messageEnd(ipc, message, EV_MSG_SERVED, this.notifyPort.id, 0);
  }

  /** The receive right of a service is here again, with its queue and its senders; the next check-in gets it. */
  #cameBack(port: Port): void {
    const services = this.#byPort.get(port);
    if (services === undefined) {
      receiverMessage(this.system.ipc, port, null);
      this.system.ipc.dying.push(port);
      return;
    }
    receiverKernel(this.system.ipc, port);
    for (const service of services) {
      if (service.origin !== 'declared') continue;
      if (service.state === SERVICE_ACTIVE) serviceSet(this, service, SERVICE_INACTIVE, port, 0);
      if (port.head !== null && service.job !== null) jobWantedLater(this, service.job);
    }
  }

  #portDied(port: Port): void {
    for (const service of this.#byPort.get(port) ?? []) {
      if (service.origin !== 'declared' || service.state === SERVICE_DISABLED) this.remove(service);
      else {
        serviceRenew(this, service);
        kernelHolds(this.system.ipc, port, -1, 0);
      }
    }
    this.contexts.portDied(port);
  }

  #taskEnded(task: Task, how: number, code: number): void {
    this.#made.delete(task.id);
    for (const job of this.jobs) if (job.task === task) jobEnded(this, job, how, code);
  }
}
