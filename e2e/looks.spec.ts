import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { expect, test, Window } from './window.ts';

/** Pixels of a picture in one grey: 1 where there is ink. Whatever a hue or a lightness says is gone; what is left is the shape. */
async function shapeOf(page: Page, png: Buffer): Promise<readonly number[]> {
  return page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!;
    canvas.drawImage(bitmap, 0, 0);
    const { data } = canvas.getImageData(0, 0, bitmap.width, bitmap.height);
    const grey = Array.from(
      { length: data.length / 4 },
      (_, i) => 0.2126 * data[i * 4]! + 0.7152 * data[i * 4 + 1]! + 0.0722 * data[i * 4 + 2]!,
    );
    // The ground is what the corner has; ink is what is nearer to the other end.
    const away = grey.map((value) => Math.abs(value - grey[0]!));
    const most = Math.max(...away);
    return away.map((value) => (value > most / 2 ? 1 : 0));
  }, png.toString('base64'));
}

/** The share of the ink of both that only one of them has. */
function apart(a: readonly number[], b: readonly number[]): number {
  let either = 0;
  let one = 0;
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    if (a[i] === 1 || b[i] === 1) either++;
    if ((a[i] ?? 0) !== (b[i] ?? 0)) one++;
  }
  return one / Math.max(1, either);
}

/** Every two shapes that more than four fifths of their ink have in common. */
function alike(shapes: ReadonlyMap<string, readonly number[]>): string[] {
  const all = [...shapes];
  return all.flatMap(([name, shape], i) =>
    all.slice(i + 1).flatMap(([other, its]) => (apart(shape, its) < 0.2 ? [`${name} and ${other}: ${apart(shape, its).toFixed(2)}`] : [])),
  );
}

test.describe('in grey', () => {
  test.use({ deviceScaleFactor: 3 }); // so that edges weigh little
  test('signs of rights are told apart by their shapes alone, in every theme', async ({ window }) => {
    const { page } = window;
    await window.show('Graph');
    const signs = page.locator('.legend .glyph');
    await expect(signs).toHaveCount(6);
    for (const theme of ['light', 'dark', 'hc']) {
      await page.evaluate((name) => (document.documentElement.dataset['theme'] = name), theme);
      const shapes = new Map<string, readonly number[]>();
      for (const sign of await signs.all()) shapes.set(await nameOf(sign), await shapeOf(page, await sign.screenshot()));
      expect(shapes.size).toBe(6);
      expect(alike(shapes), theme).toEqual([]);
    }
    // The measure can fail: one sign in another hue, of the same lightness or not, has the same shape.
    const send = page.locator('.legend .c-send .glyph');
    const before = await shapeOf(page, await send.screenshot());
    await send.evaluate((one) => (one.style.color = 'orange'));
    expect(apart(before, await shapeOf(page, await send.screenshot()))).toBeLessThan(0.2);
  });
});

async function nameOf(sign: Locator): Promise<string> {
  return sign.evaluate((one) => one.parentElement?.className ?? '');
}

test('lines of the graph are told apart by pattern and head, all in one ink', async ({ browser }) => {
  const drawn = JSON.parse(
    execFileSync(process.execPath, [join(import.meta.dirname, 'testing', 'lines.ts')], { encoding: 'utf8' }),
  ) as Record<string, string>;
  const page = await browser.newPage();
  const shapes = new Map<string, readonly number[]>();
  for (const [kind, svg] of Object.entries(drawn)) {
    await page.setContent(svg);
    shapes.set(kind, await shapeOf(page, await page.locator('svg').screenshot()));
  }
  await page.close();
  expect([...shapes.keys()].toSorted()).toEqual(['dead', 'notify', 'once', 'receive', 'send', 'set']);
  expect(alike(shapes)).toEqual([]);
});

/** Frames that are looked at after a step: longer than any motion takes. */
const FRAMES = 60;

/** How often the picture of the graph is another one, frame by frame, from the moment that the step is shown. */
async function framesThatDiffer(window: Window): Promise<number> {
  await window.page.getByRole('region', { name: 'What just happened' }).click();
  const before = await window.position.innerText();
  await window.press('Shift+ArrowRight');
  await expect(window.position).not.toHaveText(before, { useInnerText: true });
  return window.page.evaluate(async (frames) => {
    // What comes a few frames after the sentence has come; one picture stands then.
    for (let i = 0; i < 8; i++) await new Promise(requestAnimationFrame);
    const canvases = [...document.querySelectorAll<HTMLCanvasElement>('section.main canvas')];
    const now = (): string => canvases.map((canvas) => canvas.toDataURL()).join();
    let last = now();
    let differ = 0;
    for (let i = 0; i < frames; i++) {
      await new Promise(requestAnimationFrame);
      const next = now();
      if (next !== last) differ++;
      last = next;
    }
    return differ + document.getAnimations().length;
  }, FRAMES);
}

for (const motion of ['reduced', 'system'] as const) {
  test(`a step moves nothing over time where motion is reduced: ${motion}`, async ({ page, system, complaints: _ }) => {
    const window = new Window(page);
    if (motion === 'system') await page.emulateMedia({ reducedMotion: 'reduce' });
    await window.open(await system.link(), { motion });
    await window.show('Graph');
    await window.press('k');
    await expect(window.position).toContainText('paused');
    await window.goTo(100);
    for (let i = 0; i < 4; i++) expect(await framesThatDiffer(window)).toBe(0);
  });
}

test('where motion is not reduced messages travel: the measure sees it', async ({ page, system, complaints: _ }) => {
  const window = new Window(page);
  await window.open(await system.link(), { motion: 'full' });
  await window.show('Graph');
  await window.press('k');
  await expect(window.position).toContainText('paused');
  await window.goTo(100);
  await page.locator('.speed [role=radio]').first().click(); // a quarter: hops take 1.7 s
  let differ = 0;
  for (let i = 0; i < 4; i++) differ += await framesThatDiffer(window);
  expect(differ).toBeGreaterThan(5);
});
