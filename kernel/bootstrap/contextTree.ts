/** All contexts: the root, and what was made below it. */
import { BOOTSTRAP_NO_MEMORY, BOOTSTRAP_SUCCESS } from '../abi/codes.ts';
import { BOOTSTRAP_CONTEXTS_MAX } from '../abi/limits.ts';
import type { Port } from '../ipc/port.ts';
import { type Context, contextCreate, contextEnd } from './context.ts';
import type { Registry } from './registry.ts';

export class Contexts {
  readonly root: Context;
  readonly #registry: Registry;
  readonly #byId = new Map<number, Context>();
  readonly #byRequestor = new Map<Port, Set<Context>>();
  /** Contexts whose requestor is dead, to be ended one after the other however they hang together. */
  readonly #ending: Context[] = [];
  #busy = false;
  #next = 1;

  constructor(registry: Registry) {
    this.#registry = registry;
    const options = { parent: null, requestor: null, door: false, privileged: true, server: false };
    this.root = contextCreate(registry, this.#next++, options);
    this.#byId.set(this.root.id, this.root);
  }

  /** Purpose: a new context (see `contextCreate`); one with a requestor ends with it. */
  add(parent: Context, options: { requestor?: Port; door: boolean; privileged: boolean; server: boolean }): Context {
    const { requestor = null, ...rest } = options;
    const context = contextCreate(this.#registry, this.#next++, { parent, requestor, ...rest });
    this.#byId.set(context.id, context);
    if (requestor !== null) this.#byRequestor.set(requestor, (this.#byRequestor.get(requestor) ?? new Set()).add(context));
    return context;
  }

  /** Returns: BOOTSTRAP_SUCCESS when there may be one more, else BOOTSTRAP_NO_MEMORY. */
  room(): number {
    return this.#byId.size >= BOOTSTRAP_CONTEXTS_MAX ? BOOTSTRAP_NO_MEMORY : BOOTSTRAP_SUCCESS;
  }

  get size(): number {
    return this.#byId.size;
  }

  [Symbol.iterator](): Iterator<Context> {
    return this.#byId.values();
  }

  /** Purpose: a port has died: the contexts end that were to live as long, and those below them. */
  portDied(port: Port): void {
    const bound = this.#byRequestor.get(port);
    if (bound === undefined) return;
    this.#byRequestor.delete(port);
    this.#ending.push(...bound);
    if (!this.#busy) this.#endAll();
  }

  /** The death of a context's port may end others; they join the list, so that no nesting costs stack. */
  #endAll(): void {
    this.#busy = true;
    for (let context = this.#ending.at(-1); context !== undefined; context = this.#ending.at(-1)) {
      if (context.below.size > 0) this.#ending.push(...context.below);
      else {
        this.#ending.pop();
        this.#end(context);
      }
    }
    this.#busy = false;
  }

  #end(context: Context): void {
    if (!context.alive) return;
    const registry = this.#registry;
    for (const service of context.names.values()) registry.remove(service);
    if (context.job !== null) registry.jobs.delete(context.job);
    if (context.requestor !== null) this.#byRequestor.get(context.requestor)?.delete(context);
    this.#byId.delete(context.id);
    contextEnd(registry, context);
  }
}
