/** Messages as journeys: made, perhaps held back, queued, taken, ended. Found from the events that are seen, and from what the state says of older ones. */

import * as E from '../../kernel/abi/events.ts';
import { NOTIFICATION_NAMES } from '../../kernel/abi/notify.ts';
import type { LogEvent } from '../../kernel/trace/event.ts';
import type { Frozen } from '../../kernel/trace/state.ts';
import { kindInMessage } from '../scene/context.ts';
import type { RightKind } from '../scene/items.ts';
import type { LogReader } from '../view.ts';

export type JourneyEnd = 'delivered' | 'handed-back' | 'destroyed' | 'served';

export interface Journey {
  readonly message: number;
  readonly msghId: number;
  /** The sender's task; 0: the kernel. */
  readonly sender: number;
  readonly createdAt: number;
  /** Its sender waits for room from here on. */
  waitsAt: number | null;
  queuedAt: number | null;
  port: number;
  takenAt: number | null;
  endedAt: number | null;
  end: JourneyEnd | null;
  /** Who received it. */
  receiver: number;
  readonly rights: RightKind[];
  readonly notification: boolean;
}

/** Events after its making in which a message is in its queue, unless its sender must wait. */
const NEAR = 200;
/** Messages older than what is seen are looked for among so many of the state's. */
const OLD_MOST = 400;

export function journeysIn(log: LogReader, state: Frozen, cursor: number, first: number, last: number): Journey[] {
  const journeys = new Map<number, Journey>();
  for (const message of [...state.messages.values()].slice(0, OLD_MOST)) {
    if (message.createdAt >= first || message.createdAt < log.first) continue;
    const journey = begin(log, message.createdAt);
    if (journey !== null) retrace(log, journeys, journey, Math.min(first - 1, cursor));
  }
  for (let seq = first; seq <= last; seq++) {
    const event = log.event(seq);
    const message = event?.get('msg') ?? 0;
    if (event === undefined || message === 0) continue;
    let journey = journeys.get(message);
    if (journey === undefined) {
      const made = event.type === E.EV_MSG_CREATED ? seq : event.get('createdAt');
      const found = made === undefined ? null : begin(log, made);
      if (found === null) continue;
      if (made !== seq) retrace(log, journeys, found, seq - 1);
      journeys.set(message, (journey = found));
    }
    advance(journey, event);
  }
  return [...journeys.values()];
}

function begin(log: LogReader, seq: number): Journey | null {
  const made = log.event(seq);
  if (made?.type !== E.EV_MSG_CREATED) return null;
  const sender = made.field('senderTask');
  const msghId = made.field('msghId');
  return {
    message: made.field('msg'),
    msghId,
    sender,
    createdAt: seq,
    waitsAt: null,
    queuedAt: null,
    port: 0,
    takenAt: null,
    endedAt: null,
    end: null,
    receiver: 0,
    rights: [],
    notification: sender === 0 && NOTIFICATION_NAMES[msghId] !== undefined,
  };
}

/** What happened to a message before what is seen: near its making, where nearly all of them are queued. */
function retrace(log: LogReader, journeys: Map<number, Journey>, journey: Journey, until: number): void {
  journeys.set(journey.message, journey);
  for (let seq = journey.createdAt + 1; seq <= Math.min(until, journey.createdAt + NEAR); seq++) {
    const event = log.event(seq);
    if (event?.get('msg') === journey.message) advance(journey, event);
    if (journey.queuedAt !== null) return;
  }
}

const ENDS: Readonly<Record<number, JourneyEnd>> = {
  [E.EV_DELIVERED]: 'delivered',
  [E.EV_HANDED_BACK]: 'handed-back',
  [E.EV_MSG_DESTROYED]: 'destroyed',
  [E.EV_MSG_SERVED]: 'served',
};

function advance(journey: Journey, event: LogEvent): void {
  switch (event.type) {
    case E.EV_COPYIN:
      if (event.field('slot') >= E.SLOT_BODY) journey.rights.push(kindInMessage(event.field('kind')));
      return;
    case E.EV_WAITS:
      if (event.field('wait') === E.WAIT_SEND) journey.waitsAt = event.seq;
      return;
    case E.EV_QUEUED:
      journey.queuedAt = event.seq;
      journey.port = event.field('port');
      return;
    case E.EV_DEQUEUED:
      journey.takenAt = event.seq;
      return;
    default: {
      const end = ENDS[event.type];
      if (end === undefined) return;
      journey.end = end;
      journey.endedAt = event.seq;
      journey.receiver = event.get('task') ?? 0;
    }
  }
}
