/**
 * What must hold of the events as a story: messages are neither lost nor doubled nor overtaken, numbers follow each other, and every
 * request for a notification is answered once.
 */
import {
  EV_CALL,
  EV_CALL_DONE,
  EV_COPYIN,
  EV_COPYOUT,
  EV_DELIVERED,
  EV_DEQUEUED,
  EV_HANDED_BACK,
  EV_KERNEL_HOLDS,
  EV_MSG_CREATED,
  EV_MSG_DESTROYED,
  EV_MSG_SERVED,
  EV_NAME_ALLOCATED,
  EV_NAME_ARRIVED,
  EV_NAME_DESTROYED,
  EV_NAME_DIED,
  EV_NAME_DROPPED,
  EV_NAME_INSERTED,
  EV_NOTIFIED,
  EV_PORT_CREATED,
  EV_PORT_GONE,
  EV_PORT_MSCOUNT,
  EV_PORT_RESET,
  EV_PORT_SEQNO,
  EV_QUEUED,
  EV_REQUEST,
  EV_RIGHT_DROPPED,
  EVENT_TYPE_MASK,
  EVENT_WORDS,
  PORT_KIND_ORDINARY,
  SLOT_DESTINATION,
} from '../abi/events.ts';
import { machPort } from '../abi/interfaces/mach_port.ts';
import { UREFS_MAX } from '../abi/limits.ts';
import { NOTIFY_NO_SENDERS, NOTIFY_SEND_ONCE, REQUEST_MSG_ACCEPTED, REQUEST_NO_SENDERS } from '../abi/notify.ts';
import { PORT_SEND, PORT_SEND_ONCE } from '../abi/rights.ts';
import type { Machine } from '../machine/machine.ts';
import type { Batch } from '../trace/batch.ts';

/** The properties, by a short name each. */
export const PROPERTIES = {
  'message conservation': 'a message begins once and ends once: received, handed back, destroyed or served; until then it exists',
  'queue order': 'a queue gives its messages in the order in which they joined',
  'sender order': 'messages of one thread to one port by send rights are received in the order of their sending',
  'sequence numbers': 'the receives of a port are numbered without a gap while its receive right stays',
  'make-send count': 'it rises only when a send right is made, and is reset when the receive right moves',
  'no senders': 'NO_SENDERS is sent when no send right exists any more, and only then',
  'send once': 'a send-once right that is given up unused is told of',
  'user references': 'a right that arrives is one reference; a name that dies with a request on it has one more',
  'queue limit': 'a queue takes no more than its limit, but for what ignores it',
  'notified once': 'a request for a notification is answered once: fired, replaced or cancelled, or ended with its right',
} as const;

export type Property = keyof typeof PROPERTIES;

/** A story that breaks a property; `event` is the number of the event that shows it. */
export interface Contradiction {
  readonly property: Property;
  readonly event: number;
  readonly detail: string;
}

interface PortStory {
  kind: number;
  sends: number;
  makes: number;
  seqno: number;
  /** The messages of the queue, in order. */
  queue: number[];
  /** The last message received of each sending thread. */
  lastOf: Map<number, number>;
  /** Somebody is to be told when the last send right goes, and it has gone in the present step. */
  wantsNoSenders: boolean;
  owesNoSenders: boolean;
  /** Send-once rights given up in the present step of which the port has not been told. */
  owesSendOnce: number;
}

interface MessageStory {
  readonly thread: number;
  bySend: boolean;
}

/** A request whose slot was emptied, and not by whoever made it: something must follow. */
interface Cleared {
  readonly notify: number;
  readonly event: number;
}

export class History {
  readonly #ports = new Map<number, PortStory>();
  readonly #messages = new Map<number, MessageStory>();
  /** By `task:name`, or `:port` for requests on a port. */
  readonly #cleared = new Map<string, Cleared[]>();
  /** Ports that owe a notification. */
  readonly #owing = new Set<number>();
  #call = 0;
  #found: Contradiction | null = null;
  #event = 0;

  /** Reads on. Returns: the first contradiction so far, or null. */
  read(batches: readonly Batch[]): Contradiction | null {
    for (const { words, count, firstSeq } of batches) {
      for (let index = 0; index < count; index++) {
        this.#event = firstSeq + index;
        this.#one(words, index * EVENT_WORDS);
        if (this.#found !== null) return this.#found;
      }
    }
    return null;
  }

  /** Compares the story with the machine it is of. Needs: it is read to its end. */
  compare(machine: Machine): Contradiction | null {
    const { ipc } = machine;
    if (this.#messages.size !== ipc.messages)
      this.#broken('message conservation', `${this.#messages.size} have not ended, ${ipc.messages} exist`);
    for (const [id, story] of this.#ports) {
      const port = ipc.ports.get(id);
      if (port === undefined) continue;
      if (port.mscount !== story.makes) this.#broken('make-send count', `port ${id}: ${port.mscount} there, ${story.makes} told`);
      if (port.seqno !== story.seqno) this.#broken('sequence numbers', `port ${id}: ${port.seqno} there, ${story.seqno} told`);
      if (port.srights !== story.sends) this.#broken('no senders', `port ${id}: ${port.srights} send rights there, ${story.sends} told`);
    }
    for (const id of this.#owing) {
      const story = this.#ports.get(id);
      const alive = ipc.ports.get(id)?.active === true;
      if (story === undefined || !alive) continue;
      if (story.owesNoSenders && story.wantsNoSenders && story.sends === 0)
        this.#broken('no senders', `the last send right to port ${id} has gone, and who asked was not told`);
      if (story.owesSendOnce > 0) this.#broken('send once', `port ${id} was not told of a send-once right that was given up`);
      story.owesNoSenders = false;
      story.owesSendOnce = 0;
    }
    this.#owing.clear();
    for (const [key, list] of this.#cleared) {
      for (const { notify, event } of list) {
        const port = ipc.ports.get(notify);
        if (port?.active === true && port.kind === PORT_KIND_ORDINARY)
          this.#broken('notified once', `the request on ${key} that ended at event ${event} was not answered`);
      }
    }
    this.#cleared.clear();
    return this.#found;
  }

  #broken(property: Property, detail: string): void {
    this.#found ??= { property, event: this.#event, detail };
  }

  #port(id: number): PortStory {
    const story = this.#ports.get(id);
    if (story !== undefined) return story;
    const fresh: PortStory = {
      kind: 0,
      sends: 0,
      makes: 0,
      seqno: 0,
      queue: [],
      lastOf: new Map(),
      wantsNoSenders: false,
      owesNoSenders: false,
      owesSendOnce: 0,
    };
    this.#ports.set(id, fresh);
    return fresh;
  }

  #counts(port: number, dsr: number, dms: number): void {
    if (port === 0 || (dsr === 0 && dms === 0)) return;
    const story = this.#port(port);
    story.sends += dsr;
    story.makes = (story.makes + dms) >>> 0;
    if (dms < 0) this.#broken('make-send count', `port ${port} falls by ${-dms}`);
    if (dsr >= 0 || story.sends !== 0 || !story.wantsNoSenders) return;
    story.owesNoSenders = true;
    this.#owing.add(port);
  }

  /** A right of this kind to a port is given up, and nobody has used it. */
  #givenUp(port: number, dso: number): void {
    if (port === 0 || dso >= 0) return;
    this.#port(port).owesSendOnce -= dso;
    this.#owing.add(port);
  }

  #references(type: number, task: number, name: number, old: number, now: number): void {
    const rise = now - old;
    if ((type === EV_NAME_ARRIVED || type === EV_NAME_INSERTED) && (rise < 0 || rise > 1))
      this.#broken('user references', `name ${name} of task ${task} goes from ${old} to ${now} with one right`);
    if (type !== EV_NAME_DIED) return;
    const asked = this.#cleared.get(`${task}:${name}`)?.some(({ event }) => event >= this.#event - 2) === true;
    if (rise !== (asked && old < UREFS_MAX ? 1 : 0))
      this.#broken('user references', `name ${name} of task ${task} dies with ${now} references after ${old}`);
  }

  #one(words: Int32Array, at: number): void {
    const word = (field: number): number => words[at + 1 + field] as number;
    const type = (words[at] as number) & EVENT_TYPE_MASK;
    if (type >= EV_NAME_ALLOCATED && type <= EV_NAME_INSERTED) {
      if (type === EV_NAME_DROPPED || type === EV_NAME_DESTROYED) this.#givenUp(word(2), word(9));
      this.#references(type, word(0), word(1), word(5), word(6));
      return this.#counts(word(2), word(8), word(10));
    }
    switch (type) {
      case EV_PORT_CREATED:
        this.#port(word(0)).kind = word(1);
        return;
      case EV_PORT_GONE:
        this.#ports.delete(word(0));
        return;
      case EV_PORT_RESET:
        this.#port(word(0)).makes = 0;
        this.#port(word(0)).seqno = 0;
        return;
      case EV_PORT_SEQNO:
        this.#port(word(0)).seqno = word(2) >>> 0;
        return;
      case EV_PORT_MSCOUNT:
        this.#port(word(0)).makes = word(2) >>> 0;
        return;
      case EV_KERNEL_HOLDS:
        return this.#counts(word(0), word(1), word(3));
      case EV_COPYIN:
        if (word(1) === SLOT_DESTINATION) this.#aimed(word(0), word(6) === PORT_SEND);
        return this.#counts(word(5), word(7), word(9));
      case EV_COPYOUT:
        return this.#counts(word(4), word(6), 0);
      case EV_RIGHT_DROPPED:
        if (word(1) !== SLOT_DESTINATION && word(3) === PORT_SEND_ONCE) this.#givenUp(word(2), word(5));
        return this.#counts(word(2), word(4), 0);
      case EV_MSG_CREATED:
        if (this.#messages.has(word(0))) this.#broken('message conservation', `message ${word(0)} begins twice`);
        this.#messages.set(word(0), { thread: word(2), bySend: false });
        return;
      case EV_DELIVERED:
      case EV_HANDED_BACK:
      case EV_MSG_DESTROYED:
      case EV_MSG_SERVED:
        if (!this.#messages.delete(word(0))) this.#broken('message conservation', `message ${word(0)} ends, but does not exist`);
        return;
      case EV_QUEUED:
        if (word(4) === 0 && word(2) > word(3)) this.#broken('queue limit', `port ${word(1)} holds ${word(2)} of ${word(3)}`);
        this.#port(word(1)).queue.push(word(0));
        return;
      case EV_DEQUEUED:
        return this.#dequeued(word(0), word(1), word(2), word(4));
      case EV_CALL:
        this.#call = word(3);
        return;
      case EV_CALL_DONE:
        this.#call = 0;
        return;
      case EV_REQUEST:
        if (word(0) === 0 && (word(3) === REQUEST_NO_SENDERS || word(6) === REQUEST_NO_SENDERS)) this.#wants(word(2), word(7) !== 0);
        return this.#request(word(0), word(1), word(2), word(3), word(4), word(7));
      case EV_NOTIFIED:
        return this.#notified(word(0), word(1), word(2), word(3), word(4));
      default:
    }
  }

  #wants(port: number, wanted: boolean): void {
    const story = this.#port(port);
    story.wantsNoSenders = wanted;
    story.owesNoSenders = false;
  }

  #aimed(msg: number, bySend: boolean): void {
    const message = this.#messages.get(msg);
    if (message !== undefined) message.bySend = bySend;
  }

  #dequeued(msg: number, id: number, seqno: number, receiver: number): void {
    const port = this.#port(id);
    if (port.queue.shift() !== msg) this.#broken('queue order', `message ${msg} leaves port ${id} out of turn`);
    if (receiver === 0) return;
    if (seqno >>> 0 !== port.seqno) this.#broken('sequence numbers', `port ${id} gives ${seqno >>> 0} after ${port.seqno - 1}`);
    port.seqno = (port.seqno + 1) >>> 0;
    const message = this.#messages.get(msg);
    if (message === undefined || message.thread === 0 || !message.bySend) return;
    if ((port.lastOf.get(message.thread) ?? 0) > msg)
      this.#broken('sender order', `message ${msg} of thread ${message.thread} was overtaken`);
    port.lastOf.set(message.thread, msg);
  }

  #request(task: number, name: number, port: number, oldKind: number, oldNotify: number, newNotify: number): void {
    if (oldNotify === 0 || oldKind === REQUEST_MSG_ACCEPTED) return;
    if (this.#call === machPort.mach_port_request_notification.id) return;
    if (newNotify !== 0) {
      if (oldNotify !== newNotify) this.#broken('notified once', `a request on port ${port} is replaced, and nobody asked for that`);
      return;
    }
    const key = task === 0 ? `:${port}` : `${task}:${name}`;
    const list = this.#cleared.get(key) ?? [];
    list.push({ notify: oldNotify, event: this.#event });
    this.#cleared.set(key, list);
  }

  #notified(msghId: number, notify: number, task: number, name: number, port: number): void {
    if (msghId === NOTIFY_NO_SENDERS && this.#port(port).sends !== 0)
      this.#broken('no senders', `told of port ${port}, which has ${this.#port(port).sends} send rights`);
    if (msghId === NOTIFY_SEND_ONCE) return this.#sendOnce(notify);
    const key = task === 0 ? `:${port}` : `${task}:${name}`;
    const list = this.#cleared.get(key);
    const found = list?.findIndex((cleared) => cleared.notify === notify) ?? -1;
    if (found >= 0) list?.splice(found, 1);
    else if (this.#call !== machPort.mach_port_request_notification.id && msghId !== 66)
      this.#broken('notified once', `notification ${msghId} about ${key} without a request`);
  }

  /** A request on a port that dies ends as a SEND_ONCE of its right. */
  #sendOnce(notify: number): void {
    const story = this.#port(notify);
    if (story.owesSendOnce > 0) {
      story.owesSendOnce -= 1;
      return;
    }
    for (const [key, list] of this.#cleared) {
      if (!key.startsWith(':')) continue;
      const found = list.findIndex((cleared) => cleared.notify === notify);
      if (found >= 0) return void list.splice(found, 1);
    }
  }
}
