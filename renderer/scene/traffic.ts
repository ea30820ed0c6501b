/** Messages that a step moved: into a queue along the line of the name they were sent by, out of it along the receiver's rails. */

import * as E from '../../kernel/abi/events.ts';
import { NOTIFICATION_NAMES } from '../../kernel/abi/notify.ts';
import { nameText } from '../../kernel/abi/rights.ts';
import type { LogEvent } from '../../kernel/trace/event.ts';
import type { Frozen } from '../../kernel/trace/state.ts';
import type { LogReader, Step } from '../view.ts';
import { kindInMessage } from './context.ts';
import type { RightKind } from './items.ts';
import type { Layout } from './layout.ts';
import { wantedOf } from './lines.ts';
import type { Path } from './path.ts';
import type { Router } from './router.ts';

export interface Hop {
  readonly message: number;
  readonly seq: number;
  readonly port: number;
  readonly path: Path;
  readonly rights: readonly RightKind[];
  readonly memory: boolean;
  readonly notification: boolean;
  /** What rights are called before and after: `0x0703 → 0x0b03`. */
  readonly label: string;
}

/** Events looked at round a hop: a trap has rarely more. */
const NEAR = 300;
/** More hops than this in a step are only counted. */
const HOPS_MOST = 64;

export interface Traffic {
  readonly hops: readonly Hop[];
  /** All movements, drawn or not. */
  readonly moves: number;
}

interface Setting {
  readonly log: LogReader;
  readonly state: Frozen;
  readonly layout: Layout;
  readonly router: Router;
}

/** Steps back move nothing: they jump. */
export function trafficOf(setting: Setting, step: Step | null): Traffic {
  if (step === null || step.back) return { hops: [], moves: 0 };
  const moving: number[] = [];
  for (let seq = step.from; seq <= step.to; seq++) {
    const type = setting.log.event(seq)?.type;
    if (type === E.EV_QUEUED || type === E.EV_DELIVERED) moving.push(seq);
  }
  const hops = moving.slice(-HOPS_MOST).flatMap((seq) => {
    const event = setting.log.event(seq)!;
    const hop = event.type === E.EV_QUEUED ? hopIn(setting, event) : hopOut(setting, event);
    return hop === null ? [] : [hop];
  });
  return { hops, moves: moving.length };
}

function hopIn({ log, layout, router }: Setting, queued: LogEvent): Hop | null {
  const message = queued.field('msg');
  const port = queued.field('port');
  const made = find(log, queued.seq, -1, (event) => event.type === E.EV_MSG_CREATED && event.field('msg') === message);
  if (made === undefined) return null;
  const rights = copyins(log, made.seq, queued.seq, message);
  const sent = rights.find((event) => event.field('slot') === E.SLOT_DESTINATION);
  if (sent === undefined) return null;
  const wanted = wantedOf(layout, sent.field('task'), sent.field('name'), port, queued.seq, 'send');
  if (wanted === undefined) return null;
  const carried = rights.filter((event) => event.field('slot') >= E.SLOT_BODY);
  return {
    message,
    seq: queued.seq,
    port,
    path: router.way(wanted),
    rights: carried.map((event) => kindInMessage(event.field('kind'))),
    memory: hasMemory(log, made.seq, queued.seq, message),
    notification: isNotification(made),
    label: carried.map((event) => nameText(event.field('name'))).join(', '),
  };
}

function hopOut({ log, state, layout, router }: Setting, delivered: LogEvent): Hop | null {
  const message = delivered.field('msg');
  const taken = find(log, delivered.seq, -1, (event) => event.type === E.EV_DEQUEUED && event.field('msg') === message);
  const port = taken?.field('port') ?? 0;
  const receiver = state.ports.get(port);
  if (receiver === undefined || receiver.receiverKind !== E.RECEIVER_TASK) return null;
  const wanted = wantedOf(layout, receiver.receiverId, receiver.receiverName, port, delivered.seq, 'receive');
  if (wanted === undefined) return null;
  const createdAt = delivered.field('createdAt');
  const sent = copyins(log, createdAt, Math.min(createdAt + NEAR, delivered.seq), message);
  const arrived = between(log, taken!.seq, delivered.seq).filter(
    (event) => event.type === E.EV_COPYOUT && event.field('msg') === message && event.field('slot') >= E.SLOT_BODY,
  );
  const names = arrived.map((event) => {
    const before = sent.find((one) => one.field('slot') === event.field('slot'));
    return `${before === undefined ? '?' : nameText(before.field('name'))} → ${nameText(event.field('name'))}`;
  });
  return {
    message,
    seq: delivered.seq,
    port,
    path: router.way(wanted).toReversed(),
    rights: arrived.map((event) => kindInMessage(event.field('kind'))),
    memory: hasMemory(log, createdAt, Math.min(createdAt + NEAR, delivered.seq), message),
    notification: delivered.field('senderTask') === 0 && NOTIFICATION_NAMES[delivered.field('msghId')] !== undefined,
    label: names.join(', '),
  };
}

function find(log: LogReader, from: number, by: 1 | -1, test: (event: LogEvent) => boolean): LogEvent | undefined {
  for (let seq = from, i = 0; i < NEAR; i++, seq += by) {
    const event = log.event(seq);
    if (event === undefined) return undefined;
    if (test(event)) return event;
  }
  return undefined;
}

function between(log: LogReader, from: number, to: number): LogEvent[] {
  const events: LogEvent[] = [];
  for (let seq = from; seq <= to; seq++) {
    const event = log.event(seq);
    if (event !== undefined) events.push(event);
  }
  return events;
}

function copyins(log: LogReader, from: number, to: number, message: number): LogEvent[] {
  return between(log, from, to).filter((event) => event.type === E.EV_COPYIN && event.field('msg') === message);
}

function hasMemory(log: LogReader, from: number, to: number, message: number): boolean {
  return between(log, from, to).some((event) => event.type === E.EV_OOL_ATTACHED && event.field('msg') === message);
}

function isNotification(made: LogEvent): boolean {
  return made.field('senderTask') === 0 && NOTIFICATION_NAMES[made.field('msghId')] !== undefined;
}
