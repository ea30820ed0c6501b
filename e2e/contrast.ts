import type { Page } from '@playwright/test';
import { expect } from './window.ts';

/** A text as the page lays it out. */
interface Text {
  readonly what: string;
  /** Red, green, blue (0 to 255), and how much of the ground it covers (0 to 1). */
  readonly colour: readonly [red: number, green: number, blue: number, alpha: number];
  readonly rects: readonly { readonly x: number; readonly y: number; readonly w: number; readonly h: number }[];
}

/** Everything but the letters: halos around them belong to what they stand on. */
const WITHOUT_TEXT = `
  *, *::before, *::after { color: transparent !important; transition: none !important; caret-color: transparent !important; }
  text, tspan { fill: transparent !important; }
`;

/**
 * Texts within an element whose contrast with what is drawn behind them is less than `floor`, in HTML and SVG: the page is drawn with and without its
 * letters; a text is seen where the two differ, and its ground is the colour that is most often there. What is disabled need not be
 * readable; text that a canvas draws is not known to the page.
 */
export async function faint(page: Page, floor: number, within = 'body'): Promise<string[]> {
  const texts = await page.evaluate(textsOf, within);
  const shown = (await page.screenshot()).toString('base64');
  await page.evaluate((css) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  }, WITHOUT_TEXT);
  const bare = (await page.screenshot()).toString('base64');
  await page.evaluate(() => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.slice(0, -1);
  });
  const { seen, found } = await page.evaluate(compare, { texts, shown, bare, floor });
  expect(seen, 'texts that were measured').toBeGreaterThan(0);
  return found;
}

/** Runs in the page. */
function textsOf(within: string): Text[] {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
  const rgba = (colour: string): [number, number, number, number] => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
    return [red!, green!, blue!, alpha! / 255];
  };
  const texts: Text[] = [];
  const walker = document.createTreeWalker(document.querySelector(within)!, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (parent === null || node.textContent?.trim() === '' || !parent.checkVisibility()) continue;
    if (parent.closest('.vh, [aria-disabled=true], :disabled') !== null) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const [red, green, blue, alpha] = rgba(getComputedStyle(parent)[parent.closest('svg') === null ? 'color' : 'fill']);
    let opacity = 1;
    let [left, top, right, bottom] = [0, 0, innerWidth, innerHeight];
    for (let at: Element | null = parent; at !== null; at = at.parentElement) {
      const style = getComputedStyle(at);
      opacity *= Number(style.opacity);
      if (style.overflow === 'visible') continue;
      const clip = at.getBoundingClientRect();
      [left, top] = [Math.max(left, clip.left), Math.max(top, clip.top)];
      [right, bottom] = [Math.min(right, clip.right), Math.min(bottom, clip.bottom)];
    }
    const rects = [...range.getClientRects()].map((rect) => {
      const [x, y] = [Math.max(left, rect.left), Math.max(top, rect.top)];
      return { x, y, w: Math.min(right, rect.right) - x, h: Math.min(bottom, rect.bottom) - y };
    });
    const what = `${parent.tagName.toLowerCase()}.${parent.getAttribute('class') ?? ''} “${node.textContent?.trim().slice(0, 40) ?? ''}”`;
    texts.push({ what, colour: [red, green, blue, alpha * opacity], rects });
  }
  return texts;
}

/** Runs in the page: `shown` and `bare` are PNG files, in base64. */
async function compare({
  texts,
  shown,
  bare,
  floor,
}: {
  texts: readonly Text[];
  shown: string;
  bare: string;
  floor: number;
}): Promise<{ seen: number; found: string[] }> {
  const pixels = async (base64: string): Promise<ImageData> => {
    const file = new Blob([Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))], { type: 'image/png' });
    const image = await createImageBitmap(file);
    const context = new OffscreenCanvas(image.width, image.height).getContext('2d')!;
    context.drawImage(image, 0, 0);
    return context.getImageData(0, 0, image.width, image.height);
  };
  const luminance = (rgb: readonly number[]): number => {
    const [r = 0, g = 0, b = 0] = rgb.map((byte) => {
      const share = byte / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [with_, without] = [await pixels(shown), await pixels(bare)];
  const { width, height } = without;
  const scale = width / innerWidth;
  const found: string[] = [];
  let seen = 0;
  for (const { what, colour, rects } of texts) {
    const grounds = new Map<number, number>();
    for (const { x, y, w, h } of rects) {
      const [left, right] = [Math.max(0, Math.floor(x * scale)), Math.min(width, Math.ceil((x + w) * scale))];
      const [top, bottom] = [Math.max(0, Math.floor(y * scale)), Math.min(height, Math.ceil((y + h) * scale))];
      for (let row = top; row < bottom; row++) {
        for (let column = left; column < right; column++) {
          const at = (row * width + column) * 4;
          const [a, b] = [with_.data, without.data];
          if (a[at] === b[at] && a[at + 1] === b[at + 1] && a[at + 2] === b[at + 2]) continue;
          const ground = (b[at]! << 16) | (b[at + 1]! << 8) | b[at + 2]!;
          grounds.set(ground, (grounds.get(ground) ?? 0) + 1);
        }
      }
    }
    const most = [...grounds].toSorted(([, a], [, b]) => b - a)[0]?.[0];
    if (most === undefined) continue;
    seen++;
    const ground = [most >> 16, (most >> 8) & 255, most & 255];
    const [alpha] = colour.slice(3);
    const ink = ground.map((byte, i) => byte + (colour[i]! - byte) * alpha!);
    const [a, b] = [luminance(ink), luminance(ground)];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < floor) found.push(`${ratio.toFixed(2)} ${what}`);
  }
  return { seen, found };
}
