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

type Undo = () => void;

export class Drawing {
  layout = new Layout();
  readonly router = new Router();
  #undo: Undo[] = [];

  /** Puts the box of a task or port to the free place nearest to where it was dragged. False when it stays. */
  move(target: Target, by: Point): boolean {
    const undo = target.kind === 'task' ? this.#moveTask(target.id, by) : target.kind === 'port' ? this.#movePort(target.id, by) : null;
    if (undo === null) return false;
    this.#undo.push(undo);
    return true;
  }

  /** Takes the last drag back. */
  undo(): boolean {
    const undo = this.#undo.pop();
    undo?.();
    return undo !== undefined;
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

  #moveTask(id: number, by: Point): Undo | null {
    const slot = this.layout.taskSlot(id);
    if (slot === undefined) return null;
    const row = slot.side === 'up' ? this.layout.up : this.layout.down;
    const before = slot.step;
    const step = row.freeStep(slot, slot.rect.x + by.x);
    if (step < 0 || step === before) return null;
    slot.moveTo(step);
    return () => slot.moveTo(before);
  }

  #movePort(id: number, by: Point): Undo | null {
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
