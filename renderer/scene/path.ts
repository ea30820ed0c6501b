/** Paths of straight pieces with rounded corners: their length, points along them, and dashes with gaps where others cross. */

import { CORNER } from './geometry.ts';
import type { Point } from './geometry.ts';

export type Path = readonly Point[];

/** What one pixel of corner radius saves of the way. */
const SAVED = 2 - Math.PI / 2;

function pieceLength(path: Path, i: number): number {
  const a = path[i - 1]!;
  const b = path[i]!;
  return Math.abs(b.x - a.x) + Math.abs(b.y - a.y);
}

/** The radius of the corner at point `i`: less where a piece is short. */
export function cornerRadius(path: Path, i: number): number {
  return Math.min(CORNER, pieceLength(path, i) / 2, pieceLength(path, i + 1) / 2);
}

export function pathLength(path: Path): number {
  let length = 0;
  for (let i = 1; i < path.length; i++) {
    length += pieceLength(path, i) - (i < path.length - 1 ? SAVED * cornerRadius(path, i) : 0);
  }
  return length;
}

/** How far along the path a point on it lies; -1 when it is not on it. */
export function placeOnPath(path: Path, point: Point): number {
  let length = 0;
  for (let i = 1; i < path.length; i++) {
    const a = path[i - 1]!;
    const b = path[i]!;
    const on =
      (a.x === b.x && point.x === a.x && point.y >= Math.min(a.y, b.y) && point.y <= Math.max(a.y, b.y)) ||
      (a.y === b.y && point.y === a.y && point.x >= Math.min(a.x, b.x) && point.x <= Math.max(a.x, b.x));
    if (on) return length + Math.abs(point.x - a.x) + Math.abs(point.y - a.y);
    length += pieceLength(path, i) - (i < path.length - 1 ? SAVED * cornerRadius(path, i) : 0);
  }
  return -1;
}

/** The point at share `u` (0 to 1) of the way, corners taken as square. */
export function pointOnPath(path: Path, u: number): Point {
  let total = 0;
  for (let i = 1; i < path.length; i++) total += pieceLength(path, i);
  let left = u * total;
  for (let i = 1; i < path.length; i++) {
    const length = pieceLength(path, i);
    if (left <= length || i === path.length - 1) {
      const a = path[i - 1]!;
      const b = path[i]!;
      const t = length === 0 ? 0 : Math.min(1, left / length);
      return { x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t };
    }
    left -= length;
  }
  return path[path.length - 1]!;
}

/** The middle of the longest level piece, where a label reads best; of the longest piece when none is level. */
export function labelPoint(path: Path): Point {
  let best = -1;
  let at = path[0]!;
  for (let i = 1; i < path.length; i++) {
    const a = path[i - 1]!;
    const b = path[i]!;
    const length = pieceLength(path, i) + (a.y === b.y ? 10_000 : 0);
    if (length <= best) continue;
    best = length;
    at = { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
  }
  return at;
}

export interface Gap {
  readonly at: number;
  readonly half: number;
}

/**
 * Dash and gap lengths of a line that is interrupted where another crosses over it; null for one without a break. `dash` is the line's own
 * pattern. Drawn as gaps, casings are right on any ground.
 */
export function dashWithGaps(length: number, dash: readonly number[] | null, gaps: readonly Gap[]): number[] | null {
  if (gaps.length === 0) return dash === null ? null : [...dash];
  const cuts = gaps.map(({ at, half }) => [at - half, at + half] as const).toSorted((a, b) => a[0] - b[0]);
  const kept = withoutCuts(drawnPieces(length + 40, dash), cuts, dash === null ? 0.5 : 0.05);
  const out: number[] = [];
  let at = 0;
  for (const [from, to] of kept) {
    if (out.length > 0) out.push(from - at);
    else if (from > 0) out.push(0, from);
    out.push(to - from);
    at = to;
  }
  if (out.length % 2 === 1) out.push(10_000);
  return out;
}

type Piece = readonly [from: number, to: number];

/** What is left of pieces, in order and apart, once cuts, in order, are taken out; rests of no more than `shortest` are dropped. */
function withoutCuts(pieces: readonly Piece[], cuts: readonly Piece[], shortest: number): Piece[] {
  const kept: Piece[] = [];
  let first = 0;
  for (const piece of pieces) {
    const [from, to] = piece;
    while (first < cuts.length && cuts[first]![1] <= from) first++;
    let at = from;
    for (let i = first; i < cuts.length && cuts[i]![0] < to; i++) {
      const [cutFrom, cutTo] = cuts[i]!;
      if (cutFrom - at > shortest) kept.push([at, cutFrom]);
      at = Math.max(at, cutTo);
    }
    if (at === from) kept.push(piece);
    else if (to - at > shortest) kept.push([at, to]);
  }
  return kept;
}

function drawnPieces(length: number, dash: readonly number[] | null): Piece[] {
  if (dash === null) return [[0, length]];
  const pieces: Piece[] = [];
  for (let at = 0, i = 0; at < length; i++) {
    const step = dash[i % dash.length]!;
    if (i % 2 === 0) pieces.push([at, at + step]);
    at += step;
  }
  return pieces;
}

/** The path as an SVG path, its corners rounded. */
export function roundedPath(path: Path): string {
  let d = `M${path[0]!.x} ${path[0]!.y}`;
  for (let i = 1; i < path.length; i++) {
    const b = path[i]!;
    const c = path[i + 1];
    if (c === undefined) return `${d}L${b.x} ${b.y}`;
    const a = path[i - 1]!;
    const r = cornerRadius(path, i);
    const before = toward(b, a, r);
    const after = toward(b, c, r);
    d += `L${before.x} ${before.y}Q${b.x} ${b.y} ${after.x} ${after.y}`;
  }
  return d;
}

function toward(from: Point, to: Point, by: number): Point {
  return { x: from.x + Math.sign(to.x - from.x) * by, y: from.y + Math.sign(to.y - from.y) * by };
}
