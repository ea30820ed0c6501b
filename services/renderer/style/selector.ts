/** Which elements a selector means. Parsed by a library; matched here, because what is hovered and focused is the page's own knowledge. */
import { AttributeAction, type AttributeSelector, parse, type PseudoSelector, type Selector, SelectorType } from 'css-what';
import type { PageElement } from '../page/dom.ts';

/** What of an element's state selectors may ask for. */
export interface States {
  readonly hovered: ReadonlySet<PageElement>;
  readonly active: ReadonlySet<PageElement>;
  readonly focused: PageElement | null;
}

/** One alternative of a selector list. */
export interface Compiled {
  readonly tokens: readonly Selector[];
  /** Ids, then classes and the like, then names: each weighs more than any number of the next. */
  readonly specificity: number;
  /** What an element must have to be worth a look: `#id`, `.class`, a name, or `*`. */
  readonly key: string;
}

/** The alternatives of a selector list; none when it is not understood. */
export function compileSelector(text: string): readonly Compiled[] {
  try {
    return parse(text).map((tokens) => ({ tokens, specificity: specificityOf(tokens), key: keyOf(tokens) }));
  } catch {
    return [];
  }
}

function specificityOf(tokens: readonly Selector[]): number {
  let sum = 0;
  for (const token of tokens) {
    if (token.type === SelectorType.Attribute) sum += token.name === 'id' && token.action === AttributeAction.Equals ? 0x10000 : 0x100;
    else if (token.type === SelectorType.Tag || token.type === SelectorType.PseudoElement) sum += 1;
    else if (token.type === SelectorType.Pseudo)
      sum += Array.isArray(token.data) ? Math.max(0, ...token.data.map((inner) => specificityOf(inner))) : 0x100;
  }
  return sum;
}

const COMBINATORS: ReadonlySet<SelectorType> = new Set([
  SelectorType.Descendant,
  SelectorType.Child,
  SelectorType.Adjacent,
  SelectorType.Sibling,
  SelectorType.Parent,
  SelectorType.ColumnCombinator,
]);

function keyOf(tokens: readonly Selector[]): string {
  let key = '*';
  for (let at = tokens.length - 1; at >= 0 && !COMBINATORS.has(tokens[at]!.type); at -= 1) {
    const token = tokens[at]!;
    if (token.type === SelectorType.Attribute && token.name === 'id' && token.action === AttributeAction.Equals) return `#${token.value}`;
    if (token.type === SelectorType.Attribute && token.name === 'class' && token.action === AttributeAction.Element)
      key = `.${token.value}`;
    if (token.type === SelectorType.Tag && key === '*') key = token.name.toLowerCase();
  }
  return key;
}

/** Whether an element is what the selector means. */
export function matches(element: PageElement, { tokens }: Pick<Compiled, 'tokens'>, states: States): boolean {
  return matchFrom(element, tokens, tokens.length - 1, states);
}

function matchFrom(element: PageElement, tokens: readonly Selector[], last: number, states: States): boolean {
  let at = last;
  for (; at >= 0; at -= 1) {
    const token = tokens[at]!;
    if (COMBINATORS.has(token.type)) break;
    if (!matchSimple(element, token, states)) return false;
  }
  if (at < 0) return true;
  const before = at - 1;
  switch (tokens[at]!.type) {
    case SelectorType.Child:
      return element.parentElement !== null && matchFrom(element.parentElement, tokens, before, states);
    case SelectorType.Descendant:
      for (let above = element.parentElement; above !== null; above = above.parentElement)
        if (matchFrom(above, tokens, before, states)) return true;
      return false;
    case SelectorType.Adjacent:
      return element.previousElementSibling !== null && matchFrom(element.previousElementSibling, tokens, before, states);
    case SelectorType.Sibling:
      for (let left = element.previousElementSibling; left !== null; left = left.previousElementSibling)
        if (matchFrom(left, tokens, before, states)) return true;
      return false;
    default:
      return false;
  }
}

function matchSimple(element: PageElement, token: Selector, states: States): boolean {
  switch (token.type) {
    case SelectorType.Universal:
      return true;
    case SelectorType.Tag:
      return element.localName === token.name.toLowerCase();
    case SelectorType.Attribute:
      return matchAttribute(element, token);
    case SelectorType.Pseudo:
      return matchPseudo(element, token, states);
    default:
      return false;
  }
}

function matchAttribute(element: PageElement, { name, action, value }: AttributeSelector): boolean {
  const found = element.getAttribute(name);
  if (found === null) return action === AttributeAction.Not;
  switch (action) {
    case AttributeAction.Exists:
      return true;
    case AttributeAction.Equals:
      return found === value;
    case AttributeAction.Element:
      return found === value || found.split(/\s+/).includes(value);
    case AttributeAction.Hyphen:
      return found === value || found.startsWith(`${value}-`);
    case AttributeAction.Start:
      return value !== '' && found.startsWith(value);
    case AttributeAction.End:
      return value !== '' && found.endsWith(value);
    case AttributeAction.Any:
      return value !== '' && found.includes(value);
    default:
      return found !== value;
  }
}

function matchPseudo(element: PageElement, { name, data }: PseudoSelector, states: States): boolean {
  const inner = Array.isArray(data) ? data : [];
  switch (name) {
    case 'not':
      return !inner.some((tokens) => matchFrom(element, tokens, tokens.length - 1, states));
    case 'is':
    case 'where':
      return inner.some((tokens) => matchFrom(element, tokens, tokens.length - 1, states));
    case 'hover':
      return states.hovered.has(element);
    case 'active':
      return states.active.has(element);
    case 'focus':
    case 'focus-visible':
      return states.focused === element;
    case 'focus-within':
      return states.focused !== null && element.contains(states.focused);
    case 'first-child':
      return element.previousElementSibling === null;
    case 'last-child':
      return element.nextElementSibling === null;
    case 'only-child':
      return element.previousElementSibling === null && element.nextElementSibling === null;
    case 'nth-child':
      return typeof data === 'string' && isNth(place(element), data);
    case 'empty':
      return element.childNodes.length === 0;
    case 'root':
      return element.localName === 'html';
    case 'checked':
      return element.hasAttribute('checked');
    case 'disabled':
      return element.hasAttribute('disabled');
    case 'enabled':
      return !element.hasAttribute('disabled');
    case 'link':
    case 'any-link':
      return element.localName === 'a' && element.hasAttribute('href');
    default:
      return false;
  }
}

function place(element: PageElement): number {
  let count = 1;
  for (let left = element.previousElementSibling; left !== null; left = left.previousElementSibling) count += 1;
  return count;
}

/** `odd`, `even`, `3`, `2n`, `2n+1`, `-n+3`. */
function isNth(at: number, formula: string): boolean {
  const text = formula.replaceAll(/\s+/g, '').replace('odd', '2n+1').replace('even', '2n');
  const parts = /^(?:([+-]?\d*)n)?([+-]?\d+)?$/.exec(text);
  if (parts === null) return false;
  const [, step, offset] = parts;
  const a = step === undefined ? 0 : step === '' || step === '+' ? 1 : step === '-' ? -1 : Number(step);
  const distance = at - Number(offset ?? 0);
  return a === 0 ? distance === 0 : distance % a === 0 && distance / a >= 0;
}
