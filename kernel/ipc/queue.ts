/** The message queue of a port, and who goes on when something moves in it. */
import { EV_DEQUEUED, EV_QUEUED, PORT_KIND_ORDINARY, RECEIVER_KERNEL, WAKE_READY } from '../abi/events.ts';
import { QUEUE_HARD_CAP } from '../abi/limits.ts';
import { PORT_SEND_ONCE } from '../abi/rights.ts';
import type { Ipc } from './context.ts';
import { portDestroy } from './death.ts';
import type { Message } from './message.ts';
import { notifyAccepted, notifySendPossible, setAccepted, setRequest } from './notification.ts';
import { kernelHolds, type Port, sendOnceReleased } from './port.ts';
import { type Entry, spaceLookup } from './space.ts';
import { type Waiter, waitEnd } from './wait.ts';

/** True when a message sent by an ordinary send right may join the queue now: there is room and nobody waits for it. */
export function queueHasRoom(port: Port): boolean {
  return port.msgcount < port.qlimit && port.senders.first === null;
}

/** True when the port can hold no message at all any more, not even by a send-once right. */
export function queueIsCapped(port: Port): boolean {
  return port.msgcount >= QUEUE_HARD_CAP;
}

/** Purpose: a message joins the end of the queue of its port. Needs: the port is alive and not the kernel's. */
export function enqueue(ipc: Ipc, port: Port, message: Message, forced: boolean): void {
  message.arrival = ++ipc.arrivals;
  message.next = null;
  if (port.tail === null) port.head = message;
  else port.tail.next = message;
  port.tail = message;
  port.msgcount++;
  ipc.sink.emit(EV_QUEUED, message.id, port.id, port.msgcount, port.qlimit, forced ? 1 : 0);
  const { sets } = port;
  if (sets !== null && port.head === message) for (const set of sets) set.members?.offer(port);
  if (port.receivers.first !== null || sets !== null || port.receiverKind === RECEIVER_KERNEL) ipc.ready.push(port);
}

/**
 * Purpose: take the head of the queue. `receiver` null: it is flushed and nothing counts; else its number is the port's next.
 * Needs: the queue is not empty. Rights: the message is the caller's.
 */
export function dequeue(ipc: Ipc, port: Port, receiver: Waiter | null): Message {
  const message = port.head as Message;
  port.head = message.next;
  message.next = null;
  if (port.head === null) port.tail = null;
  port.msgcount--;
  const { sets } = port;
  if (sets !== null && port.head !== null) for (const set of sets) set.members?.offer(port);
  if (receiver === null) {
    ipc.sink.emit(EV_DEQUEUED, message.id, port.id, 0, port.msgcount, 0, 0);
  } else {
    ipc.sink.emit(EV_DEQUEUED, message.id, port.id, port.seqno, port.msgcount, receiver.id, receiver.taskId);
    port.seqno = (port.seqno + 1) >>> 0;
    if (port.senders.first !== null) ipc.ready.push(port);
  }
  if (message.cachedNotify !== null) cachedTaken(ipc, port, message);
  if (receiver !== null && port.msgcount < port.qlimit && port.armed !== null) fireSendPossible(ipc, port);
  return message;
}

function cachedTaken(ipc: Ipc, port: Port, message: Message): void {
  const notify = message.cachedNotify as Port;
  message.cachedNotify = null;
  if (message.sender !== null) port.cachedFor?.delete(message.sender);
  const entry = message.sender === null ? null : spaceLookup(message.sender, message.cachedName);
  const stillThere = entry !== null && entry.object === port && entry.accepted === notify;
  if (stillThere) setAccepted(ipc, entry, null);
  if (!port.active) {
    kernelHolds(ipc, notify, 0, -1);
    sendOnceReleased(ipc, notify);
    return;
  }
  notifyAccepted(ipc, notify, message.senderTask, stillThere ? entry.name : 0, port);
}

function fireSendPossible(ipc: Ipc, port: Port): void {
  const armed = port.armed as Set<Entry>;
  port.armed = null;
  for (const entry of armed) {
    const notify = entry.request;
    if (notify === null || !entry.requestArmed) continue;
    setRequest(ipc, entry, 0, null, false);
    notifySendPossible(ipc, notify, entry);
  }
}

/**
 * Purpose: let everything go on that the steps so far made possible: blocked senders in their order while there is room,
 * blocked receivers in theirs while there are messages, and the deaths that were put off. Ends when nothing moves any more.
 */
export function settle(ipc: Ipc): void {
  const { dying, ready } = ipc;
  for (;;) {
    const dead = dying.pop();
    if (dead !== undefined) {
      portDestroy(ipc, dead);
      continue;
    }
    const port = ready.pop();
    if (port === undefined) return;
    pump(ipc, port);
  }
}

function pump(ipc: Ipc, port: Port): void {
  if (port.members !== null) {
    for (let member = port.members.first(); member !== null && port.receivers.first !== null; member = port.members.first()) {
      handOver(ipc, port.receivers.first, member);
    }
    return;
  }
  while (port.active) {
    const sender = port.senders.first;
    if (sender !== null && port.msgcount < port.qlimit) {
      const message = sender.message as Message;
      waitEnd(ipc, sender, WAKE_READY);
      enqueue(ipc, port, message, false);
      ipc.continuations.sent(sender);
      continue;
    }
    if (port.head === null) return;
    if (port.receiverKind === RECEIVER_KERNEL) {
      if (port.kind === PORT_KIND_ORDINARY) return ipc.wanted(port);
      ipc.continuations.serve(dequeue(ipc, port, null), null);
      continue;
    }
    const receiver = port.receivers.first ?? waitingOnSet(port);
    if (receiver === null) return;
    handOver(ipc, receiver, port);
  }
}

function waitingOnSet(port: Port): Waiter | null {
  if (port.sets !== null) for (const set of port.sets) if (set.receivers.first !== null) return set.receivers.first;
  return null;
}

function handOver(ipc: Ipc, receiver: Waiter, port: Port): void {
  waitEnd(ipc, receiver, WAKE_READY);
  ipc.continuations.receive(receiver, port);
}

/** True when a send to the port ignores its limit: by a send-once right. */
export function ignoresLimit(message: Message): boolean {
  return message.destinationKind === PORT_SEND_ONCE;
}
