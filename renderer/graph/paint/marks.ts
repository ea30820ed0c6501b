/** Marks on lines and over everything: heads, notices, envelopes, rings round what is selected or has the focus. */

import { BAND_BOTTOM, BAND_TOP } from '../../scene/geometry.ts';
import type { Point, Rect } from '../../scene/geometry.ts';
import { ENVELOPE_H, ENVELOPE_W, KIND_TOKEN } from '../../scene/glyphs.ts';
import { headOf } from '../../scene/heads.ts';
import type { Envelope, Hairline, Line, Notice, RightKind } from '../../scene/items.ts';
import { SMALL_TEXT_ZOOM } from './boxes.ts';
import type { Brush } from './brush.ts';

/** Heads that the graph itself has no shape for. */
export function paintHead({ pen, figure }: Brush, line: Line): void {
  if (line.kind !== 'once' && line.kind !== 'dead') return;
  const { canvas, palette } = pen;
  const { x, y, turn } = headOf(line.path);
  const colour = figure ? palette.ink : palette[KIND_TOKEN[line.kind]];
  if (line.kind === 'dead') {
    canvas.beginPath();
    canvas.arc(x, y, 8, 0, 7);
    canvas.fillStyle = palette.kernel;
    canvas.fill();
    return pen.glyph('dead', x, y, 1.15, colour, palette.kernel);
  }
  canvas.save();
  canvas.translate(x, y);
  canvas.rotate((turn * Math.PI) / 2);
  canvas.beginPath();
  canvas.moveTo(-11, -4.6);
  canvas.lineTo(-3.4, 0);
  canvas.lineTo(-11, 4.6);
  canvas.closePath();
  canvas.fillStyle = palette.kernel;
  canvas.fill();
  canvas.strokeStyle = colour;
  canvas.lineWidth = 1.5;
  canvas.lineJoin = 'round';
  canvas.stroke();
  canvas.beginPath();
  canvas.moveTo(-1.2, -5.5);
  canvas.lineTo(-1.2, 5.5);
  canvas.lineWidth = 2.2;
  canvas.stroke();
  canvas.restore();
}

export function paintNotice({ pen, zoom, figure, width }: Brush, { at, step, text, textSide }: Notice): void {
  const { palette } = pen;
  const colour = figure ? palette.ink : palette.notify;
  const ground = at.y > BAND_TOP && at.y < BAND_BOTTOM ? palette.kernel : palette.surface;
  if (text !== '' && zoom >= SMALL_TEXT_ZOOM) {
    const w = width(text, 'small') * 1.08 + 6;
    const x = textSide === 'right' ? at.x + 11 : at.x - 11 - w;
    pen.box({ x, y: at.y - 7, w, h: 14 }, 2, ground);
    pen.text(text, x + 3, at.y + 4, colour, { sizePx: 11, weight: 600 });
  }
  pen.diamond(at.x, at.y, 9.5, colour, ground);
  if (zoom >= SMALL_TEXT_ZOOM) pen.text(String(step), at.x, at.y + 4, palette.surface, { sizePx: 11, weight: 700, align: 'center' });
}

export interface EnvelopeLook {
  readonly at: Point;
  readonly rights: readonly RightKind[];
  readonly memory: boolean;
  readonly parked: boolean;
  readonly changed: boolean;
  readonly notification?: boolean;
}

export function paintEnvelope({ pen }: Brush, { at, rights, memory, parked, changed, notification }: EnvelopeLook): void {
  const { canvas, palette } = pen;
  if (notification === true) return pen.diamond(at.x, at.y, 9.5, palette.notify, palette.surface);
  const stroke = parked ? palette.warn : palette.ink;
  const fill = changed ? palette.mark : palette.task;
  const dash = parked ? [3, 2] : undefined;
  canvas.save();
  canvas.translate(at.x - ENVELOPE_W / 2, at.y - ENVELOPE_H / 2);
  if (memory) {
    canvas.translate(3, -3);
    pen.envelope(palette.task, stroke, dash);
    canvas.translate(-3, 3);
  }
  pen.envelope(fill, stroke, dash);
  rights.forEach((kind, i) => {
    const y = ENVELOPE_H / 2 + (i - (rights.length - 1) / 2) * 10;
    const token = KIND_TOKEN[kind];
    canvas.beginPath();
    canvas.arc(ENVELOPE_W, y, 6.5, 0, 7);
    canvas.fillStyle = palette[`${token}-bg`];
    canvas.fill();
    canvas.strokeStyle = palette[token];
    canvas.lineWidth = 1;
    canvas.stroke();
    pen.glyph(kind, ENVELOPE_W, y, 0.7, palette[token], palette.task);
  });
  canvas.restore();
}

export function paintEnvelopeOf(brush: Brush, envelope: Envelope): void {
  paintEnvelope(brush, envelope);
}

export function paintHairline({ pen }: Brush, { from, to }: Hairline): void {
  const { canvas, palette } = pen;
  canvas.beginPath();
  canvas.moveTo(from.x, from.y);
  canvas.lineTo(to.x, to.y);
  canvas.strokeStyle = palette['ink-3'];
  canvas.lineWidth = 0.8;
  canvas.setLineDash([1, 2]);
  canvas.stroke();
  canvas.setLineDash([]);
}

/** The selection: an outline on the edge. */
export function paintOutline({ pen, zoom }: Brush, { x, y, w, h }: Rect, radius: number): void {
  const width = Math.max(2.25, 2 / zoom);
  pen.box({ x: x - 0.5, y: y - 0.5, w: w + 1, h: h + 1 }, radius, null, pen.palette.ink, width);
}

/** The keyboard's focus: a ring at a distance. */
export function paintRing({ pen, zoom }: Brush, { x, y, w, h }: Rect, radius: number): void {
  const gap = 3 / Math.min(1, zoom);
  pen.box({ x: x - gap, y: y - gap, w: w + 2 * gap, h: h + 2 * gap }, radius + gap, null, pen.palette.focus, 2 / Math.min(1, zoom));
}
