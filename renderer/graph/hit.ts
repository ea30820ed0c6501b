/** What stands where: the things inside boxes, and the rectangle of anything that can be pointed at. */

import { queueDrawing } from '../scene/cells.ts';
import { contains } from '../scene/geometry.ts';
import type { Point, Rect } from '../scene/geometry.ts';
import { ENVELOPE_H, ENVELOPE_W } from '../scene/glyphs.ts';
import type { Scene } from '../scene/items.ts';
import { targetKey } from '../view.ts';
import type { Target } from '../view.ts';

const around = ({ x, y }: Point, w: number, h: number): Rect => ({ x: x - w / 2, y: y - h / 2, w, h });

function tagRect(tag: { readonly x: number; readonly w: number }, task: Rect, side: 'up' | 'down'): Rect {
  return { x: tag.x, y: side === 'up' ? task.y + 39 : task.y + 43, w: tag.w, h: 15 };
}

/** Small things on top of boxes and lines; null: whatever the graph says is there. */
export function smallTargetAt(scene: Scene, point: Point): Target | null {
  for (const { at, target } of scene.envelopes) if (contains(around(at, ENVELOPE_W + 6, ENVELOPE_H + 6), point)) return target;
  for (const { at, target } of scene.notices) if (contains(around(at, 20, 20), point)) return target;
  for (const port of scene.ports) {
    if (!contains({ ...port.rect, w: port.rect.w + 40 }, point)) continue;
    for (const { rect, holds } of queueDrawing(port)?.cells ?? []) {
      if (holds !== null && contains({ x: rect.x - 1.5, y: rect.y - 3, w: rect.w + 3, h: rect.h + 6 }, point))
        return { kind: 'message', id: holds.message };
    }
  }
  for (const task of scene.tasks) {
    if (!contains(task.rect, point)) continue;
    for (const tag of task.tags) if (contains(tagRect(tag, task.rect, task.side), point)) return tag.target;
  }
  return null;
}

/** Where a target stands in the picture; null when it is not in it. */
export function rectOfTarget(scene: Scene, target: Target | null): Rect | null {
  if (target === null) return null;
  const key = targetKey(target);
  switch (target.kind) {
    case 'task':
      return scene.tasks.find((task) => task.key === key)?.rect ?? null;
    case 'port':
      return scene.ports.find((port) => port.key === key)?.rect ?? scene.sets.find((set) => set.id === target.id)?.rect ?? null;
    case 'right':
      return rightRect(scene, target.task, target.name, key);
    case 'message':
      return messageRect(scene, target.id);
    default:
      return null;
  }
}

function rightRect(scene: Scene, task: number, name: number, key: string): Rect | null {
  const chip = scene.chips.find((one) => one.key === key);
  if (chip !== undefined) return chip.rect;
  const box = scene.tasks.find(({ id }) => id === task);
  const tag = box?.tags.find((one) => targetKey(one.target) === key);
  if (box !== undefined && tag !== undefined) return tagRect(tag, box.rect, box.side);
  if (box?.overflow?.names.includes(name) === true) return box.overflow.rect;
  return box?.tagged.includes(name) === true ? box.rect : null;
}

function messageRect(scene: Scene, id: number): Rect | null {
  for (const port of scene.ports) {
    const cell = queueDrawing(port)?.cells.find(({ holds }) => holds?.message === id);
    if (cell !== undefined) return cell.rect;
  }
  const envelope = scene.envelopes.find((one) => one.id === id);
  return envelope === undefined ? null : around(envelope.at, ENVELOPE_W, ENVELOPE_H);
}
