/** Answers to "why": which condition is not met, and the chain of events that led there. */

import {
  EV_DELIVERED,
  EV_DEQUEUED,
  EV_HANDED_BACK,
  EV_MSG_SERVED,
  EV_NAME_DIED,
  EV_PORT_DIED,
  EV_QUEUED,
  EV_RECEIVER,
  EVENT_OPENS,
  PORT_KIND_SET,
  RECEIVER_MESSAGE,
  WAIT_SEND,
} from '../../abi/events.ts';
import { TYPE_DEAD_NAME, TYPE_SEND_RIGHTS } from '../../abi/rights.ts';
import type { Log } from '../log.ts';
import type { PortState } from '../records.ts';
import type { ThreadState } from '../records.tasks.ts';
import { previousWhere } from '../scan.ts';
import type { Frozen } from '../state.ts';
import { endsOf, whereIs } from './messages.ts';
import type { NotThere } from './messages.ts';
import { receiverOf } from './rights.ts';

/** One answer. `slots` fill the phrase `why.<reason>` of the catalogue; `chain` is event numbers, the oldest first. */
export interface Why {
  readonly reason: string;
  readonly slots: Readonly<Record<string, WhySlot>>;
  readonly chain: readonly number[];
  /** Further answers on which this one rests: why the one that it waits for waits. */
  readonly because: readonly Why[];
}

export type WhySlot = number | { readonly kind: 'task' | 'port' | 'msg' | 'thread'; readonly id: number };

const task = (id: number): WhySlot => ({ kind: 'task', id });
const port = (id: number): WhySlot => ({ kind: 'port', id });
const msg = (id: number): WhySlot => ({ kind: 'msg', id });
const answer = (reason: string, slots: Why['slots'], chain: readonly number[], because: readonly Why[] = []): Why => ({
  reason,
  slots,
  chain: [...new Set(chain)].sort((a, b) => a - b),
  because,
});

/** Why a task does not go on, one answer for each of its threads, in the state after event `at`. */
export function whyBlocked(state: Frozen, log: Log, at: number, id: number): Why[] {
  const found = state.tasks.get(id);
  if (found === undefined) return [answer('noTask', { task: task(id) }, [])];
  if (found.ended !== null) return [answer('ended', { task: task(id) }, [found.ended.at])];
  const threads = state.threads.sorted((thread) => thread.id).filter((thread) => thread.task === id);
  if (threads.length === 0) return [answer('noThread', { task: task(id) }, [])];
  return threads.map((thread) => whyThread(state, log, at, thread, new Set()));
}

function whyThread(state: Frozen, log: Log, at: number, thread: ThreadState, asked: Set<number>): Why {
  const owner = state.tasks.get(thread.task);
  const slots = { task: task(thread.task), thread: thread.id };
  if (asked.has(thread.id)) return answer('circle', slots, thread.wait === null ? [] : [thread.wait.since]);
  asked.add(thread.id);
  if (thread.suspendCount > 0 || (owner?.suspendCount ?? 0) > 0)
    return answer('suspended', slots, thread.trap === null ? [] : [thread.trap.at]);
  if (thread.trap === null) return answer('running', slots, []);
  if (thread.trap.gate !== 0) return answer('gate', slots, [thread.trap.at]);
  if (thread.wait === null) return answer('kernel', slots, [thread.trap.at]);
  const object = state.ports.get(thread.wait.object);
  if (object === undefined) return answer('kernel', slots, [thread.trap.at]);
  const chain = [thread.trap.at, thread.wait.since];
  return thread.wait.wait === WAIT_SEND ? whyFull(state, log, at, object, slots, chain, asked) : whyEmpty(state, log, object, slots, chain);
}

/** The queue is full: what fills it, and why its receiver does not take anything out. */
function whyFull(
  state: Frozen,
  log: Log,
  at: number,
  full: PortState,
  slots: Why['slots'],
  chain: readonly number[],
  asked: Set<number>,
): Why {
  const queue = full.queue.toArray();
  const fills = queue.slice(0, 16).flatMap((id) => queuedAt(log, id, full.id, at) ?? []);
  const receiver = receiverOf(full);
  const all = { ...slots, port: port(full.id), count: full.queue.length, limit: full.qlimit };
  if (receiver === null) return answer('fullInTransit', all, [...chain, ...fills]);
  const receivers = state.threads.sorted((thread) => thread.id).filter((thread) => thread.task === receiver);
  return answer(
    'full',
    { ...all, receiver: task(receiver) },
    [...chain, ...fills],
    receivers.map((thread) => whyThread(state, log, at, thread, asked)),
  );
}

/** Nothing came: who could send, and what came last. */
function whyEmpty(state: Frozen, log: Log, empty: PortState, slots: Why['slots'], chain: readonly number[]): Why {
  const members = empty.kind === PORT_KIND_SET ? empty.members.toArray() : [empty.id];
  const ports = members.flatMap((id) => state.ports.get(id) ?? []);
  const senders = ports.reduce((sum, one) => sum + one.srights, 0);
  const once = ports.reduce((sum, one) => sum + one.sorights, 0);
  const all = { ...slots, port: port(empty.id), senders, once };
  if (empty.kind === PORT_KIND_SET && ports.length === 0) return answer('emptySet', all, chain);
  if (senders + once === 0) return answer('noSenders', all, chain);
  const holders = new Set<number>();
  for (const other of state.tasks.values()) {
    for (const entry of other.entries.values())
      if (members.includes(entry.object) && (entry.type & TYPE_SEND_RIGHTS) !== 0) holders.add(other.id);
  }
  const [only] = holders;
  if (holders.size === 1 && only !== undefined) return answer('oneSender', { ...all, sender: task(only) }, chain);
  return answer('empty', { ...all, holders: holders.size }, [...chain, ...lastDelivered(log, members, chain.at(-1) ?? 0)]);
}

function lastDelivered(log: Log, ports: readonly number[], before: number): number[] {
  // Delivered messages name no port, the queue that they left does.
  const seq = previousWhere(
    log,
    before,
    Math.max(log.first, before - 100_000),
    (words, w) => (words[w]! & 0xffff) === EV_DEQUEUED && ports.includes(words[w + 2]!),
  );
  return seq === undefined ? [] : [seq];
}

/** Why a name of a task leads nowhere. */
export function whyDead(state: Frozen, log: Log, at: number, id: number, name: number): Why {
  const entry = state.tasks.get(id)?.entries.get(name);
  if (entry === undefined) return answer('noName', { task: task(id), name }, []);
  const slots = { task: task(id), name, port: port(entry.object), urefs: entry.urefs };
  if ((entry.type & TYPE_DEAD_NAME) === 0) return answer('notDead', slots, []);
  const died = previousWhere(
    log,
    at,
    log.first,
    (words, w) => (words[w]! & 0xffff) === EV_NAME_DIED && words[w + 1] === id && words[w + 2] === (name | 0),
  );
  if (died === undefined) return answer(entry.object === 0 ? 'deadFromStart' : 'deadForgotten', slots, []);
  return answer('dead', slots, [...portDeath(log, entry.object, died), died]);
}

/** The death of a port before event `before`, the loss of its receive right, and what began it. */
function portDeath(log: Log, id: number, before: number): number[] {
  const death = previousWhere(log, before, log.first, (words, w) => (words[w]! & 0xffff) === EV_PORT_DIED && words[w + 1] === id);
  if (death === undefined) return [];
  const lost = previousWhere(log, death, log.first, (words, w) => (words[w]! & 0xffff) === EV_RECEIVER && words[w + 1] === id);
  const opening = previousWhere(log, death, log.first, (words, w) => (words[w]! & EVENT_OPENS) !== 0);
  const carried =
    lost === undefined || log.event(lost)!.field('oldKind') !== RECEIVER_MESSAGE
      ? []
      : (endsOf(log, log.event(lost)!.field('oldId')).ended ?? []);
  return [opening, lost, death].filter((seq) => seq !== undefined).concat(carried);
}

/** Why a message has not been received, in the state after event `at`. */
export function whyNotDelivered(state: Frozen, log: Log, at: number, id: number): Why {
  const place = whereIs(state, log, at, id);
  const slots = { msg: msg(id) };
  switch (place.where) {
    case 'queued':
      return whyQueued(state, log, at, id, place.port, place.before);
    case 'waiting': {
      const thread = state.threads.get(place.thread)!;
      return answer(
        'messageWaits',
        { ...slots, task: task(thread.task), port: port(place.port) },
        [thread.wait?.since ?? at],
        [whyThread(state, log, at, thread, new Set())],
      );
    }
    case 'kernel':
      return answer('messageInKernel', slots, [state.messages.get(id)?.createdAt ?? at]);
    default:
      return whyNotThere(log, place, slots);
  }
}

/** The message is not there: it has ended, is still to come, or nothing is known of it. */
function whyNotThere(log: Log, { where, created, ended }: NotThere, slots: Why['slots']): Why {
  const made = created === undefined ? [] : [created];
  if (where === 'future') return answer('messageFuture', slots, made);
  if (where === 'unknown' || ended === undefined) return answer('messageUnknown', slots, made);
  const event = log.event(ended)!;
  const chain = [...made, ended];
  switch (event.type) {
    case EV_DELIVERED:
      return answer('messageDelivered', { ...slots, task: task(event.field('task')) }, chain);
    case EV_HANDED_BACK:
      return answer('messageHandedBack', { ...slots, task: task(event.field('task')) }, chain);
    case EV_MSG_SERVED:
      return answer('messageServed', slots, chain);
    default: {
      const on = event.field('port');
      return answer(`messageDestroyed.${event.field('why')}`, { ...slots, port: port(on) }, [...portDeath(log, on, ended), ...chain]);
    }
  }
}

function whyQueued(state: Frozen, log: Log, at: number, id: number, on: number, before: number): Why {
  const queue = state.ports.get(on)!;
  const receiver = receiverOf(queue);
  const slots = { msg: msg(id), port: port(on), before };
  const chain = [state.messages.get(id)?.createdAt ?? at, queuedAt(log, id, on, at) ?? at];
  if (receiver === null) return answer('messageInTransit', slots, chain);
  if (receiver === 0) return answer('messageForService', slots, chain);
  const receivers = state.threads.sorted((thread) => thread.id).filter((thread) => thread.task === receiver);
  return answer(
    'messageQueued',
    { ...slots, receiver: task(receiver) },
    chain,
    receivers.map((thread) => whyThread(state, log, at, thread, new Set())),
  );
}

function queuedAt(log: Log, id: number, on: number, at: number): number | undefined {
  return previousWhere(log, at, log.first, (words, w) => (words[w]! & 0xffff) === EV_QUEUED && words[w + 1] === id && words[w + 2] === on);
}
