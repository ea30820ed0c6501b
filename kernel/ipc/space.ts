/** The name space of one task: names of rights, local to it. */
import { EV_NAME_RENAMED, EV_RECEIVER, RECEIVER_TASK } from '../abi/events.ts';
import { NAMES_PER_TASK } from '../abi/limits.ts';
import { TYPE_DEAD_NAME, TYPE_NONE, TYPE_SEND_RECEIVE } from '../abi/rights.ts';
import type { Ipc } from './context.ts';
import { AddressMap } from './memory.ts';
import type { Port } from './port.ts';

/** What one name stands for. Legal types: SEND, RECEIVE, both, SEND_ONCE, PORT_SET, DEAD_NAME. */
export class Entry {
  readonly space: Space;
  name: number;
  type = TYPE_NONE;
  urefs = 0;
  /** The port or set; null for a dead name. */
  object: Port | null = null;
  /** Its id, kept when the name dies; 0 for a dead name allocated as such. */
  objectId = 0;
  /** The dead-name or send-possible request on this name: where the notification goes, which kind, whether the next room fires it. */
  request: Port | null = null;
  requestKind = 0;
  requestArmed = false;
  /** Orders the requests of one port by registration. */
  requestOrder = 0;
  /** Where MSG_ACCEPTED goes when the message cached through this name is taken. */
  accepted: Port | null = null;
  /** Neighbours among the entries that name the same port. */
  next: Entry | null = null;
  previous: Entry | null = null;

  constructor(space: Space, name: number) {
    this.space = space;
    this.name = name;
  }
}

export class Space {
  readonly taskId: number;
  active = true;
  /** Entries by index (`name >>> 8`); index 0 is never used. */
  readonly table: (Entry | null)[] = [null];
  /** The generation each index will give next: two low bits set, changed with every use so that a stale name misses. */
  readonly generations: number[] = [0];
  /** Free indexes, oldest first, from `freeHead` on. */
  readonly free: number[] = [];
  freeHead = 0;
  /** Entries under names that a task chose itself. */
  readonly chosen = new Map<number, Entry>();
  /** The one name of a port by SEND or RECEIVE, by port id. */
  readonly byPort = new Map<number, Entry>();
  names = 0;
  /** Memory regions of the task. */
  map: AddressMap | null = null;
  /** Messages and bytes this task has sent that nobody has received yet. */
  queuedMessages = 0;
  queuedBytes = 0;

  constructor(taskId: number) {
    this.taskId = taskId;
  }

  /** All entries: by index, then the chosen ones in order of arrival. */
  *entries(): Generator<Entry> {
    for (const entry of this.table) if (entry !== null) yield entry;
    yield* this.chosen.values();
  }
}

/** Returns: the address map of a task, which it gets with its first region. */
export function mapOf(space: Space): AddressMap {
  return (space.map ??= new AddressMap(space.taskId));
}

/** Returns: the entry under `name`, or null. */
export function spaceLookup(space: Space, name: number): Entry | null {
  const entry = space.table[name >>> 8];
  if (entry !== undefined && entry !== null && entry.name === name) return entry;
  return space.chosen.size === 0 ? null : (space.chosen.get(name) ?? null);
}

/** Purpose: a fresh name with an empty entry. Returns: the entry, or null when the table is full. */
export function spaceAllocate(space: Space): Entry | null {
  if (space.names >= NAMES_PER_TASK) return null;
  let index: number;
  if (space.freeHead < space.free.length) {
    index = space.free[space.freeHead++] as number;
    if (space.freeHead > 1024 && space.freeHead * 2 > space.free.length) {
      space.free.splice(0, space.freeHead);
      space.freeHead = 0;
    }
  } else {
    index = space.table.length;
    space.table.push(null);
    space.generations.push(3);
  }
  let name = ((index << 8) | (space.generations[index] as number)) >>> 0;
  while (space.chosen.size !== 0 && space.chosen.has(name)) name = nextGeneration(space, index);
  const entry = new Entry(space, name);
  space.table[index] = entry;
  space.names++;
  return entry;
}

/** Purpose: an empty entry under a name that the caller chose. Needs: the name is free and neither NULL nor DEAD. Returns: null when full. */
export function spaceAllocateName(space: Space, name: number): Entry | null {
  if (space.names >= NAMES_PER_TASK) return null;
  const entry = new Entry(space, name);
  space.chosen.set(name, entry);
  space.names++;
  return entry;
}

function nextGeneration(space: Space, index: number): number {
  const generation = (((space.generations[index] as number) + 4) & 0xff) | 3;
  space.generations[index] = generation;
  return ((index << 8) | generation) >>> 0;
}

function spaceFree(entry: Entry): void {
  const { space, name } = entry;
  const index = name >>> 8;
  if (space.table[index] === entry) {
    space.table[index] = null;
    nextGeneration(space, index);
    space.free.push(index);
  } else space.chosen.delete(name);
  space.names--;
}

/** Purpose: tie an entry to the port it names. Needs: it names none. */
export function entryBind(entry: Entry, port: Port): void {
  entry.object = port;
  entry.objectId = port.id;
  entry.previous = port.entriesLast;
  if (port.entriesLast === null) port.entries = entry;
  else port.entriesLast.next = entry;
  port.entriesLast = entry;
}

function entryUnbind(entry: Entry): void {
  const port = entry.object;
  if (port === null) return;
  const { next, previous } = entry;
  if (previous === null) port.entries = next;
  else previous.next = next;
  if (next === null) port.entriesLast = previous;
  else next.previous = previous;
  entry.next = null;
  entry.previous = null;
  entry.object = null;
}

/** The event types whose fields are those of a name change. */
export type NameEvent = number;

/**
 * Purpose: change type and references of an entry, with its event; an entry whose type becomes 0 is freed.
 * Rights: the counters of the port move by the deltas given; consequences (no-senders and the like) are the caller's.
 * Needs: an entry that becomes nothing or dead has no request left, unless the caller converts it.
 */
export function entrySet(
  ipc: Ipc,
  event: NameEvent,
  entry: Entry,
  type: number,
  urefs: number,
  msg: number,
  dsr: number,
  dso: number,
  dms: number,
): void {
  const port = entry.object;
  const { space, name, type: oldType, urefs: oldUrefs } = entry;
  entry.type = type;
  entry.urefs = urefs;
  if (port !== null) {
    port.srights += dsr;
    port.sorights += dso;
    if (dms !== 0) port.mscount = (port.mscount + dms) >>> 0;
    const had = (oldType & TYPE_SEND_RECEIVE) !== 0;
    const has = (type & TYPE_SEND_RECEIVE) !== 0;
    if (had !== has) {
      if (has) space.byPort.set(port.id, entry);
      else space.byPort.delete(port.id);
    }
  }
  ipc.sink.emit(event, space.taskId, name, entry.objectId, oldType, type, oldUrefs, urefs, msg, dsr, dso, dms);
  if (type === TYPE_NONE || type === TYPE_DEAD_NAME) entryUnbind(entry);
  if (type === TYPE_NONE) spaceFree(entry);
}

/** Purpose: everything under `entry` is called `name` from now on. Needs: `name` is free. */
export function entryRename(ipc: Ipc, entry: Entry, name: number): void {
  const { space, name: oldName, object } = entry;
  spaceFree(entry);
  entry.name = name;
  space.chosen.set(name, entry);
  if (entry.accepted !== null && object !== null) cachedRename(object, space, oldName, name);
  space.names++;
  ipc.sink.emit(EV_NAME_RENAMED, space.taskId, oldName, name, entry.objectId);
  if (object !== null && object.receiver === space && object.receiverName === oldName) {
    object.receiverName = name;
    ipc.sink.emit(EV_RECEIVER, object.id, RECEIVER_TASK, space.taskId, oldName, RECEIVER_TASK, space.taskId, name);
  }
}

/** The notification about a cached message will speak of the new name. */
function cachedRename(port: Port, space: Space, oldName: number, name: number): void {
  for (let message = port.head; message !== null; message = message.next) {
    if (message.sender === space && message.cachedName === oldName) message.cachedName = name;
  }
}
