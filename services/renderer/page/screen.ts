/** A page's picture: document and styles in, display list out. */
import type { PaintOp } from '../../../kernel/abi/paint.ts';
import { encodePaint } from '../../../kernel/abi/paintEncode.ts';
import { BoxBuilder } from '../layout/build.ts';
import type { Yoga } from '../layout/flex.ts';
import { Layout } from '../layout/layout.ts';
import { Painter, type Target } from '../paint/painter.ts';
import { labelOf, roleOf } from '../paint/roles.ts';
import { Cascade, type Viewport } from '../style/cascade.ts';
import type { States } from '../style/selector.ts';
import type { PageDocument, PageElement } from './dom.ts';

/** What a page has beside its document. */
export interface PageState extends States {
  readonly viewport: Viewport;
  readonly scrollY: number;
  /** Texts of linked sheets, by the element that links them. */
  readonly sheets: ReadonlyMap<PageElement, string>;
  readonly images: ReadonlyMap<string, PageImage>;
  readonly embeds: ReadonlyMap<PageElement, number>;
  drawingOf(element: PageElement): readonly PaintOp[];
  scrollTopOf(element: PageElement): number;
}

/** A picture that arrived: the browser's number for it, and its own size. */
export interface PageImage {
  readonly number: number;
  readonly width: number;
  readonly height: number;
}

export class Screen {
  readonly #document: PageDocument;
  readonly #yoga: Yoga | undefined;
  #cascade: Cascade | undefined;
  #cascadeOf = '';
  #last: Uint8Array | undefined;
  targets: readonly Target[] = [];
  pageHeight = 0;
  background = 0xffffffff;
  /** Operations and roles left out of the last picture. */
  dropped = 0;

  constructor(document: PageDocument, yoga: Yoga | undefined) {
    this.#document = document;
    this.#yoga = yoga;
  }

  /** The bytes of the page's picture; undefined when it is the one before. */
  paint(state: PageState): Uint8Array | undefined {
    const { width, height } = state.viewport;
    const cascade = this.#cascadeFor(state);
    const builder = new BoxBuilder({
      styleOf: (element, parent) => cascade.styleOf(element, parent, state),
      imageSize: (element) => state.images.get(element.getAttribute('src') ?? ''),
      fieldText,
    });
    const root = builder.root(this.#document.documentElement);
    new Layout(this.#yoga).page(root, width, height);
    const body = root.children.find(({ element }) => element?.localName === 'body');
    this.background = (root.style.background & 0xff) !== 0 ? root.style.background : (body?.style.background ?? 0) || 0xffffffff;
    this.pageHeight = Math.max(height, root.height);
    const scrollY = Math.max(0, Math.min(state.scrollY, this.pageHeight - height));
    const { ops, roles, targets } = new Painter(
      {
        imageOf: (element) => state.images.get(element.getAttribute('src') ?? '')?.number,
        embedOf: (element) => state.embeds.get(element),
        drawingOf: (element) => state.drawingOf(element),
        isFocused: (element) => state.focused === element,
        isChecked: (element) => element.hasAttribute('checked'),
        scrollTopOf: (element) => state.scrollTopOf(element),
        labelOf: (element) => (roleOf(element) === 'textbox' ? fieldText(element).text : labelOf(element)),
      },
      width,
      height,
    ).paint(root, scrollY);
    this.targets = targets;
    const list = { width, height, pageHeight: this.pageHeight, scrollY, background: this.background, ops, roles };
    const { bytes, dropped } = encodePaint(list);
    this.dropped = dropped;
    if (this.#last !== undefined && isSame(bytes, this.#last)) return undefined;
    this.#last = bytes;
    return bytes;
  }

  /** The next picture counts as a new one. */
  forget(): void {
    this.#last = undefined;
  }

  #cascadeFor(state: PageState): Cascade {
    const sheets: string[] = [];
    for (const element of this.#document.querySelectorAll('style, link[rel=stylesheet]'))
      sheets.push(element.localName === 'style' ? (element.textContent ?? '') : (state.sheets.get(element) ?? ''));
    const { width, height } = state.viewport;
    const key = `${width} ${height}\n${sheets.join('\n')}`;
    if (this.#cascade === undefined || this.#cascadeOf !== key) {
      this.#cascade = new Cascade(sheets, { width, height });
      this.#cascadeOf = key;
    }
    return this.#cascade;
  }
}

export function fieldText(element: PageElement): { readonly text: string; readonly hint: boolean } {
  const value = element.localName === 'textarea' ? (element.textContent ?? '') : (element.getAttribute('value') ?? '');
  if (value !== '') {
    const hidden = element.getAttribute('type') === 'password';
    return { text: hidden ? '•'.repeat(value.length) : value, hint: false };
  }
  return { text: element.getAttribute('placeholder') ?? '', hint: true };
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}
