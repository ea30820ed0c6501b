/** Ends of lines: where the last piece points, and how far before the port a line stops to make room for its head. */

import type { LineKind } from './items.ts';
import type { Path } from './path.ts';

export interface Head {
  readonly x: number;
  readonly y: number;
  /** Direction of the last piece, in quarter turns from rightwards: 0 right, 1 down, 2 left, 3 up. */
  readonly turn: 0 | 1 | 2 | 3;
}

/** Pixels that the head takes from the line. */
export const HEAD_ROOM: Readonly<Record<LineKind, number>> = { send: 8, once: 11, dead: 5, set: 0, receive: 0, notify: 8 };

export function headOf(path: Path): Head {
  const end = path.at(-1)!;
  const before = path.at(-2)!;
  const level = end.y === before.y;
  return { x: end.x, y: end.y, turn: level ? (end.x > before.x ? 0 : 2) : end.y > before.y ? 1 : 3 };
}

/** The path without its last pixels. */
export function withoutHead(path: Path, room: number): Path {
  if (room === 0) return path;
  const end = path.at(-1)!;
  const before = path.at(-2)!;
  const x = end.x - Math.sign(end.x - before.x) * room;
  const y = end.y - Math.sign(end.y - before.y) * room;
  return [...path.slice(0, -1), { x, y }];
}
