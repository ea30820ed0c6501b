/** Elements to boxes. */
import { isElement, type PageElement, type PageNode, TEXT_NODE } from '../page/dom.ts';
import { inheritedStyle, type Style } from '../style/computed.ts';
import { LayoutBox, type InlineItem, type Replaced } from './box.ts';

/** What the page knows of its elements beside the document. */
export interface Contents {
  styleOf(element: PageElement, parent: Style | undefined): Style;
  /** A picture's own size, when it is there. */
  imageSize(element: PageElement): { readonly width: number; readonly height: number } | undefined;
  /** The text in a field, and whether it is only a hint. */
  fieldText(element: PageElement): { readonly text: string; readonly hint: boolean };
}

/** Deeper nesting is drawn flat: layout goes down the tree on the stack. */
const DEPTH_MAX = 200;
/** Elements of a page that get boxes. */
const BOXES_MAX = 20_000;
const HINT_COLOR = 0x757575ff;

export class BoxBuilder {
  readonly #contents: Contents;
  #boxes = 0;

  constructor(contents: Contents) {
    this.#contents = contents;
  }

  /** The box of the root element. */
  root(element: PageElement): LayoutBox {
    const style = this.#contents.styleOf(element, undefined);
    const box = new LayoutBox('block', element, style);
    this.#fill(box, element, box, 0);
    return box;
  }

  /** Puts what is in `element` into `box`; what is absolute goes to `holder`. */
  #fill(box: LayoutBox, element: PageElement, holder: LayoutBox, depth: number): void {
    const own = box.style.position !== 'static' ? box : holder;
    let lines: LayoutBox | undefined;
    const inline = (item: InlineItem): void => {
      if (lines === undefined) {
        if (item.item === 'text' && item.text.trim() === '' && isCollapsed(item.style)) return;
        lines = new LayoutBox('lines', null, inheritedStyle(box.style));
        box.children.push(lines);
      }
      lines.items.push(item);
    };
    const flow: Flow = {
      inline,
      block: (child) => {
        lines = undefined;
        box.children.push(child);
      },
      holder: own,
      blockify: box.kind === 'flex',
    };
    if (isField(element)) {
      const { text, hint } = this.#contents.fieldText(element);
      const style = hint ? { ...box.style, color: HINT_COLOR } : box.style;
      inline({
        item: 'text',
        text: text === '' ? '\u200b' : text,
        style: { ...inheritedStyle(style), whiteSpace: style.whiteSpace },
        element,
      });
      return;
    }
    for (const node of element.childNodes) this.#node(node, element, box.style, flow, depth + 1);
  }

  #node(node: PageNode, parent: PageElement, style: Style, flow: Flow, depth: number): void {
    if (node.nodeType === TEXT_NODE) {
      const text = node.nodeValue ?? '';
      if (text !== '') flow.inline({ item: 'text', text, style: inlineTextStyle(style), element: parent });
    } else if (isElement(node) && depth < DEPTH_MAX) this.#element(node, style, flow, depth);
  }

  #element(element: PageElement, parent: Style, flow: Flow, depth: number): void {
    if (this.#boxes >= BOXES_MAX) return;
    this.#boxes += 1;
    const style = this.#contents.styleOf(element, parent);
    if (style.display === 'none') return;
    if (element.localName === 'br') {
      flow.inline({ item: 'break', style });
      return;
    }
    const out = style.position === 'absolute' || style.position === 'fixed';
    const replaced = this.#replaced(element);
    if (style.display === 'inline' && !out && !flow.blockify && replaced === undefined) {
      this.#inlineElement(element, style, flow, depth);
      return;
    }
    const kind = replaced !== undefined ? 'replaced' : style.display === 'flex' ? 'flex' : 'block';
    const box = new LayoutBox(kind, element, style, replaced ?? null);
    if (replaced === undefined) this.#fill(box, element, flow.holder, depth);
    if (style.display === 'list-item' && style.bullets) addBullet(box, element);
    if (out) flow.holder.absolutes.push(box);
    else if (!flow.blockify && (style.display === 'inline-block' || style.display === 'inline')) flow.inline({ item: 'box', box });
    else flow.block(box);
  }

  #inlineElement(element: PageElement, style: Style, flow: Flow, depth: number): void {
    const edged = style.background !== 0 || style.padding.some((side) => side !== null && side.px !== 0) || style.borderWidth.some(Boolean);
    if (edged) flow.inline({ item: 'open', style, element });
    for (const node of element.childNodes) this.#node(node, element, style, { ...flow, blockify: false }, depth + 1);
    if (edged) flow.inline({ item: 'close', style, element });
  }

  #replaced(element: PageElement): Replaced | undefined {
    const attribute = (name: string, other: number): number => {
      const value = Number.parseInt(element.getAttribute(name) ?? '', 10);
      return value > 0 ? Math.min(value, 8192) : other;
    };
    switch (element.localName) {
      case 'img': {
        const size = this.#contents.imageSize(element) ?? { width: 24, height: 24 };
        return { what: 'image', width: attribute('width', size.width), height: attribute('height', size.height) };
      }
      case 'canvas':
        return { what: 'canvas', width: attribute('width', 300), height: attribute('height', 150) };
      case 'embed':
      case 'object':
        return { what: 'embed', width: attribute('width', 300), height: attribute('height', 150) };
      case 'input':
        return element.getAttribute('type') === 'checkbox' ? { what: 'checkbox', width: 16, height: 16 } : undefined;
      default:
        return undefined;
    }
  }
}

interface Flow {
  readonly inline: (item: InlineItem) => void;
  readonly block: (box: LayoutBox) => void;
  readonly holder: LayoutBox;
  /** Every element is an item of its own, as in a flex container. */
  readonly blockify: boolean;
}

function isField({ localName }: PageElement): boolean {
  return localName === 'input' || localName === 'textarea';
}

function isCollapsed({ whiteSpace }: Style): boolean {
  return whiteSpace === 'normal' || whiteSpace === 'nowrap';
}

/** The text of a block has the block's decoration but not its box. */
function inlineTextStyle(style: Style): Style {
  return style;
}

function addBullet(box: LayoutBox, element: PageElement): void {
  const ordered = element.parentElement?.localName === 'ol';
  let number = 1;
  for (let left = element.previousElementSibling; left !== null; left = left.previousElementSibling) number += 1;
  const style: Style = {
    ...inheritedStyle(box.style),
    position: 'absolute',
    inset: [{ px: 0, percent: 0 }, null, null, { px: -22, percent: 0 }],
  };
  const bullet = new LayoutBox('block', null, { ...style, whiteSpace: 'nowrap' });
  const lines = new LayoutBox('lines', null, { ...inheritedStyle(box.style), whiteSpace: 'nowrap' });
  lines.items.push({
    item: 'text',
    text: ordered ? `${number}.` : '•',
    style: { ...inheritedStyle(box.style), whiteSpace: 'nowrap' },
    element,
  });
  bullet.children.push(lines);
  box.absolutes.push(bullet);
}
