/** Follows the log of a running system: what there is now, by the kernel's own events. */
import type { Edge, Kernel } from '../../../host/kernel.ts';
import { decodeBatch } from '../../../kernel/trace/batch.ts';
import type { LogEvent } from '../../../kernel/trace/event.ts';
import { Log } from '../../../kernel/trace/log.ts';
import { TYPE_DEAD_NAME, TYPE_PORT_SET, TYPE_RECEIVE } from '../../../kernel/abi/rights.ts';
import type { PortState } from '../../../kernel/trace/records.ts';
import { Replica } from '../../../kernel/trace/replica.ts';

/** Events of one range, as windows ask for them. */
const RANGE_EVENTS = 20_000;
/** Events that stay for questions. */
const KEPT_EVENTS = 1_000_000;

export class Follower {
  readonly replica: Replica;
  readonly #log = new Log(KEPT_EVENTS);
  #end = 0;

  constructor() {
    this.replica = new Replica(this.#log);
  }

  readonly onEdge = ({ end }: Edge): void => {
    this.#end = end;
  };

  /** Brings the replica to the end of the log as it is known now. */
  async follow(kernel: Kernel): Promise<void> {
    while (this.#log.end < this.#end) {
      const bytes = await kernel.range(this.#log.end, Math.min(this.#end, this.#log.end + RANGE_EVENTS));
      const batch = bytes === null ? null : decodeBatch(bytes);
      if (batch === null) throw new Error(`event ${this.#log.end} is no longer kept`);
      this.#log.append(batch);
      this.replica.seek(this.#log.end - 1);
    }
  }

  get end(): number {
    return this.#log.end;
  }

  /** Events from one on, as far as they are kept. */
  *events(from: number): Generator<LogEvent> {
    for (let seq = from; seq < this.#log.end; seq += 1) yield this.#log.event(seq)!;
  }

  /**
   * How much there is of everything, task by task; tasks by name, since a new instance has another number. Ports that nobody can send to are
   * left out: each thread makes itself one for replies when it first calls, so there are as many as threads have called at the same time.
   */
  counts(): Readonly<Record<string, number>> {
    const { state } = this.replica;
    const counts: Record<string, number> = { messages: state.messages.size, memory: state.memory.size };
    const add = (what: string, by = 1): void => void (counts[what] = (counts[what] ?? 0) + by);
    const isPrivate = (port: PortState): boolean => port.srights === 0 && port.sorights === 0 && port.queue.length === 0;
    for (const port of state.ports.values()) if (port.active && !isPrivate(port)) add('ports');
    for (const { name, ended, entries, requests, regions } of state.tasks.values()) {
      if (ended !== null) continue;
      add(`tasks ${name}`);
      for (const { type, object } of entries.values()) {
        const port = (type & TYPE_RECEIVE) === 0 ? undefined : state.ports.get(object);
        if (port === undefined || !isPrivate(port)) add(`names ${name} ${kindOf(type)}`);
      }
      add(`requests ${name}`, requests.size);
      add(`regions ${name}`, regions.size);
    }
    return counts;
  }

  /** Ports that only their own task knows, of each task: at most one a thread, and a few to wait at. */
  privatePorts(): readonly { readonly name: string; readonly ports: number; readonly threads: number }[] {
    const { state } = this.replica;
    return [...state.tasks.values()]
      .filter(({ ended }) => ended === null)
      .map(({ id, name, entries }) => ({
        name,
        ports: [...entries.values()].filter(({ type, object }) => {
          const port = state.ports.get(object);
          return (type & TYPE_RECEIVE) !== 0 && port?.srights === 0 && port.sorights === 0;
        }).length,
        threads: [...state.threads.values()].filter((thread) => thread.task === id).length,
      }));
  }
}

function kindOf(type: number): string {
  if ((type & TYPE_DEAD_NAME) !== 0) return 'dead';
  if ((type & TYPE_PORT_SET) !== 0) return 'set';
  return (type & TYPE_RECEIVE) !== 0 ? 'receive' : 'send';
}
