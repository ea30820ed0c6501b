/**
 * Which events stand in which columns, and where. Only the columns that are seen are ever made. What a filter leaves out is one narrow
 * column that counts it; in real time, idle stretches are cut short and marked.
 */

import { scaleLinear } from 'd3-scale';
import type { LogReader } from '../view.ts';

export type ColumnMode = 'events' | 'time';

export interface Column {
  readonly seq: number;
  readonly x: number;
  /** Events before it that are not shown. */
  readonly hidden: number;
  /** Real time before it that is not shown, in microseconds. */
  readonly idleUs: number;
}

export interface Columns {
  readonly list: readonly Column[];
  /** First and last event that are seen. */
  readonly first: number;
  readonly last: number;
  /** Where an event stands, also one between columns or outside: for ends of lines. */
  x(seq: number): number;
  /** The column nearest to x; null when there is none. */
  at(x: number): Column | null;
}

export interface ColumnRequest {
  readonly log: LogReader;
  /** The event that stands at `anchorX`. */
  readonly anchor: number;
  readonly anchorX: number;
  readonly from: number;
  readonly to: number;
  readonly pitch: number;
  readonly mode: ColumnMode;
  /** Null: every event. */
  readonly matches: ((seq: number) => boolean) | null;
}

/** Events looked at in one direction for those that a filter lets through. */
const LOOKED_AT_MOST = 20_000;
/** Of the pitch: the width of a gap for what is hidden, beside the column itself. */
const GAP = 0.8;
/** In real time a pitch stands for so much; what is longer than the most is cut. */
const US_PER_PITCH = 400;
const PITCHES_LEAST = 0.35;
const PITCHES_MOST = 3;

export function columnsOf(request: ColumnRequest): Columns {
  const { log, anchorX, from, to } = request;
  const anchor = Math.min(Math.max(request.anchor, log.first), log.end - 1);
  const list: Column[] = [];
  if (log.end > log.first) {
    const left = walk(request, anchor, anchorX, -1, from);
    const here = shown(request, anchor) ? [{ seq: anchor, x: anchorX, hidden: 0, idleUs: 0 }] : [];
    list.push(...left.toReversed(), ...here, ...walk(request, anchor, anchorX, 1, to));
  }
  list.forEach((column, i) => {
    const before = list[i - 1];
    if (before !== undefined) list[i] = { ...column, hidden: column.seq - before.seq - 1 };
  });
  const first = list[0]?.seq ?? log.first;
  const last = list.at(-1)?.seq ?? log.first - 1;
  return { list, first, last, x: (seq) => xOf(list, seq, request.pitch), at: (x) => nearest(list, x) };
}

function shown({ matches }: ColumnRequest, seq: number): boolean {
  return matches === null || matches(seq);
}

/** Columns from the anchor in one direction until `end` is reached. */
function walk(request: ColumnRequest, anchor: number, anchorX: number, by: 1 | -1, end: number): Column[] {
  const { log, pitch } = request;
  const columns: Column[] = [];
  let x = anchorX;
  let last = anchor;
  for (let seq = anchor + by, looked = 0; seq >= log.first && seq < log.end && looked < LOOKED_AT_MOST; seq += by, looked++) {
    if (!shown(request, seq)) continue;
    const hidden = Math.abs(seq - last) - 1;
    const [step, idleUs] = stepOf(request, Math.min(seq, last), Math.max(seq, last));
    x += by * (step + (hidden > 0 ? GAP * pitch : 0));
    if (by > 0 ? x > end : x < end) break;
    columns.push({ seq, x, hidden: 0, idleUs });
    last = seq;
  }
  return columns;
}

/** The way from one event to the next, and what of the time between them is cut. */
function stepOf({ log, pitch, mode }: ColumnRequest, before: number, after: number): [px: number, idleUs: number] {
  if (mode === 'events') return [pitch, 0];
  const us = (log.event(after)?.hostUs ?? 0) - (log.event(before)?.hostUs ?? 0);
  const pitches = us / US_PER_PITCH;
  const cut = pitches > PITCHES_MOST;
  return [pitch * Math.min(PITCHES_MOST, Math.max(PITCHES_LEAST, pitches)), cut ? us - PITCHES_MOST * US_PER_PITCH : 0];
}

function indexBefore(list: readonly Column[], seq: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const half = (low + high) >> 1;
    if (list[half]!.seq <= seq) low = half + 1;
    else high = half;
  }
  return low - 1;
}

function xOf(list: readonly Column[], seq: number, pitch: number): number {
  const i = indexBefore(list, seq);
  const before = list[i];
  const after = list[i + 1];
  if (before?.seq === seq) return before.x;
  if (before === undefined) return (after?.x ?? 0) - pitch * 2;
  if (after === undefined) return before.x + pitch * 2;
  return scaleLinear([before.seq, after.seq], [before.x, after.x])(seq);
}

function nearest(list: readonly Column[], x: number): Column | null {
  let best: Column | null = null;
  for (const column of list) if (best === null || Math.abs(column.x - x) < Math.abs(best.x - x)) best = column;
  return best;
}

/** Columns whose numbers are written over them: as many as there is room for, at round numbers where the columns are regular. */
export function numbered({ list }: Columns, pitch: number, roomPx: number, leftPx = 0): ReadonlySet<number> {
  const every = Math.max(1, Math.ceil(roomPx / Math.max(1, pitch)));
  const round = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].find((step) => step >= every) ?? every;
  const chosen = new Set<number>();
  let lastX = leftPx - roomPx / 2;
  for (const { seq, x } of list) {
    if ((seq % round !== 0 && round > 1) || x - lastX < roomPx) continue;
    chosen.add(seq);
    lastX = x;
  }
  return chosen;
}
