/** What a person does to a page, as it arrives: pointer and keyboard. */
import {
  INPUT_KEY_DOWN,
  INPUT_KEY_UP,
  INPUT_POINTER_DOWN,
  INPUT_POINTER_MOVE,
  INPUT_POINTER_UP,
  INPUT_WHEEL,
} from '../../../kernel/abi/interfaces/renderer.ts';
import { chainOf, hitTest } from '../paint/hit.ts';
import type { Target } from '../paint/painter.ts';
import type { PageDocument, PageElement } from './dom.ts';

export interface PageInput {
  /** `INPUT_*`. */
  readonly kind: number;
  readonly x: number;
  readonly y: number;
  /** Of the wheel: pixels down. */
  readonly delta: number;
  /** As in DOM's `KeyboardEvent.key`. */
  readonly key: string;
  /** `MODIFIER_*`. */
  readonly modifiers: number;
}

/** What input may change of a page. */
export interface InputPage {
  readonly document: PageDocument;
  readonly targets: readonly Target[];
  hovered: Set<PageElement>;
  active: Set<PageElement>;
  focused: PageElement | null;
  /** Sends an event; false when the page prevented what follows. */
  dispatch(element: PageElement, type: string, fields: Readonly<Record<string, unknown>>): boolean;
  scrollBy(pixels: number): void;
  navigate(href: string): void;
}

export function handleInput(page: InputPage, input: PageInput): void {
  switch (input.kind) {
    case INPUT_POINTER_MOVE:
      return pointerMove(page, input);
    case INPUT_POINTER_DOWN:
      return pointerDown(page, input);
    case INPUT_POINTER_UP:
      return pointerUp(page, input);
    case INPUT_WHEEL:
      page.scrollBy(input.delta);
      return;
    case INPUT_KEY_DOWN:
      return keyDown(page, input);
    case INPUT_KEY_UP:
      page.dispatch(page.focused ?? page.document.documentElement, 'keyup', keyFields(input));
      return;
    default:
  }
}

function pointerFields(input: PageInput, target: Target | undefined): Record<string, unknown> {
  const { x, y, modifiers } = input;
  const offset = { offsetX: x - (target?.x ?? 0), offsetY: y - (target?.y ?? 0) };
  return {
    clientX: x,
    clientY: y,
    pageX: x,
    pageY: y,
    ...offset,
    button: 0,
    buttons: input.kind === INPUT_POINTER_UP ? 0 : modifiers >>> 8,
    ...modifierFields(modifiers),
  };
}

function modifierFields(modifiers: number): Record<string, unknown> {
  return { shiftKey: (modifiers & 1) !== 0, ctrlKey: (modifiers & 2) !== 0, altKey: (modifiers & 4) !== 0, metaKey: (modifiers & 8) !== 0 };
}

const keyFields = ({ key, modifiers }: PageInput): Record<string, unknown> => ({ key, code: key, ...modifierFields(modifiers) });

function targetOf(page: InputPage, { x, y }: PageInput): { readonly element: PageElement; readonly target: Target | undefined } {
  const target = hitTest(page.targets, x, y);
  return { element: target?.element ?? page.document.documentElement, target };
}

function pointerMove(page: InputPage, input: PageInput): void {
  const { element, target } = targetOf(page, input);
  page.hovered = new Set(chainOf(element));
  const fields = pointerFields(input, target);
  page.dispatch(element, 'pointermove', fields);
  page.dispatch(element, 'mousemove', fields);
}

function pointerDown(page: InputPage, input: PageInput): void {
  const { element, target } = targetOf(page, input);
  page.hovered = new Set(chainOf(element));
  page.active = new Set(page.hovered);
  const fields = { ...pointerFields(input, target), buttons: 1 };
  page.dispatch(element, 'pointerdown', fields);
  if (page.dispatch(element, 'mousedown', fields)) focus(page, chainOf(element).find(isFocusable) ?? null);
}

function pointerUp(page: InputPage, input: PageInput): void {
  const { element, target } = targetOf(page, input);
  const fields = pointerFields(input, target);
  const pressed = page.active;
  page.active = new Set();
  page.dispatch(element, 'pointerup', fields);
  page.dispatch(element, 'mouseup', fields);
  const clicked = chainOf(element).find((one) => pressed.has(one));
  if (clicked !== undefined) click(page, clicked, fields);
}

/** A click, by pointer or by key, and what follows from it unless the page says no. */
function click(page: InputPage, element: PageElement, fields: Readonly<Record<string, unknown>>): void {
  const chain = chainOf(element);
  if (chain.some((one) => one.localName === 'button' && one.hasAttribute('disabled'))) return;
  if (!page.dispatch(element, 'click', fields)) return;
  const link = chain.find((one) => one.localName === 'a' && one.hasAttribute('href'));
  if (link !== undefined) page.navigate(link.getAttribute('href') ?? '');
  const box = chain.find((one) => one.localName === 'input' && one.getAttribute('type') === 'checkbox') ?? labelled(chain);
  if (box !== undefined) {
    if (box.hasAttribute('checked')) box.removeAttribute('checked');
    else box.setAttribute('checked', '');
    page.dispatch(box, 'input', {});
    page.dispatch(box, 'change', {});
  }
  const button = chain.find((one) => one.localName === 'button');
  if (button !== undefined && button.getAttribute('type') !== 'button') submit(page, button);
}

function labelled(chain: readonly PageElement[]): PageElement | undefined {
  const label = chain.find((one) => one.localName === 'label');
  return label?.querySelector('input[type=checkbox]') ?? undefined;
}

function submit(page: InputPage, from: PageElement): void {
  const form = chainOf(from).find((one) => one.localName === 'form');
  if (form !== undefined) page.dispatch(form, 'submit', {});
}

export function isFocusable(element: PageElement): boolean {
  if (element.hasAttribute('disabled')) return false;
  const { localName } = element;
  return (
    localName === 'input' ||
    localName === 'textarea' ||
    localName === 'button' ||
    (localName === 'a' && element.hasAttribute('href')) ||
    element.hasAttribute('tabindex')
  );
}

export function focus(page: InputPage, element: PageElement | null): void {
  if (page.focused === element) return;
  const before = page.focused;
  page.focused = element;
  if (before !== null) page.dispatch(before, 'blur', {});
  if (element !== null) page.dispatch(element, 'focus', {});
}

function keyDown(page: InputPage, input: PageInput): void {
  const element = page.focused ?? page.document.body ?? page.document.documentElement;
  if (!page.dispatch(element, 'keydown', keyFields(input))) return;
  const { key, modifiers } = input;
  if (key === 'Tab') return nextFocus(page, (modifiers & 1) !== 0);
  if (isText(element)) return edit(page, element, key);
  if ((key === 'Enter' || key === ' ') && page.focused !== null) return click(page, page.focused, {});
  const scroll: Readonly<Record<string, number>> = {
    ArrowDown: 40,
    ArrowUp: -40,
    PageDown: 400,
    PageUp: -400,
    ' ': 400,
    Home: -1e6,
    End: 1e6,
  };
  if (Object.hasOwn(scroll, key)) page.scrollBy(scroll[key]!);
}

function isText({ localName }: PageElement): boolean {
  return localName === 'textarea' || localName === 'input';
}

/** Longest text of a field. */
const FIELD_MAX = 10_000;

/** Typing at the end of a field. */
function edit(page: InputPage, element: PageElement, key: string): void {
  const field = element as PageElement & { value: string };
  if (element.getAttribute('type') === 'checkbox') {
    if (key === ' ') click(page, element, {});
    return;
  }
  const before = element.localName === 'textarea' ? (element.textContent ?? '') : (element.getAttribute('value') ?? '');
  let after = before;
  if (key === 'Backspace') after = Array.from(before).slice(0, -1).join('');
  else if (key === 'Enter' && element.localName === 'textarea') after = `${before}\n`;
  else if (key === 'Enter') return submit(page, element);
  else if (Array.from(key).length === 1 && before.length < FIELD_MAX) after = before + key;
  if (after === before) return;
  if (element.localName === 'textarea') (element as { textContent: string | null }).textContent = after;
  else field.value = after;
  page.dispatch(element, 'input', { data: key });
}

function nextFocus(page: InputPage, back: boolean): void {
  const all = [...page.document.querySelectorAll('a, button, input, textarea, [tabindex]')].filter(isFocusable);
  if (all.length === 0) return;
  const at = page.focused === null ? (back ? 0 : -1) : all.indexOf(page.focused);
  focus(page, all[(at + (back ? -1 : 1) + all.length) % all.length] ?? null);
}
