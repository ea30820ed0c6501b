/** One walk over everything that can hold a right: spaces, messages, kernel slots. What ports say of themselves is compared with it. */
import { REQUEST_SEND_POSSIBLE } from '../../abi/notify.ts';
import { MACH_PORT_DEAD, MACH_PORT_NULL, PORT_RECEIVE, PORT_SEND, TYPE_RECEIVE, TYPE_SEND, TYPE_SEND_ONCE } from '../../abi/rights.ts';
import type { Machine } from '../../machine/machine.ts';
import type { Entry, Memory, Message, Port, Space } from '../objects.ts';
import { breach } from './broken.ts';

/** What the walk found of one port. */
export class Count {
  sends = 0;
  onces = 0;
  receives = 0;
  /** Names of any kind, to compare with the port's own list. */
  entries = 0;
  /** Names whose send-possible request waits for room. */
  armed = 0;
}

/** What the walk found in all. */
export class Tally {
  readonly ports = new Map<Port, Count>();
  readonly messages = new Set<Message>();
  readonly memories = new Map<Memory, number>();
  /** What each space has to pay for: messages, and their bytes. */
  readonly charges = new Map<Space, { messages: number; bytes: number }>();
  waiting = 0;

  of(port: Port): Count {
    const count = this.ports.get(port);
    if (count === undefined) breach('nothing of the dead', `port ${port.id} is referred to, but the kernel has forgotten it`);
    return count;
  }

  send(port: Port | null | undefined): void {
    if (port !== null && port !== undefined) this.of(port).sends++;
  }

  once(port: Port | null): void {
    if (port !== null) this.of(port).onces++;
  }

  hold(memory: Memory): void {
    this.memories.set(memory, (this.memories.get(memory) ?? 0) + 1);
  }
}

/** Walks the whole machine. */
export function tallyOf(machine: Machine): Tally {
  const tally = new Tally();
  for (const port of machine.ipc.ports.values()) tally.ports.set(port, new Count());
  for (const port of machine.ipc.ports.values()) tallyPort(tally, port);
  for (const task of machine.system.tasks.values()) tallySpace(tally, task.space);
  tallySlots(tally, machine);
  return tally;
}

function tallyPort(tally: Tally, port: Port): void {
  for (let message = port.head; message !== null; message = message.next) tallyMessage(tally, message);
  for (let waiter = port.senders.first; waiter !== null; waiter = waiter.next) {
    tally.waiting++;
    if (waiter.message === null) breach('waiters', `thread ${waiter.id} waits to send nothing to port ${port.id}`);
    tallyMessage(tally, waiter.message);
  }
  for (let waiter = port.receivers.first; waiter !== null; waiter = waiter.next) tally.waiting++;
  tally.once(port.noSenders);
  tally.once(port.portDestroyed);
}

function tallyMessage(tally: Tally, message: Message): void {
  if (tally.messages.has(message)) breach('queue counted', `message ${message.id} is in two places`);
  tally.messages.add(message);
  tallyRight(tally, message, message.destination, message.destinationKind);
  tallyRight(tally, message, message.reply, message.replyKind);
  tally.once(message.cachedNotify);
  if (message.descriptors !== null) {
    for (const { rights, memory } of message.descriptors) {
      for (const { port, kind } of rights) tallyRight(tally, message, port, kind);
      if (memory !== null) tally.hold(memory);
    }
  }
  const { payer } = message;
  if (payer === null) return;
  const charge = tally.charges.get(payer);
  if (charge === undefined) tally.charges.set(payer, { messages: 1, bytes: message.charged });
  else {
    charge.messages++;
    charge.bytes += message.charged;
  }
}

function tallyRight(tally: Tally, message: Message, port: Port | null, kind: number): void {
  if (port === null) return;
  const count = tally.of(port);
  if (kind === PORT_SEND) count.sends++;
  else if (kind === PORT_RECEIVE) {
    count.receives++;
    if (port.carrier !== message)
      breach('receiver', `message ${message.id} has the receive right of port ${port.id}, which does not know it`);
  } else count.onces++;
}

function tallySpace(tally: Tally, space: Space): void {
  const { table, chosen } = space;
  let names = 0;
  for (let index = 0; index < table.length; index++) {
    const entry = table[index];
    if (entry === null || entry === undefined) continue;
    names++;
    if (entry.name >>> 8 !== index || index === 0) breach('names', `task ${space.taskId} has name ${hex(entry.name)} at place ${index}`);
    if (chosen.size !== 0 && chosen.has(entry.name)) breach('names', `task ${space.taskId} has name ${hex(entry.name)} twice`);
    tallyEntry(tally, entry, space);
  }
  for (const [name, entry] of chosen) {
    names++;
    if (entry.name !== name) breach('names', `task ${space.taskId} finds name ${hex(entry.name)} under ${hex(name)}`);
    tallyEntry(tally, entry, space);
  }
  if (names !== space.names) breach('names', `task ${space.taskId} counts ${space.names} names and has ${names}`);
  if (space.map === null) return;
  for (const { memory } of space.map.regions) tally.hold(memory);
}

function tallyEntry(tally: Tally, entry: Entry, space: Space): void {
  const { name, type, object } = entry;
  if (name === MACH_PORT_NULL || name === MACH_PORT_DEAD) breach('names', `task ${space.taskId} has a right under ${hex(name)}`);
  if (entry.space !== space) breach('names', `name ${hex(name)} of task ${space.taskId} belongs to another space`);
  tally.once(entry.request);
  if (object === null) return;
  const count = tally.of(object);
  count.entries++;
  if ((type & TYPE_SEND) !== 0) count.sends++;
  if ((type & TYPE_RECEIVE) !== 0) count.receives++;
  if ((type & TYPE_SEND_ONCE) !== 0) count.onces++;
  if (entry.requestKind === REQUEST_SEND_POSSIBLE && entry.requestArmed) count.armed++;
}

/** The kernel's own rights: host ports, the slots of tasks and threads, and what the registry says it holds. */
function tallySlots(tally: Tally, machine: Machine): void {
  const { system } = machine;
  for (const port of [
    system.hostPort,
    system.hostPrivPort,
    system.devicePrivPort,
    system.spawnerPort,
    system.consolePort,
    system.displayPort,
  ])
    tally.send(port);
  for (const port of system.hostExceptions.values()) tally.send(port);
  for (const task of system.tasks.values()) {
    tally.send(task.self);
    tally.send(task.host);
    tally.send(task.bootstrap);
    for (const port of task.registered) tally.send(port);
    for (const port of task.exceptions.values()) tally.send(port);
  }
  for (const thread of system.threads.values()) {
    tally.send(thread.self);
    tally.once(thread.cachedNotify);
    if (thread.exceptions !== null) for (const port of thread.exceptions.values()) tally.send(port);
  }
  for (const port of machine.registry.held()) tally.send(port);
  const scheduler = machine.scheduler();
  if (scheduler === null) return;
  for (const port of scheduler.held()) tally.send(port);
  for (const { kept } of scheduler.owed())
    if (kept.kind === PORT_SEND) tally.send(kept.port);
    else tally.once(kept.port);
}

export function hex(name: number): string {
  return `0x${name.toString(16)}`;
}
