/**
 * Layout. What there is of CSS:
 * - block flow with margins (those of neighbours collapse, those of parent and child do not), auto margins, min, max and percentages;
 * - inline flow with words, inline blocks, pictures, backgrounds of inline elements, alignment, four kinds of white space;
 * - flex containers, in one or several lines, with gaps, growing, shrinking, alignment (by yoga-layout; items are measured here);
 * - relative, absolute and fixed position; absolute boxes without an inset stand at their holder's corner.
 * There are no floats, no tables, no grid, no columns, no writing from right to left, no transforms, no animations.
 */
import type { Style } from '../style/computed.ts';
import { type Length, resolve, resolved } from '../style/length.ts';
import type { LayoutBox } from './box.ts';
import { Flexer, type Yoga } from './flex.ts';
import { type InlineBoxSize, layoutLines, lineWidths } from './lines.ts';

/** Border and padding of one axis. */
export function edges({ borderWidth, padding }: Style, axis: 'x' | 'y', base: number): { readonly before: number; readonly after: number } {
  const [before, after] = axis === 'x' ? ([3, 1] as const) : ([0, 2] as const);
  return {
    before: borderWidth[before] + resolved(padding[before], base),
    after: borderWidth[after] + resolved(padding[after], base),
  };
}

/** A length that is a border box's size, whatever the box model; undefined when it is not known. */
export function borderSize(style: Style, length: Length, axis: 'x' | 'y', base: number | undefined, widthBase: number): number | undefined {
  const size = resolve(length, base);
  if (size === undefined) return undefined;
  const { before, after } = edges(style, axis, widthBase);
  return style.borderBox ? Math.max(size, before + after) : size + before + after;
}

export class Layout {
  readonly #flex: Flexer | undefined;

  /** Without yoga flex containers are laid out as blocks. */
  constructor(yoga: Yoga | undefined) {
    this.#flex = yoga === undefined ? undefined : new Flexer(yoga, this);
  }

  /** Lays a page out for a viewport. */
  page(root: LayoutBox, width: number, height: number): void {
    this.layout(root, width, undefined, height);
    if (root.height < height) {
      this.#absolutes(root, width, height);
      root.height = height;
    }
  }

  /** Lays a box out with this border-box width; `height` when somebody else decides it. `around`: height to take percentages of. */
  layout(box: LayoutBox, width: number, height: number | undefined, around: number | undefined): void {
    const asked = `${width} ${height} ${around}`;
    if (box.laidOut === asked) return;
    box.laidOut = asked;
    const { style } = box;
    const across = edges(style, 'x', width);
    const down = edges(style, 'y', width);
    const inner = Math.max(0, width - across.before - across.after);
    const given = height ?? this.#clampHeight(style, borderSize(style, style.height, 'y', around, width), around, width);
    const innerHeight = given === undefined ? undefined : Math.max(0, given - down.before - down.after);
    box.width = width;
    const content = this.#content(box, inner, innerHeight, across.before, down.before);
    const natural = content + down.before + down.after;
    box.height = given ?? this.#clampHeight(style, natural, around, width) ?? natural;
    this.#absolutes(box, box.width, box.height);
  }

  #clampHeight(style: Style, height: number | undefined, around: number | undefined, width: number): number | undefined {
    if (height === undefined) return undefined;
    const most = borderSize(style, style.maxHeight, 'y', around, width) ?? Infinity;
    const least = borderSize(style, style.minHeight, 'y', around, width) ?? 0;
    return Math.max(least, Math.min(most, height));
  }

  /** A border-box width within what the style allows. */
  clampWidth(style: Style, width: number, around: number | undefined): number {
    const most = borderSize(style, style.maxWidth, 'x', around, around ?? 0) ?? Infinity;
    const least = borderSize(style, style.minWidth, 'x', around, around ?? 0) ?? 0;
    return Math.max(least, Math.min(most, width));
  }

  /** Lays out what is inside and says how high it is. */
  #content(box: LayoutBox, width: number, height: number | undefined, left: number, top: number): number {
    switch (box.kind) {
      case 'replaced':
        return this.#replacedHeight(box, width);
      case 'lines': {
        const { lines, height: sum } = layoutLines(box, width, (inner) => this.#inlineBox(inner, width));
        box.lines = lines;
        for (const { fragments } of lines)
          for (const fragment of fragments) if (fragment.kind === 'box') [fragment.box.x, fragment.box.y] = [fragment.x, fragment.y];
        return sum;
      }
      case 'flex':
        if (this.#flex !== undefined) return this.#flex.layout(box, width, height, left, top);
        return this.#blocks(box, width, height, left, top);
      default:
        return this.#blocks(box, width, height, left, top);
    }
  }

  #blocks(box: LayoutBox, width: number, height: number | undefined, left: number, top: number): number {
    let y = 0;
    let margin = 0;
    for (const child of box.children) {
      const { style } = child;
      const outer = this.#outerWidth(child, width);
      const above = resolved(style.margin[0], width);
      const below = resolved(style.margin[2], width);
      y += Math.max(margin, above) + Math.min(0, margin, above);
      this.layout(child, outer.width, undefined, height);
      child.x = left + outer.left;
      child.y = top + y;
      y += child.height;
      margin = below;
      this.#shift(child, width, height);
    }
    return Math.max(0, y + margin);
  }

  /** Where a block stands in its line, and how wide: `auto` fills, or centres what has a width. */
  #outerWidth(child: LayoutBox, width: number): { readonly left: number; readonly width: number } {
    const { style } = child;
    const [, right, , left] = style.margin;
    const margins = resolved(left, width) + resolved(right, width);
    const own = child.kind === 'replaced' ? this.mostWidth(child, width) : borderSize(style, style.width, 'x', width, width);
    const size = this.clampWidth(style, own ?? Math.max(0, width - margins), width);
    const slack = Math.max(0, width - size - margins);
    const share = left === null ? (right === null ? slack / 2 : slack) : 0;
    return { left: resolved(left, width) + share, width: size };
  }

  /** Moves a relative box from where the flow put it. */
  #shift(box: LayoutBox, width: number, height: number | undefined): void {
    if (box.style.position !== 'relative') return;
    const [top, right, bottom, left] = box.style.inset;
    box.x += resolve(left, width) ?? -resolved(right, width);
    box.y += resolve(top, height) ?? -resolved(bottom, height);
  }

  #absolutes(box: LayoutBox, width: number, height: number): void {
    for (const child of box.absolutes) {
      const { style } = child;
      const [topLine, rightLine, bottomLine, leftLine] = box.style.borderWidth;
      const room = { width: width - leftLine - rightLine, height: height - topLine - bottomLine };
      const [top, right, bottom, left] = style.inset.map((side, index) => resolve(side, index % 2 === 0 ? room.height : room.width));
      const fill = left !== undefined && right !== undefined ? room.width - left - right : undefined;
      const own = borderSize(style, style.width, 'x', room.width, room.width);
      const wanted = own ?? (child.kind === 'replaced' ? undefined : fill) ?? Math.min(this.mostWidth(child, room.width), room.width);
      const stretch = top !== undefined && bottom !== undefined && style.height === null ? room.height - top - bottom : undefined;
      this.layout(child, this.clampWidth(style, wanted, room.width), child.kind === 'replaced' ? undefined : stretch, room.height);
      const marginLeft = resolved(style.margin[3], room.width);
      const marginTop = resolved(style.margin[0], room.width);
      child.x = leftLine + (left ?? (right === undefined ? 0 : room.width - right - child.width)) + marginLeft;
      child.y = topLine + (top ?? (bottom === undefined ? 0 : room.height - bottom - child.height)) + marginTop;
    }
  }

  /** Lays out a box that stands in a line. */
  #inlineBox(box: LayoutBox, room: number): InlineBoxSize {
    const { style } = box;
    const own = borderSize(style, style.width, 'x', room, room);
    const least = Math.min(this.leastWidth(box, room), this.mostWidth(box, room));
    const wanted = own ?? Math.max(least, Math.min(this.mostWidth(box, room), room));
    this.layout(box, this.clampWidth(style, wanted, Number.isFinite(room) ? room : undefined), undefined, undefined);
    const [top, right, bottom, left] = style.margin.map((side) => resolved(side, room));
    const height = box.height + top! + bottom!;
    const inside = baselineOf(box);
    return { left: left!, top: top!, width: box.width + left! + right!, height, baseline: inside === undefined ? height : top! + inside };
  }

  #replacedHeight(box: LayoutBox, width: number): number {
    const { replaced, style } = box;
    if (replaced === null) return 0;
    return replaced.what === 'checkbox' || (replaced.what !== 'image' && style.width === null) || replaced.width === 0
      ? replaced.height
      : (width * replaced.height) / replaced.width;
  }

  /** The border-box width that a box would like, without a break. */
  mostWidth(box: LayoutBox, around: number | undefined): number {
    return (box.mostWidth ??= this.#naturalWidth(box, around, 'most'));
  }

  /** The border-box width below which something sticks out. */
  leastWidth(box: LayoutBox, around: number | undefined): number {
    return (box.leastWidth ??= this.#naturalWidth(box, around, 'least'));
  }

  #naturalWidth(box: LayoutBox, around: number | undefined, which: 'most' | 'least'): number {
    const { style } = box;
    const own = borderSize(style, style.width, 'x', around, 0);
    if (own !== undefined && box.kind !== 'lines') return this.clampWidth(style, own, around);
    const { before, after } = edges(style, 'x', 0);
    return this.clampWidth(style, this.#contentWidth(box, which) + before + after, around);
  }

  #contentWidth(box: LayoutBox, which: 'most' | 'least'): number {
    if (box.kind === 'lines') return Math.ceil(lineWidths(box, (inner) => this.#inlineBox(inner, Infinity))[which] * 100) / 100;
    if (box.replaced !== null) {
      const height = borderSize(box.style, box.style.height, 'y', undefined, 0);
      const { width, height: natural } = box.replaced;
      return height === undefined || box.replaced.what !== 'image' || natural === 0 ? width : (height * width) / natural;
    }
    const widths = box.children.map((child) => {
      const width = which === 'most' ? this.mostWidth(child, undefined) : this.leastWidth(child, undefined);
      return width + resolved(child.style.margin[1], 0) + resolved(child.style.margin[3], 0);
    });
    const { direction, columnGap, wrap } = box.style;
    const beside = box.kind === 'flex' && direction.startsWith('row') && !(wrap && which === 'least');
    if (beside) return widths.reduce((sum, width) => sum + width, columnGap * Math.max(0, widths.length - 1));
    return Math.max(0, ...widths);
  }

  /** The height of a box at a width; its layout may be another afterwards. */
  heightAt(box: LayoutBox, width: number): number {
    let height = box.heights.get(width);
    if (height === undefined) {
      this.layout(box, width, undefined, undefined);
      height = box.height;
      box.heights.set(width, height);
    }
    return height;
  }
}

/** The baseline of a box that stands in a line: that of its last line, from the top of its border box. */
function baselineOf(box: LayoutBox): number | undefined {
  if (box.replaced !== null || box.style.clips) return box.kind === 'block' ? fieldBaseline(box) : undefined;
  const last = box.lines.at(-1);
  if (last !== undefined) return last.baseline;
  for (const child of box.children.toReversed()) {
    const inside = baselineOf(child);
    if (inside !== undefined) return child.y + inside;
  }
  return undefined;
}

/** A field clips its text but stands in the line by it. */
function fieldBaseline(box: LayoutBox): number | undefined {
  const [lines] = box.children;
  const first = lines?.lines[0];
  return box.element?.localName === 'input' && lines !== undefined && first !== undefined ? lines.y + first.baseline : undefined;
}
