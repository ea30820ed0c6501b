/** Lines: inline content broken into lines of a width. */
import { fontExtent, textWidth } from '../text/measure.ts';
import type { PageElement } from '../page/dom.ts';
import type { Style } from '../style/computed.ts';
import { resolved } from '../style/length.ts';
import type { Fragment, InlineItem, LayoutBox, Line } from './box.ts';

/** Runs of text are measured often and change seldom. */
const widths = new Map<string, number>();
const WIDTHS_MAX = 20_000;

export function widthOf(text: string, { font, fontSize, letterSpacing }: Style): number {
  const key = `${font} ${fontSize} ${letterSpacing} ${text}`;
  let width = widths.get(key);
  if (width === undefined) {
    if (widths.size >= WIDTHS_MAX) widths.clear();
    width = textWidth(text, font, fontSize) + letterSpacing * text.length;
    widths.set(key, width);
  }
  return width;
}

/** Widths that went through yoga were rounded to 32-bit numbers on the way. */
const SLACK = 0.05;

type Token =
  | { readonly token: 'word'; readonly text: string; readonly width: number; readonly style: Style; readonly element: PageElement }
  | { readonly token: 'space'; readonly width: number; readonly style: Style; readonly element: PageElement }
  | { readonly token: 'box'; readonly box: LayoutBox; readonly left: number; readonly width: number }
  | { readonly token: 'edge'; readonly open: boolean; readonly width: number; readonly style: Style; readonly element: PageElement }
  | { readonly token: 'break'; readonly style: Style };

/** Lays an inline box out by itself and says its outer size, its margin on the left and above, and its baseline. */
export interface InlineBoxSize {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly baseline: number;
}
export type SizeBox = (box: LayoutBox) => InlineBoxSize;

function transformed(text: string, { textTransform }: Style): string {
  if (textTransform === 'uppercase') return text.toUpperCase();
  if (textTransform === 'lowercase') return text.toLowerCase();
  return textTransform === 'capitalize' ? text.replaceAll(/\b\p{L}/gu, (letter) => letter.toUpperCase()) : text;
}

function tokensOf(items: readonly InlineItem[], sizeBox: SizeBox): Token[] {
  const tokens: Token[] = [];
  for (const item of items) {
    switch (item.item) {
      case 'text':
        textTokens(item.text, item.style, item.element, tokens);
        break;
      case 'box': {
        const { left, width } = sizeBox(item.box);
        tokens.push({ token: 'box', box: item.box, left, width });
        break;
      }
      case 'break':
        tokens.push({ token: 'break', style: item.style });
        break;
      default: {
        const side = item.item === 'open' ? 3 : 1;
        const { style } = item;
        const width = resolved(style.margin[side], 0) + resolved(style.padding[side], 0) + style.borderWidth[side];
        tokens.push({ token: 'edge', open: item.item === 'open', width, style, element: item.element });
      }
    }
  }
  return tokens;
}

function textTokens(given: string, style: Style, element: PageElement, tokens: Token[]): void {
  const text = transformed(given, style);
  const keeps = style.whiteSpace === 'pre' || style.whiteSpace === 'pre-wrap';
  for (const part of text.match(keeps ? /\n|[ \t]+|[^ \t\n]+/g : /[ \t\r\n\f]+|[^ \t\r\n\f]+/g) ?? []) {
    if (part === '\n' && keeps) tokens.push({ token: 'break', style });
    else if (!/^[ \t\r\n\f]/.test(part)) tokens.push({ token: 'word', text: part, width: widthOf(part, style), style, element });
    else if (keeps) {
      const spaces = part.replaceAll('\t', '    ');
      tokens.push({ token: 'word', text: spaces, width: widthOf(spaces, style), style, element });
    } else tokens.push({ token: 'space', width: widthOf(' ', style), style, element });
  }
}

/** The lines of these items in a width; `Infinity` breaks only where it must. */
export function layoutLines(box: LayoutBox, width: number, sizeBox: SizeBox): { readonly lines: readonly Line[]; readonly height: number } {
  const filler = new Filler(box.style, width, sizeBox);
  for (const token of tokensOf(box.items, sizeBox)) filler.add(token);
  filler.endLine(true);
  return { lines: filler.lines, height: filler.y };
}

/** The widest line without breaks, and the widest piece that cannot be broken. */
export function lineWidths(box: LayoutBox, sizeBox: SizeBox): { readonly most: number; readonly least: number } {
  const noWrap = box.style.whiteSpace === 'nowrap' || box.style.whiteSpace === 'pre';
  let most = 0;
  let least = 0;
  let line = 0;
  let space = 0;
  for (const token of tokensOf(box.items, sizeBox)) {
    if (token.token === 'break') {
      line = 0;
      space = 0;
    } else if (token.token === 'space') {
      if (line > 0) space = token.width;
    } else {
      line += space + token.width;
      space = 0;
      most = Math.max(most, line);
      least = Math.max(least, token.width);
    }
  }
  return { most, least: noWrap ? most : least };
}

class Filler {
  readonly lines: Line[] = [];
  y = 0;
  readonly #style: Style;
  readonly #width: number;
  readonly #sizeBox: SizeBox;
  #fragments: Fragment[] = [];
  #x = 0;
  #space: Extract<Token, { token: 'space' }> | undefined;
  #open: { readonly style: Style; readonly element: PageElement; from: number }[] = [];
  #lastStyle: Style;

  constructor(style: Style, width: number, sizeBox: SizeBox) {
    this.#style = style;
    this.#lastStyle = style;
    this.#width = width;
    this.#sizeBox = sizeBox;
  }

  add(token: Token): void {
    switch (token.token) {
      case 'space':
        if (this.#fragments.length > 0) this.#space = token;
        return;
      case 'break':
        this.#lastStyle = token.style;
        this.endLine(false);
        return;
      case 'edge':
        this.#edge(token);
        return;
      case 'box':
        if (!this.#fits(token.width)) this.endLine(false);
        this.#takeSpace();
        this.#fragments.push({ kind: 'box', x: this.#x + token.left, y: 0, box: token.box });
        this.#x += token.width;
        return;
      default:
        this.#word(token);
    }
  }

  #fits(width: number): boolean {
    return this.#fragments.length === 0 || this.#x + (this.#space?.width ?? 0) + width <= this.#width + SLACK;
  }

  #word(token: Extract<Token, { token: 'word' }>): void {
    const { style } = token;
    this.#lastStyle = style;
    const wraps = style.whiteSpace === 'normal' || style.whiteSpace === 'pre-wrap';
    const mayBreak = this.#space !== undefined || this.#fragments.at(-1)?.kind === 'box' || style.whiteSpace === 'pre-wrap';
    if (wraps && mayBreak && !this.#fits(token.width)) this.endLine(false);
    if (!wraps || token.width <= this.#width + SLACK || this.#fragments.length > 0) {
      this.#takeSpace();
      this.#text(token.text, token.width, token);
      return;
    }
    // A word longer than a line is cut where it reaches the end.
    let rest = Array.from(token.text);
    while (rest.length > 0) {
      let count = 1;
      while (count < rest.length && this.#x + widthOf(rest.slice(0, count + 1).join(''), style) <= this.#width) count += 1;
      const piece = rest.slice(0, count).join('');
      this.#text(piece, widthOf(piece, style), token);
      rest = rest.slice(count);
      if (rest.length > 0) this.endLine(false);
    }
  }

  #text(text: string, width: number, { style, element }: { readonly style: Style; readonly element: PageElement }): void {
    const last = this.#fragments.at(-1);
    if (last?.kind === 'text' && last.style === style && last.element === element && Math.abs(last.x + last.width - this.#x) < 0.01) {
      last.text += text;
      last.width += width;
    } else this.#fragments.push({ kind: 'text', x: this.#x, y: 0, width, text, style, element });
    this.#x += width;
  }

  #takeSpace(): void {
    const space = this.#space;
    this.#space = undefined;
    if (space === undefined) return;
    const last = this.#fragments.at(-1);
    if (last?.kind === 'text' && last.style === space.style && last.element === space.element) {
      last.text += ' ';
      last.width += space.width;
    }
    this.#x += space.width;
  }

  #edge({ open, width, style, element }: Extract<Token, { token: 'edge' }>): void {
    if (open) {
      this.#takeSpace();
      this.#open.push({ style, element, from: this.#x + resolved(style.margin[3], 0) });
      this.#x += width;
      return;
    }
    const opened = this.#open.pop();
    this.#x += width;
    if (opened !== undefined) this.#back(opened, this.#x - resolved(style.margin[1], 0));
  }

  #back({ style, element, from }: { readonly style: Style; readonly element: PageElement; readonly from: number }, to: number): void {
    this.#fragments.push({ kind: 'back', x: from, y: 0, width: to - from, height: 0, style, element });
  }

  endLine(last: boolean): void {
    this.#space = undefined;
    if (last && this.#fragments.length === 0) return;
    for (const open of this.#open) {
      this.#back(open, this.#x);
      open.from = 0;
    }
    const parts = this.#fragments.map((fragment) => ({ fragment, ...this.#extent(fragment) }));
    const empty = extentOf(this.#lastStyle);
    const above = Math.max(...(parts.length === 0 ? [empty.above] : parts.map((part) => part.above)));
    const below = Math.max(...(parts.length === 0 ? [empty.below] : parts.map((part) => part.below)));
    const slack = Number.isFinite(this.#width) ? Math.max(0, this.#width - this.#x) : 0;
    const { textAlign } = this.#style;
    const shift = textAlign === 'center' ? slack / 2 : textAlign === 'right' ? slack : 0;
    for (const { fragment, top } of parts) {
      fragment.x += shift;
      fragment.y = this.y + above;
      if (fragment.kind === 'box') fragment.y += top;
      if (fragment.kind === 'back') {
        const { ascent, descent } = fontExtent(fragment.style.font, fragment.style.fontSize);
        const [upper, , lower] = [0, 1, 2].map((side) => resolved(fragment.style.padding[side]!, 0) + fragment.style.borderWidth[side]!);
        fragment.y -= ascent + upper!;
        fragment.height = ascent + descent + upper! + lower!;
      }
    }
    // What lies behind text is drawn before it.
    const fragments = [...this.#fragments.filter(({ kind }) => kind === 'back'), ...this.#fragments.filter(({ kind }) => kind !== 'back')];
    this.lines.push({ y: this.y, height: above + below, baseline: this.y + above, fragments });
    this.y += above + below;
    this.#fragments = [];
    this.#x = 0;
  }

  #extent(fragment: Fragment): { readonly above: number; readonly below: number; readonly top: number } {
    if (fragment.kind !== 'box') return { ...extentOf(fragment.style), top: 0 };
    const { baseline, height, top } = this.#sizeBox(fragment.box);
    return { above: baseline, below: height - baseline, top: top - baseline };
  }
}

/** How far a line of this style reaches above and below its baseline. */
function extentOf({ font, fontSize, lineHeight }: Style): { readonly above: number; readonly below: number } {
  const { ascent, descent } = fontExtent(font, fontSize);
  const lead = (fontSize * lineHeight - ascent - descent) / 2;
  return { above: lead + ascent, below: lead + descent };
}
