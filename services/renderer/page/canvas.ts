/**
 * What a page draws on a canvas: calls become operations of the display list. Of the 2D context there are rectangles, paths with lines,
 * curves and arcs, text, pictures, colours, line width, opacity, and translate/rotate/scale; a fill or clear of the whole canvas forgets what lies below.
 */
import type { PaintOp, Segment } from '../../../kernel/abi/paint.ts';
import { FONT_BOLD, FONT_MONO, FONT_SANS, FONT_SERIF } from '../../../kernel/abi/paint.ts';
import { fade, parseColor } from '../style/color.ts';
import { fontExtent, textWidth } from '../text/measure.ts';
import type { PageElement } from './dom.ts';

/** Operations of one canvas that are kept: a page that draws more is cut off until it clears. */
export const CANVAS_OPS_MAX = 15_000;

interface State {
  fillStyle: string;
  strokeStyle: string;
  lineWidth: number;
  globalAlpha: number;
  font: string;
  textAlign: string;
  textBaseline: string;
  matrix: readonly [number, number, number, number, number, number];
}

const PLAIN: State = {
  fillStyle: '#000',
  strokeStyle: '#000',
  lineWidth: 1,
  globalAlpha: 1,
  font: '10px sans-serif',
  textAlign: 'start',
  textBaseline: 'alphabetic',
  matrix: [1, 0, 0, 1, 0, 0],
};

export class CanvasDrawing {
  readonly canvas: PageElement;
  readonly #imageOf: (element: PageElement) => number | undefined;
  #ops: PaintOp[] = [];
  #state: State = { ...PLAIN };
  #saved: State[] = [];
  #path: Segment[] = [];
  lineCap = 'round';
  lineJoin = 'round';

  constructor(canvas: PageElement, imageOf: (element: PageElement) => number | undefined) {
    this.canvas = canvas;
    this.#imageOf = imageOf;
  }

  get ops(): readonly PaintOp[] {
    return this.#ops;
  }

  get fillStyle(): string {
    return this.#state.fillStyle;
  }
  set fillStyle(value: unknown) {
    this.#state.fillStyle = String(value);
  }
  get strokeStyle(): string {
    return this.#state.strokeStyle;
  }
  set strokeStyle(value: unknown) {
    this.#state.strokeStyle = String(value);
  }
  get lineWidth(): number {
    return this.#state.lineWidth;
  }
  set lineWidth(value: number) {
    if (value > 0 && Number.isFinite(value)) this.#state.lineWidth = value;
  }
  get globalAlpha(): number {
    return this.#state.globalAlpha;
  }
  set globalAlpha(value: number) {
    if (value >= 0 && value <= 1) this.#state.globalAlpha = value;
  }
  get font(): string {
    return this.#state.font;
  }
  set font(value: unknown) {
    this.#state.font = String(value);
  }
  get textAlign(): string {
    return this.#state.textAlign;
  }
  set textAlign(value: unknown) {
    this.#state.textAlign = String(value);
  }
  get textBaseline(): string {
    return this.#state.textBaseline;
  }
  set textBaseline(value: unknown) {
    this.#state.textBaseline = String(value);
  }

  save(): void {
    if (this.#saved.length < 100) this.#saved.push({ ...this.#state });
  }
  restore(): void {
    this.#state = this.#saved.pop() ?? this.#state;
  }
  translate(x: number, y: number): void {
    this.#multiply(1, 0, 0, 1, x, y);
  }
  scale(x: number, y: number): void {
    this.#multiply(x, 0, 0, y, 0, 0);
  }
  rotate(angle: number): void {
    this.#multiply(Math.cos(angle), Math.sin(angle), -Math.sin(angle), Math.cos(angle), 0, 0);
  }
  setTransform(a = 1, b = 0, c = 0, d = 1, e = 0, f = 0): void {
    this.#state.matrix = [a, b, c, d, e, f];
  }
  resetTransform(): void {
    this.setTransform();
  }

  beginPath(): void {
    this.#path = [];
  }
  closePath(): void {
    this.#path.push(['Z']);
  }
  moveTo(x: number, y: number): void {
    this.#path.push(['M', ...this.#point(x, y)]);
  }
  lineTo(x: number, y: number): void {
    this.#path.push([this.#path.length === 0 ? 'M' : 'L', ...this.#point(x, y)]);
  }
  quadraticCurveTo(cx: number, cy: number, x: number, y: number): void {
    this.#path.push(['Q', ...this.#point(cx, cy), ...this.#point(x, y)]);
  }
  bezierCurveTo(ax: number, ay: number, bx: number, by: number, x: number, y: number): void {
    this.#path.push(['C', ...this.#point(ax, ay), ...this.#point(bx, by), ...this.#point(x, y)]);
  }
  rect(x: number, y: number, width: number, height: number): void {
    this.moveTo(x, y);
    for (const [px, py] of [
      [x + width, y],
      [x + width, y + height],
      [x, y + height],
    ] as const)
      this.lineTo(px, py);
    this.closePath();
  }
  arc(x: number, y: number, radius: number, from: number, to: number, counterclockwise = false): void {
    this.ellipse(x, y, radius, radius, 0, from, to, counterclockwise);
  }
  ellipse(x: number, y: number, rx: number, ry: number, turn: number, from: number, to: number, counterclockwise = false): void {
    let sweep = to - from;
    const round = 2 * Math.PI;
    if (!counterclockwise) sweep = sweep >= round ? round : ((sweep % round) + round) % round;
    else sweep = sweep <= -round ? -round : -(((-sweep % round) + round) % round);
    const steps = Math.max(1, Math.ceil(Math.abs(sweep) / (Math.PI / 2)));
    const step = sweep / steps;
    const reach = (4 / 3) * Math.tan(step / 4);
    const at = (cos: number, sin: number): readonly [number, number] => [
      x + rx * cos * Math.cos(turn) - ry * sin * Math.sin(turn),
      y + rx * cos * Math.sin(turn) + ry * sin * Math.cos(turn),
    ];
    this.lineTo(...at(Math.cos(from), Math.sin(from)));
    for (let index = 0; index < steps; index += 1) {
      const [a, b] = [from + index * step, from + (index + 1) * step];
      const first = at(Math.cos(a) - reach * Math.sin(a), Math.sin(a) + reach * Math.cos(a));
      const second = at(Math.cos(b) + reach * Math.sin(b), Math.sin(b) - reach * Math.cos(b));
      this.bezierCurveTo(...first, ...second, ...at(Math.cos(b), Math.sin(b)));
    }
  }
  fill(): void {
    this.#push({ op: 'path', fill: this.#color(this.#state.fillStyle), stroke: 0, line: 0, segments: this.#path.slice() });
  }
  stroke(): void {
    const line = Math.min(1000, this.#state.lineWidth * this.#size());
    this.#push({ op: 'path', fill: 0, stroke: this.#color(this.#state.strokeStyle), line, segments: this.#path.slice() });
  }
  fillRect(x: number, y: number, width: number, height: number): void {
    const color = this.#color(this.#state.fillStyle);
    if ((color & 0xff) === 0xff && this.#coversAll(x, y, width, height)) this.#ops = [];
    this.#polygon(x, y, width, height, { fill: color, stroke: 0, line: 0 });
  }
  strokeRect(x: number, y: number, width: number, height: number): void {
    this.#polygon(x, y, width, height, {
      fill: 0,
      stroke: this.#color(this.#state.strokeStyle),
      line: this.#state.lineWidth * this.#size(),
    });
  }
  /** Clears everything, or what lies wholly inside. */
  clearRect(x: number, y: number, width: number, height: number): void {
    if (this.#coversAll(x, y, width, height)) this.#ops = [];
    else this.#ops = this.#ops.filter((op) => !liesInside(op, x, y, width, height));
  }
  fillText(text: unknown, x: number, y: number): void {
    const { size, font } = this.#fontParts();
    const scaled = size * this.#size();
    const width = textWidth(String(text), font, scaled);
    const [px, py] = this.#point(x, y);
    const { textAlign, textBaseline } = this.#state;
    const shift = textAlign === 'center' ? width / 2 : textAlign === 'right' || textAlign === 'end' ? width : 0;
    const { ascent, descent } = fontExtent(font, scaled);
    const drop =
      textBaseline === 'middle' ? (ascent - descent) / 2 : textBaseline === 'top' ? ascent : textBaseline === 'bottom' ? -descent : 0;
    const color = this.#color(this.#state.fillStyle);
    this.#push({ op: 'text', x: px - shift, y: py + drop, width, size: scaled, font, color, text: String(text) });
  }
  measureText(text: unknown): { readonly width: number } {
    const { size, font } = this.#fontParts();
    return { width: textWidth(String(text), font, size) };
  }
  drawImage(image: PageElement, x: number, y: number, width: number, height: number): void {
    const number = this.#imageOf(image);
    if (number === undefined) return;
    const [px, py] = this.#point(x, y);
    this.#push({ op: 'image', x: px, y: py, width: width * this.#size(), height: height * this.#size(), radius: 0, image: number });
  }

  #polygon(
    x: number,
    y: number,
    width: number,
    height: number,
    how: { readonly fill: number; readonly stroke: number; readonly line: number },
  ): void {
    const corners = [this.#point(x, y), this.#point(x + width, y), this.#point(x + width, y + height), this.#point(x, y + height)];
    const segments = corners.map((corner, index): Segment => [index === 0 ? 'M' : 'L', ...corner]);
    this.#push({ op: 'path', ...how, segments: [...segments, ['Z']] });
  }

  #push(op: PaintOp): void {
    if (this.#ops.length < CANVAS_OPS_MAX) this.#ops.push(op);
  }

  #coversAll(x: number, y: number, width: number, height: number): boolean {
    const [left, top] = this.#point(x, y);
    const [right, bottom] = this.#point(x + width, y + height);
    const own = (name: string, other: number): number => Number.parseInt(this.canvas.getAttribute(name) ?? '', 10) || other;
    const { matrix } = this.#state;
    return matrix[1] === 0 && matrix[2] === 0 && left <= 0 && top <= 0 && right >= own('width', 300) && bottom >= own('height', 150);
  }

  #color(text: string): number {
    return fade(parseColor(text) ?? 0x000000ff, this.#state.globalAlpha);
  }

  #size(): number {
    const [a, b] = this.#state.matrix;
    return Math.hypot(a, b);
  }

  #point(x: number, y: number): [number, number] {
    const [a, b, c, d, e, f] = this.#state.matrix;
    return [a * x + c * y + e, b * x + d * y + f];
  }

  #multiply(a: number, b: number, c: number, d: number, e: number, f: number): void {
    const [A, B, C, D, E, F] = this.#state.matrix;
    this.#state.matrix = [A * a + C * b, B * a + D * b, A * c + C * d, B * c + D * d, A * e + C * f + E, B * e + D * f + F];
  }

  #fontParts(): { readonly size: number; readonly font: number } {
    const { font } = this.#state;
    const size = Number(/(\d+(?:\.\d+)?)px/.exec(font)?.[1] ?? 10);
    const family = /mono/i.test(font) ? FONT_MONO : /serif/i.test(font) && !/sans/i.test(font) ? FONT_SERIF : FONT_SANS;
    return { size: Math.min(400, size), font: family | (/bold|[6-9]00/.test(font) ? FONT_BOLD : 0) };
  }
}

function liesInside(op: PaintOp, x: number, y: number, width: number, height: number): boolean {
  const has = (px: number, py: number): boolean => px >= x && px <= x + width && py >= y && py <= y + height;
  if (op.op === 'path') return op.segments.every(([, ...numbers]) => numbers.length === 0 || has(numbers.at(-2)!, numbers.at(-1)!));
  return 'x' in op && has(op.x, op.y);
}
