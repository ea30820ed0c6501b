/** A bootstrap context: the port a task asks for names at, and the names it finds there. */
import { EV_CONTEXT, EV_CONTEXT_GONE, PORT_KIND_BOOTSTRAP } from '../abi/events.ts';
import { portDie } from '../ipc/death.ts';
import type { Ipc } from '../ipc/context.ts';
import { kernelHolds, type Port, portCreate, portForget, sendReleased } from '../ipc/port.ts';
import type { Job } from './job.ts';
import type { Registry } from './registry.ts';
import type { Service } from './service.ts';

/**
 * Contexts form a tree: a look-up falls through to the parent, a registration never does. A *subset* has names of its own and lives as
 * long as its requestor's port. A *server* port and an *unprivileged* port are other doors to the names of their parent.
 */
export class Context {
  readonly registry: Registry;
  readonly id: number;
  readonly port: Port;
  /** Null: the root. */
  readonly parent: Context | null;
  /** The port whose death ends it; null: none. The registry holds a send right to it. */
  readonly requestor: Port | null;
  /** Whose names these are: its own, or its parent's. */
  readonly home: Context;
  /** May make servers and ask for its parent. */
  readonly privileged: boolean;
  /** What is declared here belongs to whoever holds this very port. */
  readonly server: boolean;
  readonly depth: number;
  /** Own names, if `home` is the context itself. */
  readonly names = new Map<string, Service>();
  /** Contexts below this one. */
  readonly below = new Set<Context>();
  /** Its unprivileged door, made once. */
  unprivileged: Context | null = null;
  /** The program that serves what is declared at a server port, if the registry is to start it. */
  job: Job | null = null;
  alive = true;

  constructor(registry: Registry, id: number, port: Port, options: ContextOptions) {
    this.registry = registry;
    this.id = id;
    this.port = port;
    const { parent, requestor, door, privileged, server } = options;
    this.parent = parent;
    this.requestor = requestor;
    this.home = door && parent !== null ? parent.home : this;
    this.privileged = privileged;
    this.server = server;
    this.depth = parent === null ? 0 : parent.depth + 1;
    parent?.below.add(this);
  }
}

export interface ContextOptions {
  readonly parent: Context | null;
  readonly requestor: Port | null;
  /** Another door to the parent's names, not names of its own. */
  readonly door: boolean;
  readonly privileged: boolean;
  readonly server: boolean;
}

/**
 * Purpose: a new context with its port, which the kernel receives from.
 * Rights: takes over the send right to the requestor that the kernel holds.
 */
export function contextCreate(registry: Registry, id: number, options: ContextOptions): Context {
  const { ipc } = registry.system;
  const port = portCreate(ipc, PORT_KIND_BOOTSTRAP, id);
  const context = new Context(registry, id, port, options);
  port.object = context;
  emit(ipc, EV_CONTEXT, context);
  return context;
}

/** Purpose: a context ends, its port with it. Needs: nothing is declared in it and no context is below it. */
export function contextEnd(registry: Registry, context: Context): void {
  const { ipc } = registry.system;
  const { requestor, parent, port } = context;
  context.alive = false;
  parent?.below.delete(context);
  if (parent !== null && parent.unprivileged === context) parent.unprivileged = null;
  emit(ipc, EV_CONTEXT_GONE, context);
  if (requestor !== null) {
    kernelHolds(ipc, requestor, -1, 0);
    if (requestor.active) sendReleased(ipc, requestor);
    else portForget(ipc, requestor);
  }
  portDie(ipc, port);
}

function emit(ipc: Ipc, event: number, { id, port, parent, requestor }: Context): void {
  ipc.sink.emit(event, id, port.id, parent === null ? 0 : parent.id, requestor === null ? 0 : requestor.id);
}
