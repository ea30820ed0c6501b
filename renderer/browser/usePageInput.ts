/** Pointer and keyboard on a page, as messages. Of moves one is on its way at a time; between two only the last place counts. */
import {
  INPUT_KEY_DOWN,
  INPUT_KEY_UP,
  INPUT_POINTER_DOWN,
  INPUT_POINTER_MOVE,
  INPUT_POINTER_UP,
  INPUT_WHEEL,
  KEY_BYTES,
  MODIFIER_ALT,
  MODIFIER_BUTTON,
  MODIFIER_CONTROL,
  MODIFIER_META,
  MODIFIER_SHIFT,
} from '../../kernel/abi/interfaces/renderer.ts';
import { useBrowser } from './useBrowser.ts';

/** CSS pixels of a line, for wheels that count in lines. */
const LINE_PX = 24;

interface Point {
  readonly x: number;
  readonly y: number;
}

export interface PageInput {
  move(event: PointerEvent): void;
  down(event: PointerEvent): void;
  up(event: PointerEvent): void;
  wheel(event: WheelEvent): void;
  key(event: KeyboardEvent): void;
  /** A press in the middle of something, for those who use no pointer. */
  press(box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }): void;
}

/** `scale`: CSS pixels of the window for one of the page. */
export function usePageInput(tab: () => number, scale: () => number): PageInput {
  const browser = useBrowser();
  let moving = false;
  let next: (() => Promise<void>) | null = null;

  function send(kind: number, { x, y }: Point, delta = 0, modifiers = 0, key = ''): Promise<void> {
    if (browser.off !== null) return Promise.resolve();
    const args = { tab: tab(), kind, x: Math.round(x), y: Math.round(y), delta: Math.round(delta), modifiers, key };
    return browser.ask('browser_input', args);
  }

  function at(event: MouseEvent): Point {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    return { x: (event.clientX - box.left) / scale(), y: (event.clientY - box.top) / scale() };
  }

  /** Said when the one before has arrived. */
  async function coalesced(say: () => Promise<void>): Promise<void> {
    next = say;
    if (moving) return;
    moving = true;
    while (next !== null) {
      const now: () => Promise<void> = next;
      next = null;
      await now();
    }
    moving = false;
  }

  return {
    move(event) {
      const place = at(event);
      void coalesced(() => send(INPUT_POINTER_MOVE, place, 0, modifiersOf(event)));
    },
    down(event) {
      if (event.button !== 0) return;
      (event.currentTarget as Element).setPointerCapture(event.pointerId);
      next = null;
      void send(INPUT_POINTER_DOWN, at(event), 0, modifiersOf(event));
    },
    up(event) {
      if (event.button !== 0) return;
      next = null;
      void send(INPUT_POINTER_UP, at(event), 0, modifiersOf(event));
    },
    wheel(event) {
      const place = at(event);
      const delta = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * LINE_PX : event.deltaY;
      void coalesced(() => send(INPUT_WHEEL, place, delta, modifiersOf(event)));
    },
    key(event) {
      const kind = event.type === 'keydown' ? INPUT_KEY_DOWN : INPUT_KEY_UP;
      if (event.key.length > KEY_BYTES / 4 && !/^[A-Za-z0-9]+$/.test(event.key)) return;
      void send(kind, { x: 0, y: 0 }, 0, modifiersOf(event), event.key.slice(0, KEY_BYTES));
    },
    press({ x, y, width, height }) {
      const middle = { x: x + width / 2, y: y + height / 2 };
      void send(INPUT_POINTER_DOWN, middle, 0, MODIFIER_BUTTON).then(() => send(INPUT_POINTER_UP, middle));
    },
  };
}

function modifiersOf(event: MouseEvent | KeyboardEvent): number {
  const button = event instanceof MouseEvent && (event.buttons & 1) !== 0;
  return (
    (event.shiftKey ? MODIFIER_SHIFT : 0) |
    (event.ctrlKey ? MODIFIER_CONTROL : 0) |
    (event.altKey ? MODIFIER_ALT : 0) |
    (event.metaKey ? MODIFIER_META : 0) |
    (button ? MODIFIER_BUTTON : 0)
  );
}
