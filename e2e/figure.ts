import type { Window } from './window.ts';

/** The graph as the file that a person would export. The file itself is kept back: browsers ask after so many downloads. */
export async function figure({ page }: Window): Promise<string> {
  await page.evaluate(async () => {
    const kept = window as unknown as { figure?: Promise<string> };
    if (!('figure' in kept)) {
      const make = URL.createObjectURL.bind(URL);
      URL.createObjectURL = (blob: Blob): string => {
        kept.figure = blob.text();
        return make(blob);
      };
      HTMLAnchorElement.prototype.click = () => undefined;
    }
    // The graph follows a frame after the sentence.
    for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
  });
  await page.keyboard.press('Shift+e');
  return page.evaluate(() => (window as unknown as { figure: Promise<string> }).figure);
}

const LEAST_W = 60;
const LEAST_H = 40;

/** Where the boxes of tasks and ports stand in the graph: `x y width height` of each. What is smaller lies within one of them. */
export async function boxesOf(window: Window): Promise<string[]> {
  const rects = [...(await figure(window)).matchAll(/<rect ([^>]*)>/g)].map(([, text]) => {
    const number = (name: string): number => Number(new RegExp(`\\b${name}="([^"]*)"`).exec(text!)?.[1]);
    return [number('x'), number('y'), number('width'), number('height')] as const;
  });
  return [...new Set(rects.filter(([, , w, h]) => w >= LEAST_W && h >= LEAST_H).map((rect) => rect.join(' ')))];
}
