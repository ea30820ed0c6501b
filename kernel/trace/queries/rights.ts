/** The rights of tasks: a row for each name, in the columns that `lsmp` prints; and who holds what on a port. */

import { PORT_KIND_ORDINARY, PORT_KIND_SET, RECEIVER_KERNEL, RECEIVER_TASK, SPECIAL_NOTIFY } from '../../abi/events.ts';
import { REQUEST_DEAD_NAME, REQUEST_MSG_ACCEPTED } from '../../abi/notify.ts';
import { TYPE_DEAD_NAME, TYPE_PORT_SET, TYPE_RECEIVE, TYPE_SEND, TYPE_SEND_ONCE } from '../../abi/rights.ts';
import type { PortState } from '../records.ts';
import type { Entry, TaskState } from '../records.tasks.ts';
import type { Frozen } from '../state.ts';

/** One name of a task. */
export interface RightRow {
  readonly name: number;
  /** The port or set; of a dead name, the one it was. 0: none. */
  readonly object: number;
  /** Right kinds as words of Mach: `recv`, `send`, `send-once`, `port-set`, `dead`. */
  readonly rights: readonly ('recv' | 'send' | 'send-once' | 'port-set' | 'dead')[];
  /** `lsmp`'s flags of a name: D dead-name request, P send-possible request, A message cached, and of a receive right G guard, T in a set. */
  readonly flags: string;
  /** Of a receive right: N no-senders request, D port-destroyed request. */
  readonly notifications: string;
  readonly urefs: number;
  /** Of a receive right; null else. */
  readonly receive: {
    readonly srights: number;
    readonly sorights: number;
    readonly mscount: number;
    readonly seqno: number;
    readonly qlimit: number;
    readonly queued: number;
    readonly sets: readonly number[];
  } | null;
  /** Members of a set. */
  readonly members: readonly number[];
  /** Who receives from the object, for a right to send: a task, the kernel (0), or nobody at the moment (null). */
  readonly receiver: number | null;
  /** The task, thread or context that the port stands for; 0 for an ordinary port. */
  readonly of: number;
  readonly kind: number;
}

/** The names of a task, sorted. Empty for one that is not there. */
export function rightsOf(state: Frozen, task: number): RightRow[] {
  const found = state.tasks.get(task);
  return found === undefined ? [] : found.entries.sorted((entry) => entry.name).map((entry) => rowOf(state, found, entry));
}

function rowOf(state: Frozen, task: TaskState, entry: Entry): RightRow {
  const { name, type, urefs, object } = entry;
  const port = state.ports.get(object);
  const receives = (type & TYPE_RECEIVE) !== 0 && port !== undefined;
  return {
    name,
    object,
    urefs,
    rights: rightWords(type),
    flags: flagsOf(task, name, receives ? port : undefined),
    notifications: receives ? (port.noSenders === 0 ? '-' : 'N') + (port.portDestroyed === 0 ? '-' : 'D') : '',
    receive: receives
      ? {
          srights: port.srights,
          sorights: port.sorights,
          mscount: port.mscount,
          seqno: port.seqno,
          qlimit: port.qlimit,
          queued: port.queue.length,
          sets: port.sets,
        }
      : null,
    members: port !== undefined && (type & TYPE_PORT_SET) !== 0 ? port.members.toArray() : [],
    receiver: port === undefined ? null : receiverOf(port),
    of: port?.of ?? 0,
    kind: port?.kind ?? PORT_KIND_ORDINARY,
  };
}

/** The task that receives from a port, 0 for the kernel, null when its receive right is on its way or gone. */
export function receiverOf(port: PortState): number | null {
  if (port.receiverKind === RECEIVER_TASK) return port.receiverId;
  return port.receiverKind === RECEIVER_KERNEL ? 0 : null;
}

export function rightWords(type: number): RightRow['rights'] {
  const words: RightRow['rights'][number][] = [];
  if ((type & TYPE_RECEIVE) !== 0) words.push('recv');
  if ((type & TYPE_SEND) !== 0) words.push('send');
  if ((type & TYPE_SEND_ONCE) !== 0) words.push('send-once');
  if ((type & TYPE_PORT_SET) !== 0) words.push('port-set');
  if ((type & TYPE_DEAD_NAME) !== 0) words.push('dead');
  return words;
}

function flagsOf(task: TaskState, name: number, port: PortState | undefined): string {
  const request = task.requests.get(name);
  return [
    request === undefined ? '-' : request.kind === REQUEST_DEAD_NAME ? 'D' : 'P',
    task.accepted.get(name)?.kind === REQUEST_MSG_ACCEPTED ? 'A' : '-',
    (port?.flags ?? 0) !== 0 ? 'G' : '-',
    (port?.sets.length ?? 0) > 0 ? 'T' : '-',
  ].join('');
}

/** Somewhere that a right to a port is. */
export type Holder =
  | { readonly where: 'task'; readonly task: number; readonly name: number; readonly type: number; readonly urefs: number }
  | { readonly where: 'message'; readonly msg: number; readonly slot: number; readonly kind: number }
  | { readonly where: 'slot'; readonly owner: 'task' | 'thread' | 'host'; readonly id: number; readonly which: number }
  | { readonly where: 'service'; readonly service: number }
  | { readonly where: 'request'; readonly task: number; readonly name: number; readonly port: number };

/** Everyone that holds a right to a port: tasks by name, messages, and the kernel in its slots. */
export function holdersOf(state: Frozen, port: number): Holder[] {
  const holders: Holder[] = [];
  for (const task of state.tasks.sorted((one) => one.id)) {
    for (const { name, type, urefs, object } of task.entries.values()) {
      if (object === port) holders.push({ where: 'task', task: task.id, name, type, urefs });
    }
    for (const { name, notify } of [...task.requests.values(), ...task.accepted.values()]) {
      if (notify === port) holders.push({ where: 'request', task: task.id, name, port: 0 });
    }
    holders.push(...slotsOf(task.special, port, 'task', task.id));
  }
  for (const thread of state.threads.sorted((one) => one.id)) holders.push(...slotsOf(thread.special, port, 'thread', thread.id));
  holders.push(...slotsOf(state.special, port, 'host', 0));
  for (const msg of state.messages.sorted((one) => one.id)) {
    for (const { slot, port: carried, kind } of msg.rights)
      if (carried === port) holders.push({ where: 'message', msg: msg.id, slot, kind });
  }
  for (const service of state.services.sorted((one) => one.id)) {
    if (service.port === port && service.state !== 0) holders.push({ where: 'service', service: service.id });
  }
  for (const other of state.ports.sorted((one) => one.id)) {
    for (const notify of [other.noSenders, other.portDestroyed])
      if (notify === port) holders.push({ where: 'request', task: 0, name: 0, port: other.id });
  }
  return holders;
}

function slotsOf(slots: TaskState['special'], port: number, owner: 'task' | 'thread' | 'host', id: number): Holder[] {
  // The notify slot holds a name, not a right.
  return slots
    .filter((slot) => slot.port === port && slot.which !== SPECIAL_NOTIFY)
    .map(({ which }) => ({ where: 'slot', owner, id, which }));
}

/** Ports that a task could send to or receive from, and how. */
export interface Reach {
  readonly port: number;
  /** Steps from the task: 1 by a right of its own, 2 by a right of someone that it can send to, and so on. */
  readonly distance: number;
  /** The task whose right makes the last step, and its name for it. */
  readonly through: number;
  readonly name: number;
}

/**
 * What a task could reach: by its own rights, and, as whoever receives its messages may send its own rights on, by theirs. The
 * first is what it can do by itself, the rest is what it could be helped to.
 */
export function reachOf(state: Frozen, task: number): Reach[] {
  const reached = new Map<number, Reach>();
  const asked = new Set([task]);
  let tasks = [task];
  for (let distance = 1; tasks.length > 0; distance++) {
    const next: number[] = [];
    for (const id of tasks) {
      for (const { name, type, object } of state.tasks.get(id)?.entries.sorted((entry) => entry.name) ?? []) {
        const port = state.ports.get(object);
        if (port?.active !== true || port.kind === PORT_KIND_SET || reached.has(object)) continue;
        reached.set(object, { port: object, distance, through: id, name });
        const receiver = receiverOf(port);
        if ((type & (TYPE_SEND | TYPE_SEND_ONCE)) === 0 || receiver === null || receiver === 0 || asked.has(receiver)) continue;
        asked.add(receiver);
        next.push(receiver);
      }
    }
    tasks = next;
  }
  return [...reached.values()];
}
