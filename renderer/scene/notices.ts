/** Notifications: 1 asked for on a name, 2 made by the kernel and in a queue, 3 received in this step. */

import { targetKey } from '../view.ts';
import type { Target } from '../view.ts';
import type { Context } from './context.ts';
import { BAND_BOTTOM, BAND_TOP, DOWN, UP } from './geometry.ts';
import type { Point } from './geometry.ts';
import type { Chip, Notice, PortBox } from './items.ts';
import { noticeWanted } from './lines.ts';
import type { Strand } from './lines.ts';
import { labelPoint } from './path.ts';
import type { Router } from './router.ts';

/** A notification that is under way or was received in this step. */
interface Told {
  readonly message: number;
  /** The event that made it, and the one by which it was received. */
  readonly firedAt: number;
  readonly deliveredAt: number | null;
  /** The port it is about and the one that is told; 0: unknown. */
  readonly about: number;
  readonly notify: number;
  readonly right: Target | null;
}

export function toldOf(context: Context, ports: readonly PortBox[]): Told[] {
  if (context.input.detail < 3) return [];
  const told: Told[] = [];
  for (const { queue } of ports) {
    for (const cell of queue?.cells ?? []) if (cell.notification) add(context, told, cell.message, null);
  }
  for (const { message, seq } of context.input.changes.delivered) add(context, told, message, seq);
  return told;
}

function add(context: Context, told: Told[], message: number, deliveredAt: number | null): void {
  const firedAt = context.layout.notifiedAt(message);
  const event = firedAt === undefined ? undefined : context.input.log.event(firedAt);
  if (event === undefined || firedAt === undefined) return;
  const task = event.field('task');
  const name = event.field('name');
  const entry = context.state.tasks.get(task)?.entries.get(name);
  const about = event.field('port') !== 0 ? event.field('port') : (entry?.object ?? 0);
  const right: Target | null = entry === undefined ? null : { kind: 'right', task, name };
  told.push({ message, firedAt, deliveredAt, about, notify: event.field('notifyPort'), right });
}

/** The dash-dotted lines from what notifications are about to who is told. */
export function noticeStrands(context: Context, told: readonly Told[]): Strand[] {
  const strands: Strand[] = [];
  for (const { message, about, notify } of told) {
    if (about === notify || !context.stands(about) || !context.stands(notify)) continue;
    const from = context.layout.portSlot(about)!;
    const to = context.layout.portSlot(notify)!;
    const target: Target = { kind: 'message', id: message };
    strands.push({
      wanted: noticeWanted(`n${from.index}>${to.index}`, from, to),
      kind: 'notify',
      key: `notice:${message}`,
      target,
      from: targetKey({ kind: 'port', id: about }),
      to: targetKey({ kind: 'port', id: notify }),
      count: 1,
      dim: context.isDim(target),
      changed: context.changed(targetKey(target)),
      short: 0,
    });
  }
  return strands;
}

export function noticesOf(
  context: Context,
  told: readonly Told[],
  chips: readonly Chip[],
  ports: readonly PortBox[],
  router: Router,
): Notice[] {
  const notices: Notice[] = [];
  const armed = chips.some((chip) => chip.armed !== null);
  const taken = new Map(armed ? chips.map((chip) => [`${chip.rect.x}:${chip.rect.y}`, chip]) : []);
  for (const chip of chips) {
    if (chip.armed === null || chip.vacated) continue;
    const side = freeSide(chip, taken);
    const text = chip.armed < 0 || side === null ? '' : context.say('drawing.armed', { seq: chip.armed });
    const { key, target, dim, changed } = chip;
    notices.push({ key: `1:${key}`, target, dim, changed, step: 1, at: underChip(chip), text, textSide: side ?? 'right', onLine: true });
  }
  for (const one of told) notices.push(...firedAndDelivered(context, one, chips, ports, router));
  return notices;
}

function firedAndDelivered(context: Context, one: Told, chips: readonly Chip[], ports: readonly PortBox[], router: Router): Notice[] {
  const notices: Notice[] = [];
  const target: Target = { kind: 'message', id: one.message };
  const base = { target, dim: context.isDim(target), changed: context.changed(targetKey(target)), textSide: 'right' as const };
  const from = context.layout.portSlot(one.about);
  const to = context.layout.portSlot(one.notify);
  const way = from === undefined || to === undefined ? undefined : router.standing(`n${from.index}>${to.index}`);
  const box = ports.find(({ id }) => id === one.notify);
  const asked = one.right === null ? undefined : chips.find(({ key }) => key === targetKey(one.right!));
  if (asked !== undefined && asked.armed === null && one.deliveredAt !== null) {
    const at = context.layout.armedAt(asked.task, asked.name, one.firedAt);
    if (at !== undefined) {
      const text = context.say('drawing.armed', { seq: at });
      notices.push({ ...base, key: `1:${one.message}`, step: 1, at: underChip(asked), text, onLine: true });
    }
  }
  const fired = way !== undefined ? labelPoint(way.path) : box === undefined ? null : corner(box);
  if (fired !== null) {
    const text = way === undefined ? '' : context.say('drawing.fired', { seq: one.firedAt });
    notices.push({ ...base, key: `2:${one.message}`, step: 2, at: fired, text, onLine: way !== undefined });
  }
  if (one.deliveredAt === null) return notices;
  const receiver = chips.find(({ port, kind }) => port === one.notify && kind === 'receive');
  if (receiver !== undefined) {
    const at = underChip(receiver);
    const y = receiver.armed === null ? at.y : at.y + (at.y < BAND_TOP ? 18 : -18);
    notices.push({ ...base, key: `3:${one.message}`, step: 3, at: { x: at.x, y }, text: '', onLine: true });
  }
  return notices;
}

/** On the right's line, between task and kernel. */
function underChip({ rect }: Chip): Point {
  const up = rect.y < BAND_TOP;
  return { x: rect.x + rect.w / 2, y: up ? (UP.y + UP.h + BAND_TOP) / 2 : (DOWN.y + BAND_BOTTOM) / 2 };
}

function corner({ rect }: PortBox): Point {
  return { x: rect.x + rect.w - 6, y: rect.y };
}

/** The side on which no neighbour's line runs through the text. */
function freeSide({ rect }: Chip, taken: ReadonlyMap<string, Chip>): 'left' | 'right' | null {
  const at = (places: number): boolean => taken.has(`${rect.x + places * 46}:${rect.y}`);
  return !at(1) ? 'right' : !at(-1) ? 'left' : null;
}
