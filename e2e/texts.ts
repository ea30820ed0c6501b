import type { Page } from '@playwright/test';

/**
 * Texts of HTML and SVG that cannot be read whole where they stand: cut off by something that neither scrolls nor says so with an
 * ellipsis and has all of the text as its tooltip, outside the window, or with another text over them.
 */
export function misplaced(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const SLACK = 2;
    const found: string[] = [];
    const placed: { readonly what: string; readonly of: Element; readonly stays: Element | null; readonly box: DOMRect }[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const parent = node.parentElement!;
      const text = node.textContent?.trim() ?? '';
      if (text === '' || !parent.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
      if (parent.closest('.vh, [role=tooltip], title, defs, .toasts') !== null) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const what = `${parent.tagName.toLowerCase()}.${parent.getAttribute('class') ?? ''} “${text.slice(0, 30)}”`;
      for (const whole of range.getClientRects()) {
        let [left, top, right, bottom] = [whole.left, whole.top, whole.right, whole.bottom];
        let [cut, scrolled, forEars] = [false, false, false];
        let stays: Element | null = null;
        for (let at: Element | null = parent; at !== null && at !== document.body; at = at.parentElement) {
          const style = getComputedStyle(at);
          if (style.position === 'sticky') stays = at;
          if (style.overflow === 'visible') continue;
          const clip = at.getBoundingClientRect();
          const over = [clip.left - left, clip.top - top, right - clip.right, bottom - clip.bottom].some((by) => by > SLACK);
          if (clip.width <= 1 && clip.height <= 1) forEars = true;
          const scrolls = /auto|scroll/.test(style.overflow) || at.matches('.sequence-svg'); // which is dragged along
          if (over && scrolls) scrolled = true;
          const told = style.textOverflow === 'ellipsis' && (parent.closest('[title]')?.getAttribute('title') ?? '').includes(text);
          if (over && !scrolls && !scrolled && !told) cut = true;
          [left, top] = [Math.max(left, clip.left), Math.max(top, clip.top)];
          [right, bottom] = [Math.min(right, clip.right), Math.min(bottom, clip.bottom)];
        }
        if (right - left <= SLACK || bottom - top <= SLACK) {
          if (cut && !forEars) found.push(`${what} is not to be seen`);
          continue;
        }
        if (cut) found.push(`${what} is cut off`);
        if (left < -SLACK || right > innerWidth + SLACK || top < -SLACK || bottom > innerHeight + SLACK)
          found.push(`${what} leaves the window`);
        placed.push({ what, of: parent, stays, box: new DOMRect(left, top, right - left, bottom - top) });
      }
    }
    for (const [i, a] of placed.entries()) {
      for (const b of placed.slice(i + 1)) {
        if (a.stays !== b.stays) continue; // rows go on under the head of their table
        if (a.of === b.of || a.of.contains(b.of) || b.of.contains(a.of)) continue;
        const width = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
        const height = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
        // Lines of a small leading touch; letters do not.
        if (width > SLACK && height > 0.3 * Math.min(a.box.height, b.box.height)) found.push(`${a.what} and ${b.what} lie over each other`);
      }
    }
    return [...new Set(found)];
  });
}
