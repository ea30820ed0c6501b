/** The cascade: which declarations apply to an element, and in which order. */
import { ELEMENT_NODE, type PageElement } from '../page/dom.ts';
import { inheritedStyle, ROOT_STYLE, type Style } from './computed.ts';
import { applyDeclarations } from './declare.ts';
import { matches, type Compiled, type States } from './selector.ts';
import { parseDeclarations, parseSheet, type Declaration, type Rule } from './sheet.ts';
import { USER_AGENT_SHEET } from './userAgent.ts';

interface Entry {
  readonly selector: Compiled;
  readonly declarations: readonly Declaration[];
  /** Sheets and rules in their order; the user agent's are below zero. */
  readonly order: number;
}

export interface Viewport {
  readonly width: number;
  readonly height: number;
}

export class Cascade {
  readonly #entries = new Map<string, Entry[]>();
  readonly #viewport: Viewport;
  readonly #inline = new Map<string, readonly Declaration[]>();

  constructor(sheets: readonly string[], viewport: Viewport) {
    this.#viewport = viewport;
    this.#add(parseSheet(USER_AGENT_SHEET, viewport.width), -1_000_000);
    for (const [index, text] of sheets.entries()) this.#add(parseSheet(text, viewport.width), index * 10_000);
  }

  #add(rules: readonly Rule[], from: number): void {
    for (const [index, { selectors, declarations }] of rules.entries()) {
      for (const selector of selectors) {
        const entry = { selector, declarations, order: from + index };
        const list = this.#entries.get(selector.key);
        if (list === undefined) this.#entries.set(selector.key, [entry]);
        else list.push(entry);
      }
    }
  }

  /** The style of an element below one with the style `parent`; of the first element without one. */
  styleOf(element: PageElement, parent: Style | undefined, states: States): Style {
    const style = inheritedStyle(parent ?? ROOT_STYLE);
    const found: Entry[] = [];
    for (const key of keysOf(element))
      for (const entry of this.#entries.get(key) ?? []) if (matches(element, entry.selector, states)) found.push(entry);
    found.sort((a, b) => weight(a) - weight(b) || a.order - b.order);
    const declarations = [...found.flatMap((entry) => entry.declarations), ...this.#inlineOf(element)];
    const important = declarations.filter((declaration) => declaration.important);
    const units = {
      fontSize: (parent ?? ROOT_STYLE).fontSize,
      rootFontSize: ROOT_STYLE.fontSize,
      viewportWidth: this.#viewport.width,
      viewportHeight: this.#viewport.height,
    };
    applyDeclarations(style, important.length === 0 ? declarations : [...declarations, ...important], units);
    return style;
  }

  #inlineOf(element: PageElement): readonly Declaration[] {
    const text = element.getAttribute('style');
    if (text === null || text === '') return [];
    let parsed = this.#inline.get(text);
    if (parsed === undefined) {
      if (this.#inline.size > 500) this.#inline.clear();
      this.#inline.set(text, (parsed = parseDeclarations(text)));
    }
    return parsed;
  }
}

function weight({ selector, order }: Entry): number {
  return order < 0 ? selector.specificity - 0x1_0000_0000 : selector.specificity;
}

function keysOf(element: PageElement): string[] {
  const keys = ['*', element.localName];
  const className = element.getAttribute('class');
  if (className !== null) for (const name of className.split(/\s+/)) if (name !== '') keys.push(`.${name}`);
  const id = element.getAttribute('id');
  if (id !== null) keys.push(`#${id}`);
  return element.nodeType === ELEMENT_NODE ? keys : [];
}
