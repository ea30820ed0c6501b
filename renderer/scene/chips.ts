/** Chips: the names of a task, each in its place of the tray. */

import { nameText, TYPE_PORT_SET } from '../../kernel/abi/rights.ts';
import { targetKey } from '../view.ts';
import type { Target } from '../view.ts';
import { isBoth, kindOfType } from './context.ts';
import type { Context } from './context.ts';
import { chipRect } from './geometry.ts';
import type { Chip } from './items.ts';

export interface Trayed {
  readonly chips: Chip[];
  /** By task: names that found no place. */
  readonly overflowing: Map<number, number[]>;
  /** By task: names that are tags. */
  readonly tagged: Map<number, number[]>;
  /** By port of the kernel: tasks that hold rights to it which are drawn as tags. */
  readonly holders: Map<number, Set<number>>;
}

export function trayChips(context: Context): Trayed {
  const trayed: Trayed = { chips: [], overflowing: new Map(), tagged: new Map(), holders: new Map() };
  const { layout, input } = context;
  for (const task of context.tasks) {
    const slot = layout.taskSlot(task.id);
    if (task.ended !== null || slot?.occupant(input.cursor) !== task.id) continue;
    for (const { which, port } of task.special) if (which < 5) hold(trayed, port, task.id);
    for (const entry of task.entries.values()) {
      const place = layout.trays.place(task.id, entry.name, input.cursor);
      if (place === undefined) {
        const tagged = trayed.tagged.get(task.id);
        if (tagged === undefined) trayed.tagged.set(task.id, [entry.name]);
        else tagged.push(entry.name);
        hold(trayed, entry.object, task.id);
        continue;
      }
      const target: Target = { kind: 'right', task: task.id, name: entry.name };
      const key = targetKey(target);
      if (place >= slot.places) {
        const names = trayed.overflowing.get(task.id);
        if (names === undefined) trayed.overflowing.set(task.id, [entry.name]);
        else names.push(entry.name);
        continue;
      }
      const request = task.requests.get(entry.name) ?? task.accepted.get(entry.name);
      trayed.chips.push({
        key,
        target,
        task: task.id,
        name: entry.name,
        rect: chipRect(slot.rect, slot.side, place),
        kind: kindOfType(entry.type),
        both: isBoth(entry.type),
        label: input.detail > 1 ? nameText(entry.name) : '',
        count: countText(context, key, entry.urefs, entry.type),
        armed: request === undefined || input.detail < 3 ? null : (layout.armedAt(task.id, entry.name, input.cursor) ?? -1),
        vacated: false,
        port: entry.object,
        dim: context.isDim(target),
        changed: context.changed(key),
      });
    }
  }
  for (const lists of [trayed.overflowing, trayed.tagged]) for (const names of lists.values()) names.sort((a, b) => a - b);
  trayed.chips.push(...vacated(context, trayed.chips));
  return trayed;
}

function hold(trayed: Trayed, port: number, task: number): void {
  const tasks = trayed.holders.get(port);
  if (tasks === undefined) trayed.holders.set(port, new Set([task]));
  else tasks.add(task);
}

function countText(context: Context, key: string, urefs: number, type: number): string {
  const { detail, changes } = context.input;
  if (detail < 3 || (type & TYPE_PORT_SET) !== 0) return '';
  const change = changes.references.get(key);
  if (change !== undefined && change[0] !== change[1]) return `${change[0]}→${change[1]}`;
  return urefs === 1 && detail < 4 ? '' : `×${urefs}`;
}

/** Outlines where names stood that the step took away. */
function vacated(context: Context, chips: readonly Chip[]): Chip[] {
  const { layout, input } = context;
  if (input.detail < 2) return [];
  const outlines: Chip[] = [];
  for (const { task, name, type, port } of input.changes.vacated) {
    const slot = layout.taskSlot(task);
    // Before the step, so that a name that has come again since does not lend it its place.
    const place = layout.trays.place(task, name, input.cursor);
    if (slot?.occupant(input.cursor) !== task || place === undefined || place >= slot.places) continue;
    if (context.state.tasks.get(task)?.ended !== null) continue;
    const rect = chipRect(slot.rect, slot.side, place);
    if (chips.some((chip) => chip.rect.x === rect.x && chip.rect.y === rect.y)) continue;
    const target: Target = { kind: 'right', task, name };
    outlines.push({
      key: `vacated:${task}:${place}`,
      target,
      task,
      name,
      rect,
      kind: kindOfType(type),
      both: isBoth(type),
      label: nameText(name),
      count: '',
      armed: null,
      vacated: true,
      port,
      dim: false,
      changed: true,
    });
  }
  return outlines;
}
