/** A scene as elements of the graph: boxes, chips and lines. Texts and all that changes often is left to the overlay. */

import { middle } from '../scene/geometry.ts';
import type { Point, Rect } from '../scene/geometry.ts';
import { DASHES } from '../scene/glyphs.ts';
import { HEAD_ROOM, withoutHead } from '../scene/heads.ts';
import type { Line, Scene } from '../scene/items.ts';
import { dashWithGaps } from '../scene/path.ts';
import type { Path } from '../scene/path.ts';
import type { Box } from './sharp.ts';

export interface NodeSpec {
  readonly group: 'nodes';
  readonly id: string;
  readonly classes: string;
  readonly position: Point;
  readonly data: { readonly w: number; readonly h: number; readonly box: Box };
  /** Equal for equal looks: what has not changed is left alone. */
  readonly look: string;
}

export interface EdgeSpec {
  readonly group: 'edges';
  readonly id: string;
  readonly classes: string;
  readonly line: Line;
  readonly source: string;
  readonly target: string;
  readonly look: string;
}

export type Spec = NodeSpec | EdgeSpec;

export function specsOf(scene: Scene): Spec[] {
  const specs: Spec[] = [];
  const standing = new Map<string, Rect>();
  const node = (id: string, kind: string, rect: Rect, dim: boolean): void => {
    const classes = dim ? `${kind} dim` : kind;
    standing.set(id, rect);
    const data = { w: rect.w, h: rect.h, box: boxOf([rect, { x: rect.x + rect.w, y: rect.y + rect.h }]) };
    specs.push({ group: 'nodes', id, classes, position: middle(rect), data, look: `${classes}|${rect.x}|${rect.y}|${rect.w}|${rect.h}` });
  };
  for (const { key, rect, side, ghost, dim, overflow, id } of scene.tasks) {
    node(key, ghost === null ? `task ${side}` : `task ${side} ghost`, rect, dim);
    if (overflow !== null) node(`more:${id}`, 'more', overflow.rect, dim);
  }
  for (const { key, rect, dim } of scene.sets) node(key, 'bracket', rect, dim);
  for (const { key, rect, ghost, dim } of scene.ports) node(key, ghost === null ? 'port' : 'port ghost', rect, dim);
  for (const { key, rect, kind, vacated, dim } of scene.chips) if (!vacated) node(key, `chip ${kind}`, rect, dim);
  for (const line of scene.lines) {
    if (!standing.has(line.from) || !standing.has(line.to)) continue;
    const kind = line.key.endsWith(':both') ? 'both' : line.kind;
    const classes = `line-${kind}${line.path.length > 2 ? ' bent' : ''}${line.dim ? ' dim' : ''}`;
    const look = `${classes}|${line.from}|${line.to}|${line.route.version}`;
    specs.push({ group: 'edges', id: `line:${line.key}`, classes, line, source: line.from, target: line.to, look });
  }
  return specs;
}

export interface EdgeData {
  readonly start: string;
  readonly end: string;
  readonly style: 'solid' | 'dashed';
  readonly dash: readonly number[];
  readonly weights: readonly number[];
  readonly distances: readonly number[];
  readonly box: Box;
}

/**
 * Bends as cytoscape wants them: how far along the straight line between the ends, and how far off it.
 * The ends are offsets in pixels from the middles of the nodes.
 */
export function edgeData({ path, kind, route }: Line, source: Rect, target: Rect): EdgeData {
  const drawn: Path = kind === 'once' || kind === 'dead' ? withoutHead(path, HEAD_ROOM[kind]) : path;
  const start = drawn[0]!;
  const end = drawn.at(-1)!;
  const [dx, dy] = [end.x - start.x, end.y - start.y];
  const square = dx * dx + dy * dy || 1;
  const length = Math.sqrt(square);
  const weights: number[] = [];
  const distances: number[] = [];
  for (const bend of drawn.slice(1, -1)) {
    const [x, y] = [bend.x - start.x, bend.y - start.y];
    weights.push((x * dx + y * dy) / square);
    distances.push((y * dx - x * dy) / length);
  }
  const dash = kind === 'receive' ? null : dashWithGaps(route.length, DASHES[kind], route.gaps);
  const offset = ({ x, y }: Point, rect: Rect): string => {
    const at = middle(rect);
    return `${x - at.x}px ${y - at.y}px`;
  };
  return {
    start: offset(start, source),
    end: offset(end, target),
    style: dash === null ? 'solid' : 'dashed',
    dash: dash ?? [1, 0],
    weights,
    distances,
    box: boxOf(path),
  };
}

/** How far strokes and heads reach beyond what they are drawn along. */
const REACH = 12;

function boxOf(points: readonly Point[]): Box {
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  return { x1: Math.min(...xs) - REACH, y1: Math.min(...ys) - REACH, x2: Math.max(...xs) + REACH, y2: Math.max(...ys) + REACH };
}
