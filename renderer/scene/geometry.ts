/**
 * Sizes of the drawing in its own pixels (at zoom 1), and the grid that everything stands on.
 *
 * Chips stand on a lattice of `PITCH`. Ports stand in columns of three lattice steps: chips at the first two of them can reach a port by
 * a straight line, and between two columns lies an alley, with the third lattice step in its middle, in which lines pass from row to row.
 * So boxes and passing lines never compete for room, and a box can be given a place without knowing any line.
 */

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export const PITCH = 46;
export const CHIP_W = 44;
export const CHIP_H = 34;
export const COLUMN = 3 * PITCH;
/** Where lattice step 0 stands; left of it there is room for the kernel's name and a narrow alley. */
export const LATTICE_X = 58;

export const PORT_W = 88;
export const PORT_H = 48;
/** From a port's left edge to its two straight pins. */
export const PORT_PIN = 21;
/** Further pins, where lines from elsewhere end. */
export const PORT_PINS: readonly number[] = [PORT_PIN, 32.5, 44, 55.5, PORT_PIN + PITCH];
/** Heights at which a line may enter a port from its side. */
export const SIDE_PINS: readonly number[] = [24, 13, 35];

/** From a task's left edge to the first chip's middle; its tray; room at its right end for the count of names that found no place. */
export const TRAY_INSET = 28;
export const OVERFLOW_W = 18;
export const TASK_GAP = 20;

/** Space between neighbouring tracks and from a line to a box. */
export const TRACK = 7;
export const CLEARANCE = 7;
export const CORNER = 7;

export type Side = 'up' | 'down';

/** The rows from top to bottom. Channels lie between them: 0 over the first row of ports, 1 between, 2 under the second. */
export const UP = { y: 8, h: 98 } as const;
export const BAND_TOP = 120;
export const PORT_ROWS = [168, 278] as const;
export const BAND_BOTTOM = 360;
export const DOWN = { y: 374, h: 82 } as const;
export const WORLD_BOTTOM = 464;

const range = (from: number, count: number): readonly number[] => Array.from({ length: count }, (_, i) => from + i * TRACK);
export const TRACKS: readonly (readonly number[])[] = [range(130, 5), range(226, 7), range(336, 3)];

/** The same with tracks between them, for when those are taken. */
export const DENSE_TRACKS: readonly (readonly number[])[] = TRACKS.map((tracks) => [...tracks, ...tracks.map((y) => y + TRACK / 2)]);

export function latticeX(step: number): number {
  return LATTICE_X + step * PITCH;
}

export function portX(column: number): number {
  return LATTICE_X - PORT_PIN + column * COLUMN;
}

export function portRect(column: number, row: number): Rect {
  return { x: portX(column), y: PORT_ROWS[row]!, w: PORT_W, h: PORT_H };
}

/** Tracks for lines that pass between port columns `column - 1` and `column`. */
export function alleyTracks(column: number): readonly number[] {
  const right = portX(column) - CLEARANCE - 2;
  const tracks = [0, 1, 2, 3, 4].map((i) => right - i * 8);
  return column === 0 ? tracks.slice(0, 2) : tracks;
}

/** Lattice steps that a task with so many places takes, its gap included. */
export function taskSteps(places: number): number {
  return places + 1;
}

export function taskRect(side: Side, step: number, places: number): Rect {
  const row = side === 'up' ? UP : DOWN;
  return { x: latticeX(step) - TRAY_INSET, y: row.y, w: taskSteps(places) * PITCH - TASK_GAP, h: row.h };
}

/** A chip in a task's tray, which lies along the edge that faces the kernel. */
export function chipRect(task: Rect, side: Side, place: number): Rect {
  const y = side === 'up' ? task.y + task.h - CHIP_H - 5 : task.y + 5;
  return { x: task.x + TRAY_INSET - CHIP_W / 2 + place * PITCH, y, w: CHIP_W, h: CHIP_H };
}

/** The tab that counts the names without a place. */
export function overflowRect(task: Rect, side: Side): Rect {
  const chip = chipRect(task, side, 0);
  return { x: task.x + task.w - OVERFLOW_W - 4, y: chip.y, w: OVERFLOW_W, h: CHIP_H };
}

export function overlaps(a: Rect, b: Rect, margin = 0): boolean {
  return a.x < b.x + b.w + margin && b.x < a.x + a.w + margin && a.y < b.y + b.h + margin && b.y < a.y + a.h + margin;
}

export function contains(rect: Rect, point: Point): boolean {
  return point.x >= rect.x && point.x <= rect.x + rect.w && point.y >= rect.y && point.y <= rect.y + rect.h;
}

export function middle(rect: Rect): Point {
  return { x: rect.x + rect.w / 2, y: rect.y + rect.h / 2 };
}
