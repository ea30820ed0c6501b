/** What an element is to those who hear a page. */
import { ROLES, type Role } from '../../../kernel/abi/paint.ts';
import type { PageElement } from '../page/dom.ts';

const BY_NAME: Readonly<Record<string, Role>> = {
  h1: 'heading',
  h2: 'heading',
  h3: 'heading',
  h4: 'heading',
  button: 'button',
  textarea: 'textbox',
  img: 'image',
  li: 'listitem',
  canvas: 'drawing',
  embed: 'embed',
  object: 'embed',
  output: 'status',
};

/** The role of an element; undefined for one that only holds others, or plain text. */
export function roleOf(element: PageElement): Role | undefined {
  const given = element.getAttribute('role');
  if (given !== null) return (ROLES as readonly string[]).includes(given) ? (given as Role) : undefined;
  const { localName } = element;
  if (localName === 'a') return element.hasAttribute('href') ? 'link' : undefined;
  if (localName === 'input') return element.getAttribute('type') === 'checkbox' ? 'checkbox' : 'textbox';
  return Object.hasOwn(BY_NAME, localName) ? BY_NAME[localName] : undefined;
}

/** The words for an element: what its author says of it, else its text. */
export function labelOf(element: PageElement): string {
  const said = element.getAttribute('aria-label') ?? (element.localName === 'img' ? element.getAttribute('alt') : null);
  return (said ?? element.textContent ?? '').replaceAll(/\s+/g, ' ').trim();
}
