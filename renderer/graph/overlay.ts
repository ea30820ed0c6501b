/**
 * The canvas over the graph: all that changes often, and all text, so that it is sharp at every zoom. It follows each drawing of the graph,
 * so the two never come apart.
 */

import type { Point, Rect } from '../scene/geometry.ts';
import type { RightKind, Scene } from '../scene/items.ts';
import { pointOnPath } from '../scene/path.ts';
import type { Path } from '../scene/path.ts';
import type { Measure } from '../scene/text.ts';
import type { Palette } from '../svg/palette.ts';
import { paintPort, paintTask, SMALL_TEXT_ZOOM } from './paint/boxes.ts';
import type { Brush } from './paint/brush.ts';
import { paintChip } from './paint/chips.ts';
import { paintEnvelope, paintEnvelopeOf, paintHairline, paintHead, paintNotice, paintOutline, paintRing } from './paint/marks.ts';
import { DIM } from './style.ts';
import { hatchPattern, Pen } from './pen.ts';

export interface View {
  readonly zoom: number;
  readonly pan: Point;
}

/** An envelope on its way. */
export interface Flight {
  readonly path: Path;
  /** 0 at its beginning, 1 at its end. */
  readonly share: number;
  readonly rights: readonly RightKind[];
  readonly memory: boolean;
  readonly notification: boolean;
  /** Names that change on the way, as text beside it. */
  readonly label: string;
  /** It does not move: an arrow shows the way instead. */
  readonly still: boolean;
}

export interface Marked {
  readonly selected: Rect | null;
  readonly focused: Rect | null;
  readonly hairlinesOf: { readonly task: number | null; readonly port: number | null };
  /** Where a box that is being dragged would come to stand. */
  readonly dropAt: Rect | null;
}

export interface Rate {
  readonly at: Point;
  readonly text: string;
}

/** Zoom under which only boxes and lines are painted. */
const DETAIL_LEAST = 0.22;

export class Overlay {
  readonly element: HTMLCanvasElement;
  readonly #pen: Pen;
  readonly measure: Measure;
  #hatch: CanvasPattern | null = null;
  #ratio = 1;
  /** How much is left of what is dim. */
  fade = DIM;

  constructor(container: HTMLElement, palette: Palette, measure: (canvas: CanvasRenderingContext2D) => Measure) {
    this.element = container.ownerDocument.createElement('canvas');
    this.element.className = 'graph-overlay';
    this.element.setAttribute('aria-hidden', 'true');
    container.append(this.element);
    const canvas = this.element.getContext('2d')!;
    this.#pen = new Pen(canvas, palette);
    this.measure = measure(canvas);
    this.setPalette(palette);
  }

  setPalette(palette: Palette): void {
    this.#pen.palette = palette;
    this.#hatch = hatchPattern(this.#pen.canvas, palette.dead, Number(palette['hatch-alpha']) || 0.3);
  }

  resize(width: number, height: number, ratio: number): void {
    this.#ratio = ratio;
    this.element.width = Math.round(width * ratio);
    this.element.height = Math.round(height * ratio);
  }

  paint(scene: Scene, { zoom, pan }: View, marked: Marked, flights: readonly Flight[], rates: readonly Rate[]): void {
    const pen = this.#pen;
    const { canvas } = pen;
    const scale = zoom * this.#ratio;
    canvas.setTransform(1, 0, 0, 1, 0, 0);
    canvas.clearRect(0, 0, this.element.width, this.element.height);
    canvas.setTransform(scale, 0, 0, scale, pan.x * this.#ratio, pan.y * this.#ratio);
    pen.fresh();
    const { measure } = this;
    const brush: Brush = { pen, zoom, figure: scene.detail === 1, hatch: this.#hatch, measure, width: measure };
    const seen = {
      x: -pan.x / zoom - 40,
      y: -pan.y / zoom - 40,
      w: this.element.width / scale + 80,
      h: this.element.height / scale + 80,
    };
    this.#paintItems(brush, scene, seen, marked);
    this.#paintMarks(brush, scene, marked);
    if (zoom >= DETAIL_LEAST) for (const flight of flights) paintFlight(brush, flight, seen);
    if (zoom >= SMALL_TEXT_ZOOM) for (const rate of rates) paintRate(brush, rate);
    canvas.globalAlpha = 1;
  }

  #paintItems(brush: Brush, scene: Scene, seen: Rect, marked: Marked): void {
    const { canvas } = brush.pen;
    const within = (rect: Rect): boolean =>
      rect.x < seen.x + seen.w && rect.x + rect.w > seen.x && rect.y < seen.y + seen.h && rect.y + rect.h > seen.y;
    const each = <T extends { readonly dim: boolean }>(items: readonly T[], rectOf: (item: T) => Rect, paint: (item: T) => void): void => {
      for (const item of items) {
        if (!within(rectOf(item))) continue;
        canvas.globalAlpha = item.dim ? this.fade : 1;
        paint(item);
      }
    };
    const { task, port } = marked.hairlinesOf;
    for (const line of scene.hairlines) if (scene.detail === 4 || line.task === task || line.port === port) paintHairline(brush, line);
    each(
      scene.ports,
      ({ rect }) => rect,
      (box) => paintPort(brush, box),
    );
    each(
      scene.tasks,
      ({ rect }) => rect,
      (box) => paintTask(brush, box),
    );
    if (brush.zoom < DETAIL_LEAST) return;
    if (scene.detail > 1)
      each(
        scene.chips,
        ({ rect }) => rect,
        (chip) => paintChip(brush, chip),
      );
    each(
      scene.lines,
      ({ path }) => pointRect(path.at(-1)!),
      (line) => paintHead(brush, line),
    );
    if (brush.zoom >= SMALL_TEXT_ZOOM)
      each(
        scene.sets,
        ({ rect }) => rect,
        (set) => paintSetLabel(brush, set.rect, set.label),
      );
    each(
      scene.notices,
      ({ at }) => pointRect(at),
      (notice) => paintNotice(brush, notice),
    );
    each(
      scene.envelopes,
      ({ at }) => pointRect(at),
      (envelope) => paintEnvelopeOf(brush, envelope),
    );
    canvas.globalAlpha = 1;
  }

  #paintMarks(brush: Brush, scene: Scene, { selected, focused, dropAt }: Marked): void {
    brush.pen.canvas.globalAlpha = 1;
    if (selected !== null) paintOutline(brush, selected, selected.h > 40 ? 8 : 4);
    if (focused !== null) paintRing(brush, focused, focused.h > 40 ? 8 : 4);
    if (dropAt !== null) brush.pen.box(dropAt, 8, null, brush.pen.palette.focus, 2 / Math.min(1, brush.zoom), [6, 4]);
  }
}

function pointRect({ x, y }: Point): Rect {
  return { x, y, w: 0, h: 0 };
}

function paintSetLabel({ pen, width }: Brush, rect: Rect, label: string): void {
  if (label === '') return;
  const y = rect.y + rect.h;
  pen.box({ x: rect.x + 10, y: y - 6, w: width(label, 'small') * 1.08 + 7, h: 12 }, 0, pen.palette.kernel);
  pen.text(label, rect.x + 13, y + 4, pen.palette.set, { sizePx: 11, weight: 600 });
}

function paintFlight(brush: Brush, flight: Flight, seen: Rect): void {
  const { pen } = brush;
  const { canvas, palette } = pen;
  const at = pointOnPath(flight.path, flight.share);
  if (at.x < seen.x || at.x > seen.x + seen.w || at.y < seen.y || at.y > seen.y + seen.h) return;
  if (flight.still) {
    canvas.beginPath();
    flight.path.forEach(({ x, y }, i) => (i === 0 ? canvas.moveTo(x, y) : canvas.lineTo(x, y)));
    canvas.strokeStyle = palette['mark-line'];
    canvas.lineWidth = 3;
    canvas.lineJoin = 'round';
    canvas.stroke();
  }
  const { rights, memory, notification } = flight;
  paintEnvelope(brush, { at, rights, memory, parked: false, changed: true, notification });
  if (flight.label === '' || brush.zoom < SMALL_TEXT_ZOOM) return;
  const w = brush.width(flight.label, 'mono') + 8;
  pen.box({ x: at.x + 18, y: at.y - 9, w, h: 17 }, 3, palette.mark, palette['mark-line']);
  pen.text(flight.label, at.x + 22, at.y + 4, palette['on-mark'], { sizePx: 11, mono: true });
}

function paintRate({ pen, width }: Brush, { at, text }: Rate): void {
  const w = width(text, 'small') + 8;
  pen.box({ x: at.x - w / 2, y: at.y - 8, w, h: 16 }, 8, pen.palette.mark, pen.palette['mark-line']);
  pen.text(text, at.x, at.y + 4, pen.palette['on-mark'], { sizePx: 11, align: 'center' });
}
