/** All that a session's drawing remembers: places, ways, what was dragged. It outlives the views that show it. */

import { COLUMN, middle, PORT_ROWS, PORT_W, portX } from './geometry.ts';
import type { Point } from './geometry.ts';
import { Layout } from './layout.ts';
import { placesFor } from './capacity.ts';
import { Router } from './router.ts';
import type { LogReader, Target } from '../view.ts';

/** Places that a tray may have when it is made to fit what a task has been seen to hold. */
const PLACES_MOST = 12;
const PLACES_LEAST = 2;

interface Undo {
  readonly target: Target;
  readonly back: () => void;
}

/** Where a box stands: a task's step along its row (`y` is 0), a port's column and row. A session keeps it. */
export interface BoxPlace {
  readonly x: number;
  readonly y: number;
}

export class Drawing {
  layout = new Layout();
  readonly router = new Router();
  #undo: Undo[] = [];

  /** Puts the box of a task or port to the free place nearest to where it was dragged. False when it stays. */
  move(target: Target, by: Point): boolean {
    const back = target.kind === 'task' ? this.#moveTask(target.id, by) : target.kind === 'port' ? this.#movePort(target.id, by) : null;
    if (back === null) return false;
    this.#undo.push({ target, back });
    return true;
  }

  /** Takes the last drag back. Returns whose; null when there is none. */
  undo(): Target | null {
    const undo = this.#undo.pop();
    undo?.back();
    return undo?.target ?? null;
  }

  /** Where the box of a task or port stands. */
  placeOf(target: Target): BoxPlace | null {
    if (target.kind === 'task') {
      const slot = this.layout.taskSlot(target.id);
      return slot === undefined ? null : { x: slot.step, y: 0 };
    }
    const slot = target.kind === 'port' ? this.layout.portSlot(target.id) : undefined;
    return slot === undefined ? null : { x: slot.column, y: slot.row };
  }

  /** Puts a box where a person has put it before. False when it stands there, something else does, or there is no such box. */
  put(target: Target, { x, y }: BoxPlace): boolean {
    const now = this.placeOf(target);
    if (now === null || (now.x === x && now.y === y)) return false;
    if (target.kind === 'port') return this.layout.band.move(this.layout.portSlot(target.id)!, x, y);
    if (target.kind !== 'task') return false;
    const slot = this.layout.taskSlot(target.id)!;
    const row = slot.side === 'up' ? this.layout.up : this.layout.down;
    if (!row.fits(slot, x)) return false;
    slot.moveTo(x);
    return true;
  }

  /** Everything is placed anew, with trays as wide as the tasks of the session have needed. */
  reset(log: LogReader): void {
    const peaks = new Map<string, number>();
    const { layout } = this;
    for (const task of log.base.tasks.values()) note(peaks, task.name, layout.trays.peak(task.id));
    for (const slot of layout.taskSlots) note(peaks, slot.name, layout.trays.peak(slot.last));
    this.layout = new Layout({
      placesFor: (name) => Math.min(PLACES_MOST, Math.max(PLACES_LEAST, peaks.get(name) ?? placesFor(name))),
    });
    this.router.forget();
    this.#undo = [];
    this.layout.feed(log);
  }

  #moveTask(id: number, by: Point): (() => void) | null {
    const slot = this.layout.taskSlot(id);
    if (slot === undefined) return null;
    const row = slot.side === 'up' ? this.layout.up : this.layout.down;
    const before = slot.step;
    const step = row.freeStep(slot, slot.rect.x + by.x);
    if (step < 0 || step === before) return null;
    slot.moveTo(step);
    return () => slot.moveTo(before);
  }

  #movePort(id: number, by: Point): (() => void) | null {
    const { band } = this.layout;
    const slot = this.layout.portSlot(id);
    if (slot === undefined) return null;
    const { column, row } = slot;
    const at = middle(slot.rect);
    const wanted = { x: at.x + by.x, y: at.y + by.y };
    const nearest = cellsNear(wanted).find(
      (cell) => (cell.column === column && cell.row === row) || band.move(slot, cell.column, cell.row),
    );
    if (nearest === undefined || (nearest.column === column && nearest.row === row)) return null;
    return () => void band.move(slot, column, row);
  }
}

/** Places of the band by their distance from a point. */
function cellsNear({ x, y }: Point): { column: number; row: number }[] {
  const about = Math.round((x - PORT_W / 2 - portX(0)) / COLUMN);
  const cells = [-2, -1, 0, 1, 2].flatMap((away) => PORT_ROWS.map((_, row) => ({ column: about + away, row })));
  const distance = ({ column, row }: { column: number; row: number }): number =>
    Math.hypot(portX(column) + PORT_W / 2 - x, (PORT_ROWS[row]! + 24 - y) * 1.4);
  return cells.filter(({ column }) => column >= 0).toSorted((a, b) => distance(a) - distance(b));
}

function note(peaks: Map<string, number>, name: string, peak: number): void {
  peaks.set(name, Math.max(peaks.get(name) ?? 0, peak));
}

const drawings = new WeakMap<object, Drawing>();

/** The drawing of a log: one for all views of a window. */
export function drawingOf(log: LogReader): Drawing {
  let drawing = drawings.get(log);
  if (drawing === undefined) drawings.set(log, (drawing = new Drawing()));
  return drawing;
}
