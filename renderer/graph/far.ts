/**
 * The picture from afar. Where no single line can be followed any more, all lines of a kind are one stroke and all boxes of a kind one
 * fill: a thousand boxes and three thousand lines cost a few milliseconds.
 */

import { KIND_TOKEN } from '../scene/glyphs.ts';
import type { Rect } from '../scene/geometry.ts';
import type { LineKind, Scene } from '../scene/items.ts';
import type { Palette } from '../svg/palette.ts';

const KINDS: readonly LineKind[] = ['send', 'once', 'dead', 'set', 'receive', 'notify'];
const PATTERNS: Readonly<Record<LineKind, readonly number[]>> = {
  send: [],
  once: [12, 8],
  dead: [3, 6],
  set: [5, 5],
  receive: [],
  notify: [12, 5, 3, 5],
};
const DIM = 0.35;

export function paintFar(canvas: CanvasRenderingContext2D, scene: Scene, palette: Palette, seen: Rect, lit: ReadonlySet<string>): void {
  const figure = scene.detail === 1;
  const right = seen.x + seen.w;
  canvas.lineJoin = 'miter';
  canvas.lineCap = 'butt';
  if (lit.size > 0) paintLit(canvas, scene, palette, lit);
  for (const kind of KINDS) {
    for (const dim of [true, false]) {
      canvas.beginPath();
      let any = false;
      for (const line of scene.lines) {
        if (line.kind !== kind || line.dim !== dim || !withinX(line.path, seen.x, right)) continue;
        any = true;
        line.path.forEach(({ x, y }, i) => (i === 0 ? canvas.moveTo(x, y) : canvas.lineTo(x, y)));
      }
      if (!any) continue;
      canvas.globalAlpha = dim ? DIM : 1;
      canvas.strokeStyle = figure ? palette.ink : palette[KIND_TOKEN[kind]];
      canvas.lineWidth = kind === 'receive' ? 5 : 2;
      canvas.setLineDash(PATTERNS[kind] as number[]);
      canvas.stroke();
    }
  }
  canvas.setLineDash([]);
  const boxes = (items: readonly { readonly rect: Rect; readonly dim: boolean }[], fill: string, stroke: string): void => {
    for (const dim of [true, false]) {
      canvas.beginPath();
      for (const { rect, dim: is } of items)
        if (is === dim && rect.x < right && rect.x + rect.w > seen.x) canvas.rect(rect.x, rect.y, rect.w, rect.h);
      canvas.globalAlpha = dim ? DIM : 1;
      canvas.fillStyle = fill;
      canvas.fill();
      canvas.strokeStyle = stroke;
      canvas.lineWidth = 1.5;
      canvas.stroke();
    }
  };
  const edge = figure ? palette.ink : palette['ink-2'];
  boxes(
    scene.ports.filter(({ ghost }) => ghost === null),
    palette.task,
    edge,
  );
  boxes(
    scene.tasks.filter(({ ghost }) => ghost === null),
    palette.task,
    edge,
  );
  if (!figure) {
    for (const kind of ['receive', 'send', 'once', 'set', 'dead'] as const) {
      boxes(
        scene.chips.filter((chip) => chip.kind === kind && !chip.vacated),
        palette[`${KIND_TOKEN[kind]}-bg`],
        palette[KIND_TOKEN[kind]],
      );
    }
  }
  canvas.globalAlpha = 1;
}

/** Under the lines of what is pointed at. */
function paintLit(canvas: CanvasRenderingContext2D, { lines }: Scene, palette: Palette, lit: ReadonlySet<string>): void {
  canvas.beginPath();
  for (const { key, from, to, path } of lines) {
    if (lit.has(key) || lit.has(from) || lit.has(to)) path.forEach(({ x, y }, i) => (i === 0 ? canvas.moveTo(x, y) : canvas.lineTo(x, y)));
  }
  canvas.strokeStyle = palette.mark;
  canvas.lineWidth = 11;
  canvas.stroke();
}

function withinX(path: readonly { readonly x: number }[], from: number, to: number): boolean {
  let least = Infinity;
  let most = -Infinity;
  for (const { x } of path) {
    if (x < least) least = x;
    if (x > most) most = x;
  }
  return most >= from && least <= to;
}
