/** What must hold of each port and set. */
import { PORT_KIND_ORDINARY, PORT_KIND_SET, RECEIVER_KERNEL, RECEIVER_MESSAGE, RECEIVER_NOBODY, RECEIVER_TASK } from '../../abi/events.ts';
import { TYPE_PORT_SET, TYPE_RECEIVE } from '../../abi/rights.ts';
import type { Machine } from '../../machine/machine.ts';
import type { Message, Port } from '../objects.ts';
import { breach } from './broken.ts';
import type { Count, Tally } from './tally.ts';

/** Checks one port against what the walk found of it. */
export function checkPort(machine: Machine, port: Port, count: Count, tally: Tally): void {
  if (port.srights !== count.sends) breach('send rights counted', `port ${port.id} counts ${port.srights}, ${count.sends} hold one`);
  if (port.sorights !== count.onces) breach('send-once rights counted', `port ${port.id} counts ${port.sorights}, ${count.onces} exist`);
  checkEntries(port, count);
  if (!port.active) return checkDead(port, count);
  if (port.kind === PORT_KIND_SET) checkSet(port);
  else checkReceiver(port, count, tally);
  checkQueue(port);
  checkMembership(machine, port);
  checkWakeUps(port);
}

/** The port's list of the names for it is all of them. */
function checkEntries(port: Port, count: Count): void {
  let entries = 0;
  for (let entry = port.entries; entry !== null; entry = entry.next) {
    entries++;
    if (entry.object !== port) breach('nothing of the dead', `port ${port.id} lists a name for another object`);
  }
  if (entries !== count.entries) breach('nothing of the dead', `port ${port.id} lists ${entries} names, spaces have ${count.entries}`);
  const armed = port.armed?.size ?? 0;
  if (armed !== count.armed) breach('requests on names', `port ${port.id} knows ${armed} armed requests, names have ${count.armed}`);
}

function checkDead(port: Port, count: Count): void {
  const { id } = port;
  if (count.receives !== 0 || port.receiverKind !== RECEIVER_NOBODY) breach('one receive right', `dead port ${id} still has one`);
  if (port.msgcount !== 0 || port.head !== null || port.tail !== null) breach('dead ports are empty', `port ${id} has a queue`);
  if (port.senders.first !== null || port.receivers.first !== null) breach('dead ports are empty', `somebody waits at port ${id}`);
  if (port.noSenders !== null || port.portDestroyed !== null || port.armed !== null)
    breach('dead ports are empty', `port ${id} has a request`);
  if (port.sets !== null || (port.members !== null && port.members.ports.size > 0))
    breach('dead ports are empty', `port ${id} is in a set`);
  if (port.srights === 0 && port.sorights === 0) breach('dead ports are empty', `nothing refers to port ${id} any more`);
  if (port.busy) breach('nothing pending', `port ${id} is still dying`);
}

function checkReceiver(port: Port, count: Count, tally: Tally): void {
  const { id, receiver, receiverName, carrier } = port;
  switch (port.receiverKind) {
    case RECEIVER_TASK: {
      const entry = receiver?.byPort.get(id);
      if (count.receives !== 1) breach('one receive right', `port ${id} has ${count.receives}`);
      if (carrier !== null || receiver === null || !receiver.active) breach('receiver', `port ${id} has no living space that receives`);
      if (entry === undefined || entry.name !== receiverName || (entry.type & TYPE_RECEIVE) === 0)
        breach('receiver', `task ${receiver.taskId} has no receive right of port ${id} under ${receiverName}`);
      return;
    }
    case RECEIVER_MESSAGE:
      if (count.receives !== 1) breach('one receive right', `port ${id} has ${count.receives}`);
      if (carrier === null || receiver !== null || !tally.messages.has(carrier))
        breach('receiver', `port ${id} is in a message that is gone`);
      return;
    case RECEIVER_KERNEL:
      if (count.receives !== 0) breach('one receive right', `port ${id} of the kernel has ${count.receives} besides`);
      if (carrier !== null || receiver !== null || receiverName !== 0) breach('receiver', `port ${id} of the kernel has another receiver`);
      return;
    default:
      breach('one receive right', `nobody has that of port ${id}`);
  }
}

function checkQueue(port: Port): void {
  let count = 0;
  let last: Message | null = null;
  for (let message = port.head; message !== null; message = message.next) {
    count++;
    if (message.destination !== port) breach('queue counted', `message ${message.id} in the queue of port ${port.id} is for another`);
    if (last !== null && last.arrival >= message.arrival)
      breach('queue counted', `message ${message.id} overtook ${last.id} at port ${port.id}`);
    last = message;
  }
  if (count !== port.msgcount) breach('queue counted', `port ${port.id} counts ${port.msgcount} messages and has ${count}`);
  if (port.tail !== last) breach('queue counted', `the queue of port ${port.id} has a wrong end`);
  if (count > 0 && port.kind !== PORT_KIND_ORDINARY) breach('queue counted', `port ${port.id} of the kernel has a queue`);
}

function checkSet(set: Port): void {
  const { receiver, members, id } = set;
  if (members === null || receiver === null || set.receiverKind !== RECEIVER_TASK) breach('sets', `set ${id} has no owner or no members`);
  let named = false;
  for (let entry = set.entries; entry !== null; entry = entry.next) {
    if (entry.type !== TYPE_PORT_SET || entry.space !== receiver || entry.name !== set.receiverName || named)
      breach('sets', `set ${id} has a name it cannot have`);
    named = true;
  }
  if (!named) breach('sets', `set ${id} has no name`);
  for (const member of members.ports) {
    if (member.sets === null || !member.sets.includes(set)) breach('sets', `port ${member.id} does not know that it is in set ${id}`);
    if (member.receiver !== receiver) breach('sets', `port ${member.id} in set ${id} is received elsewhere`);
  }
}

function checkMembership(machine: Machine, port: Port): void {
  const { sets } = port;
  if (sets === null) return;
  if (sets.length === 0) breach('sets', `port ${port.id} is in no set but has a list of them`);
  if (sets.length > 1 && !machine.profile.multiSet) breach('sets', `port ${port.id} is in ${sets.length} sets`);
  for (const set of sets) {
    if (!set.active || set.members === null || !set.members.ports.has(port))
      breach('sets', `port ${port.id} is in set ${set.id}, which does not know`);
  }
}

function checkWakeUps(port: Port): void {
  const { id } = port;
  if (port.senders.first !== null && port.msgcount < port.qlimit) breach('no lost wake-up', `port ${id} has room, and a sender waits`);
  if (port.receivers.first === null) return;
  if (port.head !== null) breach('no lost wake-up', `port ${id} has a message, and a receiver waits`);
  if (port.members === null) return;
  for (const member of port.members.ports) {
    if (member.head !== null) breach('no lost wake-up', `port ${member.id} in set ${id} has a message, and a receiver waits`);
  }
}

/** Follows every receive right in transit to where its message waits: it must end. */
export function checkCycles(ports: Iterable<Port>): void {
  const done = new Set<Port>();
  for (const port of ports) {
    if (port.carrier === null || done.has(port)) continue;
    const path = new Set<Port>();
    for (let at: Port | null = port; at !== null && !done.has(at); at = at.carrier === null ? null : at.carrier.destination) {
      if (path.has(at)) breach('no cycle', `the receive right of port ${at.id} waits where only itself leads`);
      path.add(at);
    }
    for (const passed of path) done.add(passed);
  }
}
