/** Boxes to display list: in order of drawing, cut to what is on screen. */
import type { Box, PaintOp, Role, RoleEntry } from '../../../kernel/abi/paint.ts';
import type { PageElement } from '../page/dom.ts';
import type { LayoutBox } from '../layout/box.ts';
import { fade } from '../style/color.ts';
import type { Style } from '../style/computed.ts';
import { resolved } from '../style/length.ts';
import { roleOf } from './roles.ts';

/** What the page knows of its elements beside the document. */
export interface PaintContents {
  /** The number by which the browser knows a picture; undefined while it is not there. */
  imageOf(element: PageElement): number | undefined;
  /** The number by which the browser knows what a plug-in draws. */
  embedOf(element: PageElement): number | undefined;
  /** What was drawn on a canvas, from its corner. */
  drawingOf(element: PageElement): readonly PaintOp[];
  isFocused(element: PageElement): boolean;
  isChecked(element: PageElement): boolean;
  scrollTopOf(element: PageElement): number;
  /** A text to say for it that is not its content: an image's, a field's. */
  labelOf(element: PageElement): string;
}

export interface Painted {
  readonly ops: PaintOp[];
  readonly roles: RoleEntry[];
  /** What is where, later ones above earlier ones. */
  readonly targets: Target[];
}

/** A region that answers to the pointer. */
export interface Target extends Box {
  readonly element: PageElement;
  /** Outside of it nothing is seen of the region. */
  readonly clip: Box;
}

const FOCUS_COLOR = 0x1a73e8ff;
const TICK_COLOR = 0xffffffff;

export class Painter {
  readonly ops: PaintOp[] = [];
  readonly roles: RoleEntry[] = [];
  readonly targets: Target[] = [];
  readonly #contents: PaintContents;
  readonly #viewport: Box;

  constructor(contents: PaintContents, width: number, height: number) {
    this.#contents = contents;
    this.#viewport = { x: 0, y: 0, width, height };
  }

  paint(root: LayoutBox, scrollY: number): Painted {
    this.#box(root, 0, -scrollY, 1, this.#viewport, scrollY);
    return { ops: this.ops, roles: this.roles, targets: this.targets };
  }

  /** `left`, `top`: where the box around stands. `scrollY`: what a fixed box takes back. */
  #box(box: LayoutBox, left: number, top: number, opacity: number, clip: Box, scrollY: number): void {
    const { style, element } = box;
    const x = left + box.x;
    const y = top + box.y + (style.position === 'fixed' ? scrollY : 0);
    const place = { x, y, width: box.width, height: box.height };
    const seen = opacity * style.opacity;
    const shown = style.visible && overlaps(place, clip);
    if (shown && box.kind !== 'lines') this.#own(box, place, seen);
    if (element !== null && style.visible && box.kind !== 'lines') {
      this.targets.push({ ...place, element, clip });
      this.#role(box, element, place, clip);
    }
    if (shown && box.replaced !== null && element !== null) this.#replaced(box, element, place, seen, clip);
    if (style.clips && !shown) return;
    if (style.clips) this.ops.push({ op: 'clip', ...place, radius: radiusOf(style, box) });
    const inside = style.clips ? cut(clip, place) : clip;
    const scrolled = style.clips && element !== null ? this.#contents.scrollTopOf(element) : 0;
    for (const child of inOrder(box.children)) this.#box(child, x, y - scrolled, seen, inside, scrollY);
    if (box.kind === 'lines') this.#lines(box, x, y, seen, clip, scrollY);
    for (const child of box.absolutes.toSorted((a, b) => a.style.zIndex - b.style.zIndex))
      this.#box(child, x, y - scrolled, seen, inside, scrollY);
    if (style.clips) this.ops.push({ op: 'unclip' });
    if (shown && element !== null && this.#contents.isFocused(element)) {
      const ring = { x: x - 2, y: y - 2, width: box.width + 4, height: box.height + 4 };
      this.ops.push({ op: 'border', ...ring, radius: radiusOf(style, box) + 2, line: 2, color: FOCUS_COLOR });
    }
  }

  /** Shadow, background and border of a box. */
  #own(box: LayoutBox, place: Box, opacity: number): void {
    const { style } = box;
    const radius = radiusOf(style, box);
    if (style.shadow !== null) {
      const { x, y, blur, spread, color } = style.shadow;
      const shadow = {
        x: place.x + x - spread,
        y: place.y + y - spread,
        width: place.width + 2 * spread,
        height: place.height + 2 * spread,
      };
      this.ops.push({ op: 'shadow', ...shadow, radius, blur: Math.min(256, Math.max(0, blur)), color: fade(color, opacity) });
    }
    if (visible(style.background, opacity)) this.ops.push({ op: 'rect', ...place, radius, color: fade(style.background, opacity) });
    if (style.gradient !== null) {
      const stops = style.gradient.stops.map(({ at, color }) => ({ at, color: fade(color, opacity) }));
      this.ops.push({ op: 'gradient', ...place, radius, angle: style.gradient.angle, stops });
    }
    this.#border(style, place, radius, opacity);
  }

  #border(style: Style, place: Box, radius: number, opacity: number): void {
    const [top, right, bottom, left] = style.borderWidth;
    const color = fade(style.borderColor, opacity);
    if ((color & 0xff) === 0) return;
    if (top === right && right === bottom && bottom === left) {
      if (top > 0) this.ops.push({ op: 'border', ...place, radius, line: top, color });
      return;
    }
    const { x, y, width, height } = place;
    const side = (box: Box): void => {
      if (box.width > 0 && box.height > 0) this.ops.push({ op: 'rect', ...box, radius: 0, color });
    };
    side({ x, y, width, height: top });
    side({ x: x + width - right, y, width: right, height });
    side({ x, y: y + height - bottom, width, height: bottom });
    side({ x, y, width: left, height });
  }

  #replaced(box: LayoutBox, element: PageElement, place: Box, opacity: number, clip: Box): void {
    const { style, replaced } = box;
    const radius = radiusOf(style, box);
    switch (replaced!.what) {
      case 'image': {
        const image = this.#contents.imageOf(element);
        if (image !== undefined) this.ops.push({ op: 'image', ...place, radius, image });
        else this.ops.push({ op: 'border', ...place, radius, line: 1, color: fade(0x00000030, opacity) });
        return;
      }
      case 'embed': {
        const embed = this.#contents.embedOf(element);
        if (embed !== undefined) this.ops.push({ op: 'embed', ...place, embed });
        return;
      }
      case 'canvas': {
        const ops = this.#contents.drawingOf(element);
        if (ops.length === 0) return;
        const { width, height } = replaced!;
        this.ops.push({ op: 'clip', ...place, radius });
        const scale = { x: place.width / Math.max(1, width), y: place.height / Math.max(1, height) };
        for (const op of ops) this.ops.push(moved(op, place.x, place.y, scale.x, scale.y));
        this.ops.push({ op: 'unclip' });
        return;
      }
      case 'checkbox':
        if (!this.#contents.isChecked(element) || !overlaps(place, clip)) return;
        this.ops.push({ op: 'rect', ...place, radius, color: fade(FOCUS_COLOR, opacity) });
        this.ops.push({ op: 'path', fill: 0, stroke: fade(TICK_COLOR, opacity), line: 2, segments: tick(place) });
    }
  }

  #lines(box: LayoutBox, x: number, y: number, opacity: number, clip: Box, scrollY: number): void {
    for (const line of box.lines) {
      const outside = y + line.y > clip.y + clip.height || y + line.y + line.height < clip.y;
      for (const fragment of line.fragments) {
        if (fragment.kind === 'box') {
          this.#box(fragment.box, x, y, opacity, clip, scrollY);
          continue;
        }
        const { style, element } = fragment;
        if (!style.visible) continue;
        const height = fragment.kind === 'back' ? fragment.height : line.height;
        const upper = fragment.kind === 'back' ? y + fragment.y : y + line.y;
        const place = { x: x + fragment.x, y: upper, width: fragment.width, height };
        if (element.localName !== 'body') this.targets.push({ ...place, element, clip });
        if (fragment.kind === 'text') this.#inlineRole(fragment.text, element, place, clip);
        if (outside) continue;
        const seen = opacity * (style.display === 'inline' ? style.opacity : 1);
        if (fragment.kind === 'back') this.#back(style, place, seen);
        else this.#text(fragment, style, x, y, seen);
      }
    }
  }

  #back(style: Style, place: Box, opacity: number): void {
    const radius = Math.min(resolved(style.radius, place.height), place.height / 2);
    if (visible(style.background, opacity)) this.ops.push({ op: 'rect', ...place, radius, color: fade(style.background, opacity) });
    this.#border(style, place, radius, opacity);
  }

  #text(
    fragment: { readonly x: number; readonly y: number; readonly width: number; readonly text: string },
    style: Style,
    x: number,
    y: number,
    opacity: number,
  ): void {
    const text = fragment.text.replaceAll('\u200b', '');
    const color = fade(style.color, opacity);
    if (text.trim() === '' || (color & 0xff) === 0) return;
    const at = { x: x + fragment.x, y: y + fragment.y };
    this.ops.push({ op: 'text', ...at, width: fragment.width, size: style.fontSize, font: style.font, color, text });
    const rule = Math.max(1, style.fontSize / 16);
    const across = { x: at.x, width: fragment.width, height: rule, radius: 0, color };
    if (style.underline) this.ops.push({ op: 'rect', ...across, y: at.y + style.fontSize * 0.12 });
    if (style.lineThrough) this.ops.push({ op: 'rect', ...across, y: at.y - style.fontSize * 0.3 });
  }

  #role(box: LayoutBox, element: PageElement, place: Box, clip: Box): void {
    const role = roleOf(element);
    if (role === undefined || !overlaps(place, clip)) return;
    const text = this.#contents.labelOf(element);
    this.#entry(role, element, place, text, role === 'checkbox' && this.#contents.isChecked(element) ? 1 : 0);
    if (box.kind === 'replaced') return;
  }

  /** The text of a paragraph, or of an inline element with a role; a text that a block with a role says already is not said again. */
  #inlineRole(text: string, element: PageElement, place: Box, clip: Box): void {
    if (text.trim() === '' || text === '\u200b' || !overlaps(place, clip)) return;
    for (let at: PageElement | null = element; at !== null; at = at.parentElement) {
      const role = roleOf(at);
      if (role === 'link') {
        const last = this.roles.at(-1);
        if (last?.role !== 'link' || last.text !== this.#contents.labelOf(at))
          this.#entry('link', at, place, this.#contents.labelOf(at), 0);
        return;
      }
      if (role !== undefined) return;
    }
    this.#entry('text', element, place, text.trim(), 0);
  }

  #entry(role: Role, element: PageElement, place: Box, text: string, level: number): void {
    const heading = role === 'heading' ? Number(element.localName.slice(1)) || 0 : level;
    this.roles.push({ role, level: heading, focused: this.#contents.isFocused(element), ...place, text });
  }
}

function visible(color: number, opacity: number): boolean {
  return (color & 0xff) !== 0 && opacity > 0;
}

function radiusOf(style: Style, { width, height }: LayoutBox): number {
  return Math.max(0, Math.min(resolved(style.radius, Math.min(width, height)), Math.min(width, height) / 2));
}

/** Positioned boxes lie above the others, by their `z-index`. */
function inOrder(children: readonly LayoutBox[]): readonly LayoutBox[] {
  if (children.every(({ style }) => style.position === 'static')) return children;
  const layer = ({ style }: LayoutBox): number => (style.position === 'static' ? 0 : 0.5 + style.zIndex);
  return children.toSorted((a, b) => layer(a) - layer(b));
}

export function overlaps(one: Box, other: Box): boolean {
  return one.x < other.x + other.width && other.x < one.x + one.width && one.y < other.y + other.height && other.y < one.y + one.height;
}

function cut(one: Box, other: Box): Box {
  const x = Math.max(one.x, other.x);
  const y = Math.max(one.y, other.y);
  const width = Math.max(0, Math.min(one.x + one.width, other.x + other.width) - x);
  return { x, y, width, height: Math.max(0, Math.min(one.y + one.height, other.y + other.height) - y) };
}

function tick({ x, y, width, height }: Box): Extract<PaintOp, { op: 'path' }>['segments'] {
  return [
    ['M', x + 0.25 * width, y + 0.52 * height],
    ['L', x + 0.43 * width, y + 0.7 * height],
    ['L', x + 0.76 * width, y + 0.32 * height],
  ];
}

/** An operation of a canvas where the canvas stands, at its scale. */
function moved(op: PaintOp, x: number, y: number, scaleX: number, scaleY: number): PaintOp {
  switch (op.op) {
    case 'unclip':
      return op;
    case 'text':
      return { ...op, x: x + op.x * scaleX, y: y + op.y * scaleY, size: op.size * scaleY, width: op.width * scaleX };
    case 'path': {
      const segments = op.segments.map(([kind, ...numbers]) => [
        kind,
        ...numbers.map((number, index) => (index % 2 === 0 ? x + number * scaleX : y + number * scaleY)),
      ]);
      return { ...op, line: op.line * Math.max(scaleX, scaleY), segments: segments as unknown as typeof op.segments };
    }
    default:
      return { ...op, x: x + op.x * scaleX, y: y + op.y * scaleY, width: op.width * scaleX, height: op.height * scaleY };
  }
}
