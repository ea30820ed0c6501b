/** Drawing on a canvas in the scene's pixels. */

import type { Rect } from '../scene/geometry.ts';
import { ENVELOPE_FLAP, ENVELOPE_SHEET, GLYPH_H, GLYPH_W, GLYPHS } from '../scene/glyphs.ts';
import type { GlyphName } from '../scene/glyphs.ts';
import type { Palette } from '../svg/palette.ts';

const paths = new Map<string, Path2D>();

/** The path of that SVG data, made once. */
function pathOf(d: string): Path2D {
  let path = paths.get(d);
  if (path === undefined) paths.set(d, (path = new Path2D(d)));
  return path;
}

export interface TextLook {
  readonly sizePx: number;
  readonly weight?: number;
  readonly mono?: boolean;
  readonly align?: 'left' | 'center' | 'right';
}

export class Pen {
  readonly canvas: CanvasRenderingContext2D;
  palette: Palette;
  #font = '';

  constructor(canvas: CanvasRenderingContext2D, palette: Palette) {
    this.canvas = canvas;
    this.palette = palette;
  }

  /** Forgets what the canvas was set to: needed after it has been resized or used by others. */
  fresh(): void {
    this.#font = '';
    this.canvas.globalAlpha = 1;
    this.canvas.setLineDash([]);
  }

  text(text: string, x: number, y: number, fill: string, look: TextLook): void {
    if (text === '') return;
    const { canvas } = this;
    const font = `${look.weight ?? 400} ${look.sizePx}px ${look.mono === true ? this.palette['font-mono'] : this.palette['font-ui']}`;
    if (font !== this.#font) canvas.font = this.#font = font;
    canvas.textAlign = look.align ?? 'left';
    canvas.fillStyle = fill;
    canvas.fillText(text, x, y);
  }

  box(
    { x, y, w, h }: Rect,
    radius: number,
    fill: string | CanvasPattern | null,
    stroke?: string,
    width = 1,
    dash?: readonly number[],
  ): void {
    const { canvas } = this;
    canvas.beginPath();
    canvas.roundRect(x, y, w, h, radius);
    if (fill !== null) {
      canvas.fillStyle = fill;
      canvas.fill();
    }
    if (stroke === undefined) return;
    canvas.strokeStyle = stroke;
    canvas.lineWidth = width;
    if (dash !== undefined) canvas.setLineDash(dash as number[]);
    canvas.stroke();
    if (dash !== undefined) canvas.setLineDash([]);
  }

  /** A glyph with its middle at (x, y). */
  glyph(name: GlyphName, x: number, y: number, scale: number, ink: string, ground: string): void {
    const { canvas } = this;
    canvas.save();
    canvas.translate(x - (GLYPH_W / 2) * scale, y - (GLYPH_H / 2) * scale);
    canvas.scale(scale, scale);
    canvas.lineCap = 'round';
    canvas.lineJoin = 'round';
    for (const { d, width, dash, onGround } of GLYPHS[name]) {
      if (width === null) {
        canvas.fillStyle = ink;
        canvas.fill(pathOf(d));
        continue;
      }
      canvas.strokeStyle = onGround === true ? ground : ink;
      canvas.lineWidth = width;
      canvas.setLineDash((dash ?? []) as number[]);
      canvas.stroke(pathOf(d));
    }
    canvas.restore();
  }

  /** An envelope's sheet and flap, its upper left corner at the origin. */
  envelope(fill: string, stroke: string, dash?: readonly number[]): void {
    const { canvas } = this;
    canvas.fillStyle = fill;
    canvas.strokeStyle = stroke;
    canvas.lineWidth = 1.4;
    canvas.lineJoin = 'round';
    canvas.setLineDash((dash ?? []) as number[]);
    canvas.fill(pathOf(ENVELOPE_SHEET));
    canvas.stroke(pathOf(ENVELOPE_SHEET));
    canvas.stroke(pathOf(ENVELOPE_FLAP));
    canvas.setLineDash([]);
  }

  diamond(x: number, y: number, half: number, fill: string, stroke: string): void {
    const { canvas } = this;
    canvas.beginPath();
    canvas.moveTo(x, y - half);
    canvas.lineTo(x + half, y);
    canvas.lineTo(x, y + half);
    canvas.lineTo(x - half, y);
    canvas.closePath();
    canvas.fillStyle = fill;
    canvas.fill();
    canvas.strokeStyle = stroke;
    canvas.lineWidth = 1.5;
    canvas.stroke();
  }
}

/** The tile's size in the scene: two lines cross it. */
const TILE_PX = 17;

/** Hatching at 45 degrees, as a pattern in the scene's pixels. */
export function hatchPattern(canvas: CanvasRenderingContext2D, colour: string, alpha: number): CanvasPattern | null {
  const size = 32;
  const tile = canvas.canvas.ownerDocument.createElement('canvas');
  tile.width = tile.height = size;
  const pen = tile.getContext('2d');
  if (pen === null) return null;
  pen.strokeStyle = colour;
  pen.globalAlpha = alpha;
  pen.lineWidth = 1.2 * (size / TILE_PX);
  pen.beginPath();
  for (let i = -1; i <= 2; i++) {
    pen.moveTo(i * (size / 2) - size, size * 1.5);
    pen.lineTo(i * (size / 2) + size, -size / 2);
  }
  pen.stroke();
  const pattern = canvas.createPattern(tile, 'repeat');
  pattern?.setTransform(new DOMMatrix().scale(TILE_PX / size));
  return pattern;
}
