/** Which element a point means. */
import type { PageElement } from '../page/dom.ts';
import type { Target } from './painter.ts';

function isInside(
  { x, y, width, height }: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  atX: number,
  atY: number,
): boolean {
  return atX >= x && atX < x + width && atY >= y && atY < y + height;
}

/** The topmost region under a point. */
export function hitTest(targets: readonly Target[], x: number, y: number): Target | undefined {
  return targets.findLast((target) => isInside(target, x, y) && isInside(target.clip, x, y));
}

/** An element and all that are around it. */
export function chainOf(element: PageElement | null): PageElement[] {
  const chain: PageElement[] = [];
  for (let at = element; at !== null; at = at.parentElement) chain.push(at);
  return chain;
}
