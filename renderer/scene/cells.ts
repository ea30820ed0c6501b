/** How a queue stands in its port's box: a cell a place up to sixteen, a bar beyond; what is over the limit lies outside the box. */

import type { Rect } from './geometry.ts';
import type { PortBox, QueueCell } from './items.ts';
import { CELLS_MOST } from './ports.ts';

export interface Cell {
  readonly rect: Rect;
  /** The message in it; null: the place is free. */
  readonly holds: QueueCell | null;
  readonly over: boolean;
}

export interface QueueDrawing {
  readonly cells: readonly Cell[];
  /** In place of cells: the bar, and how much of it is filled. */
  readonly bar: { readonly rect: Rect; readonly share: number } | null;
  readonly count: string;
}

const INSET = 9;
const ROW_Y = 29;
const ROW_H = 10;
const DIGIT = 6.3;

export function queueDrawing({ rect, queue }: PortBox): QueueDrawing | null {
  if (queue === null) return null;
  const count = `${queue.count}/${queue.limit}`;
  const room = rect.w - 2 * INSET - count.length * DIGIT - 3;
  const y = rect.y + ROW_Y;
  const x = rect.x + INSET;
  if (queue.limit > CELLS_MOST) {
    const share = queue.limit === 0 ? 0 : Math.min(1, queue.count / queue.limit);
    return { cells: [], bar: { rect: { x, y, w: room, h: ROW_H }, share }, count };
  }
  const pitch = queue.limit === 0 ? 0 : Math.min(10.5, room / queue.limit);
  const w = Math.max(2, pitch - (pitch > 6 ? 2.5 : 1));
  const cells: Cell[] = [];
  for (let i = 0; i < queue.limit; i++) {
    cells.push({ rect: { x: x + i * pitch, y, w, h: ROW_H }, holds: queue.cells[i] ?? null, over: false });
  }
  queue.cells.slice(queue.limit).forEach((holds, i) => {
    cells.push({ rect: { x: rect.x + rect.w + 4 + i * 10, y, w: 8, h: ROW_H }, holds, over: true });
  });
  return { cells, bar: null, count };
}
