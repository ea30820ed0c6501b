/** The tree of boxes that layout works on. */
import type { PageElement } from '../page/dom.ts';
import type { Style } from '../style/computed.ts';

/** What is not text and not a box of boxes: a picture, a drawing, a plug-in's rectangle, a tick. */
export interface Replaced {
  readonly what: 'image' | 'canvas' | 'embed' | 'checkbox';
  /** Its own size in pixels. */
  readonly width: number;
  readonly height: number;
}

export type InlineItem =
  | { readonly item: 'text'; readonly text: string; readonly style: Style; readonly element: PageElement }
  | { readonly item: 'box'; readonly box: LayoutBox }
  | { readonly item: 'break'; readonly style: Style }
  /** Where an inline element with a background, a border or a padding begins and ends. */
  | { readonly item: 'open' | 'close'; readonly style: Style; readonly element: PageElement };

/** A piece of a line; `x` and `y` are relative to the box of the lines, `y` of a text is its baseline. */
export type Fragment =
  | { readonly kind: 'text'; x: number; y: number; width: number; text: string; readonly style: Style; readonly element: PageElement }
  | { readonly kind: 'box'; x: number; y: number; readonly box: LayoutBox }
  | { readonly kind: 'back'; x: number; y: number; width: number; height: number; readonly style: Style; readonly element: PageElement };

export interface Line {
  readonly y: number;
  readonly height: number;
  readonly baseline: number;
  readonly fragments: readonly Fragment[];
}

export class LayoutBox {
  /** Null for a box that only holds lines. */
  readonly element: PageElement | null;
  readonly style: Style;
  readonly kind: 'block' | 'flex' | 'lines' | 'replaced';
  readonly replaced: Replaced | null;
  readonly children: LayoutBox[] = [];
  /** Boxes out of the flow that are placed by this one. */
  readonly absolutes: LayoutBox[] = [];
  readonly items: InlineItem[] = [];
  lines: readonly Line[] = [];
  /** Of the border box, relative to that of the box around it. */
  x = 0;
  y = 0;
  width = 0;
  height = 0;
  /** How the present layout was asked for; measuring asks often. */
  laidOut = '';
  readonly heights = new Map<number, number>();
  mostWidth: number | undefined;
  leastWidth: number | undefined;

  constructor(kind: LayoutBox['kind'], element: PageElement | null, style: Style, replaced: Replaced | null = null) {
    this.kind = kind;
    this.element = element;
    this.style = style;
    this.replaced = replaced;
  }
}
