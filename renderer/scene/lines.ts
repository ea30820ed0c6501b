/** Rights as lines: which lines there are, and their ways. */

import { targetKey } from '../view.ts';
import type { Target } from '../view.ts';
import { isBoth, kindOfType } from './context.ts';
import type { Context } from './context.ts';
import { chipRect, middle, overflowRect } from './geometry.ts';
import type { Rect, Side } from './geometry.ts';
import { withoutHead } from './heads.ts';
import type { Chip, Hairline, Line, LineKind, PortBox, SetBracket, TaskBox } from './items.ts';
import type { Layout } from './layout.ts';
import type { Router, Wanted } from './router.ts';

const RANKS: Readonly<Record<LineKind, number>> = { send: 0, once: 1, dead: 2, set: 3, receive: 4, notify: 5 };

/** A line before its way is known. */
export interface Strand {
  readonly wanted: Wanted;
  readonly kind: LineKind;
  readonly key: string;
  readonly target: Target;
  readonly from: string;
  readonly to: string;
  readonly count: number;
  readonly dim: boolean;
  readonly changed: boolean;
  /** Ends so far before the port: at a bracket. */
  readonly short: number;
}

/** One line for each name in a tray, and one for each port and kind among the names without a place. */
export function strandsOf(context: Context, chips: readonly Chip[], tasks: readonly TaskBox[], sets: readonly SetBracket[]): Strand[] {
  const strands: Strand[] = [];
  const bracketsOf = new Map<number, SetBracket[]>();
  for (const set of sets) bracketsOf.set(set.id, [...(bracketsOf.get(set.id) ?? []), set]);
  for (const chip of chips) {
    if (chip.vacated) continue;
    const slot = context.layout.taskSlot(chip.task)!;
    const place = String(context.layout.trays.place(chip.task, chip.name, context.input.cursor));
    const start = startAt(slot.rect, slot.side, chip.rect);
    const base = { key: chip.key, target: chip.target, from: chip.key, count: 1, dim: chip.dim, changed: chip.changed };
    if (chip.kind === 'set') {
      for (const bracket of bracketsOf.get(chip.port) ?? []) {
        const goal = bracket.goal;
        const wanted = wantedFor(`${slot.index}.${place}>${bracket.key}`, start, goal, 'set');
        strands.push({ ...base, key: `${chip.key}>${bracket.key}`, wanted, kind: 'set', to: bracket.key, short: 6 });
      }
      continue;
    }
    if (!context.stands(chip.port)) continue;
    const goal = context.layout.portSlot(chip.port)!;
    const to = targetKey({ kind: 'port', id: chip.port });
    const wanted = wantedFor(`${slot.index}.${place}>${goal.index}`, start, goal, chip.kind);
    strands.push({ ...base, wanted, kind: chip.kind, to, short: 0 });
    if (chip.both) strands.push({ ...base, key: `${chip.key}:both`, wanted, kind: 'send', to, short: 0 });
  }
  for (const box of tasks) if (box.overflow !== null) strands.push(...overflowStrands(context, box));
  return strands;
}

function overflowStrands(context: Context, box: TaskBox): Strand[] {
  const slot = context.layout.taskSlot(box.id)!;
  const entries = context.state.tasks.get(box.id)?.entries;
  const groups = new Map<string, Strand>();
  for (const name of box.overflow!.names) {
    const entry = entries?.get(name);
    if (entry === undefined || !context.stands(entry.object)) continue;
    const goal = context.layout.portSlot(entry.object)!;
    const kind = kindOfType(entry.type);
    const key = `more:${box.id}:${entry.object}:${kind}`;
    const target: Target = { kind: 'right', task: box.id, name };
    const known = groups.get(key);
    groups.set(key, {
      wanted: wantedFor(`${slot.index}.+>${goal.index}`, startAt(slot.rect, slot.side, box.overflow!.rect), goal, kind),
      kind,
      key,
      target: known?.target ?? target,
      from: `more:${box.id}`,
      to: targetKey({ kind: 'port', id: entry.object }),
      count: (known?.count ?? 0) + 1 + (isBoth(entry.type) ? 1 : 0),
      dim: (known?.dim ?? true) && context.isDim(target),
      changed: (known?.changed ?? false) || context.changed(targetKey(target)),
      short: 0,
    });
  }
  return [...groups.values()];
}

/** The ways of all strands. What has no way yet is left out and counted. */
export function linesOf(
  router: Router,
  strands: readonly Strand[],
  mayGoOn: () => boolean,
): { lines: Line[]; missing: number; wanted: readonly Wanted[] } {
  const all = [...new Map(strands.map(({ wanted }) => [wanted.key, wanted])).values()];
  const missing = router.show(all, mayGoOn);
  const lines: Line[] = [];
  for (const { wanted, short, ...strand } of strands) {
    const route = router.standing(wanted.key);
    if (route !== undefined) lines.push({ ...strand, route, path: short === 0 ? route.path : withoutHead(route.path, short) });
  }
  return { lines, missing, wanted: all };
}

/** From tags to the ports of the kernel that they stand for. */
export function hairlinesOf(tasks: readonly TaskBox[], ports: readonly PortBox[], context: Context): Hairline[] {
  const boxes = new Map(ports.map((port) => [port.id, port]));
  const lines: Hairline[] = [];
  for (const task of tasks) {
    for (const tag of task.tags) {
      const port = tag.target.kind === 'right' ? objectOf(context, tag.target.task, tag.target.name) : tag.target.id;
      const box = boxes.get(port);
      // What has a chip has a line already.
      if (box === undefined || !context.isTag(port, task.id)) continue;
      const x = tag.x + tag.w / 2;
      const down = task.side === 'up';
      lines.push({
        key: `hair:${task.id}:${port}`,
        task: task.id,
        port,
        from: { x, y: down ? task.rect.y + task.rect.h : task.rect.y },
        to: { x: middle(box.rect).x, y: down ? box.rect.y : box.rect.y + box.rect.h },
      });
    }
  }
  return lines;
}

function objectOf(context: Context, task: number, name: number): number {
  return context.state.tasks.get(task)?.entries.get(name)?.object ?? 0;
}

function startAt(task: Rect, side: Side, chip: Rect): { x: number; y: number; side: Side } {
  return { x: chip.x + chip.w / 2, y: side === 'up' ? task.y + task.h : task.y, side };
}

/** The line of a name as it stands, or stood, at an event; undefined when the name or the port has no place in the picture. */
export function wantedOf(layout: Layout, task: number, name: number, port: number, seq: number, kind: LineKind): Wanted | undefined {
  const slot = layout.taskSlot(task);
  const goal = layout.portSlot(port);
  const place = layout.trays.place(task, name, seq);
  if (slot === undefined || goal === undefined || place === undefined) return undefined;
  const inTray = place < slot.places;
  const rect = inTray ? chipRect(slot.rect, slot.side, place) : overflowRect(slot.rect, slot.side);
  return wantedFor(`${slot.index}.${inTray ? place : '+'}>${goal.index}`, startAt(slot.rect, slot.side, rect), goal, kind);
}

function wantedFor(key: string, start: Wanted['start'], goal: { column: number; row: number }, kind: LineKind): Wanted {
  const rails = kind === 'receive';
  return { key: rails ? `${key}=` : key, start, goal: { column: goal.column, row: goal.row }, rails, rank: RANKS[kind] };
}

/** The way of a notification, from the port it is about to the port that is told. */
export function noticeWanted(key: string, from: { column: number; row: number }, to: { column: number; row: number }): Wanted {
  const start = { column: from.column, row: from.row };
  return { key, start, goal: { column: to.column, row: to.row }, rails: false, rank: RANKS.notify };
}
