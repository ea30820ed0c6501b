/** What is seen of the space-time picture: lanes, columns, journeys of messages and marks of other events. Plain data, ready to be drawn. */

import * as E from '../../kernel/abi/events.ts';
import type { LogEvent } from '../../kernel/trace/event.ts';
import type { Frozen } from '../../kernel/trace/state.ts';
import { isCrash } from '../scene/boxes.ts';
import type { Point } from '../scene/geometry.ts';
import type { RightKind } from '../scene/items.ts';
import { targetKey } from '../view.ts';
import type { LogReader, Target } from '../view.ts';
import type { Columns } from './columns.ts';
import { journeysIn } from './journeys.ts';
import type { Journey } from './journeys.ts';
import type { Lane, Lanes } from './lanes.ts';

export type MarkKind = 'dot' | 'born' | 'died' | 'ended' | 'square' | 'diamond' | 'break';

export interface Mark {
  readonly key: string;
  readonly target: Target;
  readonly seq: number;
  readonly at: Point;
  readonly kind: MarkKind;
  readonly label: string;
}

export interface Arc {
  readonly key: string;
  readonly target: Target;
  readonly journey: Journey;
  /** From the sender's lane to the kernel's, and from there to the receiver's. */
  readonly out: readonly Point[] | null;
  /** The sender waits for room. */
  readonly held: readonly [Point, Point] | null;
  /** The time in the queue. */
  readonly bar: readonly [Point, Point] | null;
  readonly into: readonly Point[] | null;
  readonly end: 'arrow' | 'square' | 'cross' | 'open';
  readonly label: string;
  readonly labelAt: Point;
  readonly rights: readonly RightKind[];
}

export interface SequenceScene {
  readonly columns: Columns;
  readonly lanes: Lanes;
  readonly arcs: readonly Arc[];
  readonly marks: readonly Mark[];
  readonly width: number;
}

export interface SequenceInput {
  readonly log: LogReader;
  readonly state: Frozen;
  readonly cursor: number;
  readonly columns: Columns;
  readonly lanes: Lanes;
  readonly width: number;
  /** Where the picture of time begins: left of it stand the lanes' names. */
  readonly left: number;
  readonly pitch: number;
  readonly messageName: (msghId: number) => string;
  readonly say: (key: string, values?: Readonly<Record<string, string | number>>) => string;
  readonly endName: (how: number, code: number) => string;
  readonly measure: (text: string) => number;
}

/** Pitch under which events that are no message's are left out. */
const MARKS_LEAST = 5;
const ROWS = 4;

export function buildSequence(input: SequenceInput): SequenceScene {
  const { log, state, cursor, columns, lanes, width } = input;
  const journeys = columns.list.length === 0 ? [] : journeysIn(log, state, cursor, columns.first, columns.last);
  const labels = new LabelRoom(input);
  const rows = new Rows(input);
  const arcs = journeys.toSorted((a, b) => a.createdAt - b.createdAt).flatMap((journey) => arcOf(input, journey, rows, labels) ?? []);
  const marks = columns.list.flatMap(({ seq }) => markOf(input, log.event(seq), labels) ?? []);
  return { columns, lanes, arcs, marks, width };
}

const mid = ({ y, h }: Lane): number => y + h / 2;

function arcOf(input: SequenceInput, journey: Journey, rows: Rows, labels: LabelRoom): Arc | null {
  const { columns, lanes, width } = input;
  const x = (seq: number): number => columns.x(seq);
  const served = journey.end === 'served';
  const queuedX = journey.queuedAt === null ? null : x(journey.queuedAt);
  const overX = journey.takenAt !== null ? x(journey.takenAt) : journey.endedAt !== null ? x(journey.endedAt) : width + 20;
  const y = queuedX === null ? mid(lanes.kernel) : rows.take(queuedX, overX);
  const sender = lanes.of(journey.sender);
  const receiver = lanes.of(journey.receiver);
  const arriveX = queuedX ?? (journey.endedAt === null ? x(journey.createdAt) + input.pitch : x(journey.endedAt));
  const start = { x: x(journey.createdAt), y: sender === undefined ? y : mid(sender) };
  const waits = journey.waitsAt !== null && sender !== undefined;
  const leaveX = waits ? Math.max(start.x, arriveX - input.pitch) : start.x;
  const out =
    journey.sender === 0 || sender === undefined
      ? null
      : [
          { x: leaveX, y: start.y },
          { x: arriveX, y },
        ];
  const bar: [Point, Point] | null =
    queuedX === null
      ? null
      : [
          { x: queuedX, y },
          { x: Math.max(queuedX, overX), y },
        ];
  const into =
    journey.end === 'delivered' && receiver !== undefined && journey.takenAt !== null
      ? [
          { x: overX, y },
          { x: Math.max(overX, x(journey.endedAt!)), y: mid(receiver) },
        ]
      : null;
  if (out === null && bar === null) return null;
  const name = input.messageName(journey.msghId);
  const beginsUp = sender !== undefined && journey.sender !== 0;
  const labelAt = beginsUp ? { x: start.x + 5, y: start.y - 6 } : { x: (queuedX ?? start.x) + 5, y: y - 5 };
  const target: Target = { kind: 'message', id: journey.message };
  return {
    key: targetKey(target),
    target,
    journey,
    out,
    held: waits ? [start, { x: leaveX, y: start.y }] : null,
    bar,
    into,
    end: journey.end === null ? 'open' : served ? 'square' : into !== null ? 'arrow' : journey.end === 'destroyed' ? 'cross' : 'arrow',
    label: labels.fit(name, labelAt, beginsUp ? start.y : mid(lanes.kernel)),
    labelAt,
    rights: journey.rights,
  };
}

function markOf(input: SequenceInput, event: LogEvent | undefined, labels: LabelRoom): Mark | null {
  if (event === undefined || isJourneyEvent(event.type)) return null;
  const kind = kindOf(event);
  if (kind === 'dot' && input.pitch < MARKS_LEAST) return null;
  const lane = laneOf(input, event);
  if (lane === undefined) return null;
  const at = { x: input.columns.x(event.seq), y: mid(lane) };
  const label = labels.fit(labelOf(input, event), { x: at.x - 4, y: at.y }, at.y);
  const target: Target = { kind: 'event', id: event.seq };
  return { key: targetKey(target), target, seq: event.seq, at, kind, label };
}

function isJourneyEvent(type: number): boolean {
  return (
    type === E.EV_MSG_CREATED ||
    type === E.EV_QUEUED ||
    type === E.EV_DEQUEUED ||
    type === E.EV_DELIVERED ||
    type === E.EV_MSG_SERVED ||
    type === E.EV_COPYIN ||
    type === E.EV_COPYOUT
  );
}

function kindOf(event: LogEvent): MarkKind {
  switch (event.type) {
    case E.EV_TASK_CREATED:
      return 'born';
    case E.EV_TASK_DIED:
      return isCrash(event.field('how'), event.field('code')) ? 'died' : 'ended';
    case E.EV_PORT_DIED:
    case E.EV_MSG_DESTROYED:
      return 'square';
    case E.EV_NOTIFIED:
      return 'diamond';
    case E.EV_BREAKPOINT_HIT:
      return 'break';
    default:
      return 'dot';
  }
}

function labelOf({ say, endName }: SequenceInput, event: LogEvent): string {
  switch (event.type) {
    case E.EV_TASK_DIED:
      return endName(event.field('how'), event.field('code'));
    case E.EV_PORT_DIED:
      return say('sequence.died', { port: event.field('port') });
    default:
      return '';
  }
}

/** The lane of the task that an event is about; the kernel's when it is about none. */
function laneOf({ lanes, state }: SequenceInput, event: LogEvent): Lane | undefined {
  if (event.type === E.EV_PORT_DIED || event.type === E.EV_NOTIFIED) return lanes.kernel;
  const task = event.get('task') ?? state.threads.get(event.get('thread') ?? 0)?.task ?? taskOfProcess(state, event) ?? 0;
  return lanes.of(task) ?? (task === 0 ? lanes.kernel : undefined);
}

function taskOfProcess(state: Frozen, event: LogEvent): number | undefined {
  const process = event.get('process');
  return process === undefined ? undefined : state.processes.get(process)?.task;
}

/** Rows of the kernel's lane, so that messages that lie in queues at the same time lie beside each other. */
class Rows {
  readonly #until: number[] = Array.from({ length: ROWS }, () => -Infinity);
  readonly #top: number;
  readonly #step: number;

  constructor({ lanes }: SequenceInput) {
    const { y, h } = lanes.kernel;
    this.#step = h / (ROWS + 1);
    this.#top = y + this.#step;
  }

  take(from: number, to: number): number {
    let row = this.#until.findIndex((until) => until < from);
    if (row < 0) row = this.#until.indexOf(Math.min(...this.#until));
    this.#until[row] = Math.max(this.#until[row]!, to);
    return this.#top + row * this.#step;
  }
}

/** Labels that would run into another on the same line are left out. */
class LabelRoom {
  readonly #taken = new Map<number, (readonly [from: number, to: number])[]>();
  readonly #measure: (text: string) => number;
  readonly #left: number;

  constructor({ measure, left }: SequenceInput) {
    this.#measure = measure;
    this.#left = left;
  }

  fit(text: string, { x }: Point, line: number): string {
    const key = Math.round(line);
    const to = x + this.#measure(text) + 14;
    const taken = this.#taken.get(key) ?? [];
    if (text === '' || x < this.#left || taken.some((one) => x < one[1] && one[0] < to)) return '';
    this.#taken.set(key, [...taken, [x, to]]);
    return text;
  }
}
