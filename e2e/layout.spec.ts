import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test, Window } from './window.ts';

const SIZES = [
  [1024, 700],
  [1440, 900],
  [1920, 1080],
  [2560, 1440],
  [3840, 2160],
] as const;
const PICTURES = new URL('report/pictures/', import.meta.url).pathname;
mkdirSync(PICTURES, { recursive: true });

/** What sticks out of the window, or lies over a neighbour: names of what does. */
function overlaps(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    if (document.documentElement.scrollWidth > innerWidth) found.push('the page scrolls sideways');
    const boxes = (selector: string): { name: string; box: DOMRect }[] =>
      [...document.querySelectorAll<HTMLElement>(selector)]
        .filter((one) => one.checkVisibility())
        .map((one) => ({
          name: `${selector} ${one.dataset['action'] ?? one.textContent?.trim().slice(0, 20) ?? ''}`,
          box: one.getBoundingClientRect(),
        }));
    for (const bar of ['.top', '.transport', '.header']) {
      const parts = boxes(`${bar} > *`).filter(({ box }) => box.width > 0);
      for (const [i, a] of parts.entries()) {
        if (a.box.right > innerWidth + 1) found.push(`${a.name} leaves the window`);
        for (const b of parts.slice(i + 1)) {
          const width = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
          const height = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
          if (width > 1 && height > 1) found.push(`${a.name} lies over ${b.name}`);
        }
      }
    }
    return found;
  });
}

/** Buttons whose words do not fit into them. */
function clipped(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('button.btn, .tab')]
      .filter((one) => one.checkVisibility() && one.scrollWidth > one.clientWidth + 1)
      .map((one) => one.textContent?.trim() ?? ''),
  );
}

for (const language of ['en', 'de'] as const) {
  test(`nothing overlaps or is cut off from 1024×700 to 3840×2160, ${language}`, async ({ page, system, complaints: _ }) => {
    test.setTimeout(150_000);
    const window = new Window(page);
    await window.open(await system.link(), { language });
    for (const [width, height] of SIZES) {
      await page.setViewportSize({ width, height });
      for (let tab = 0; tab < (await page.locator('.tabs [role=tab]').count()); tab++) {
        await page.locator('.tabs [role=tab]').nth(tab).click();
        await page.waitForTimeout(300);
        expect(await overlaps(page), `${width}×${height}, view ${tab}`).toEqual([]);
        expect(await clipped(page), `${width}×${height}, view ${tab}`).toEqual([]);
        await page.screenshot({ path: join(PICTURES, `${language}-${width}x${height}-view${tab}.png`) });
      }
    }
  });
}

test('text can be twice as large, and the presenter half as large again', async ({ page, system, complaints: _ }) => {
  const window = new Window(page);
  await window.open(await system.link(), { textSize: 200 });
  await page.setViewportSize({ width: 1920, height: 1080 });
  await page.waitForTimeout(300);
  expect(await overlaps(page)).toEqual([]);
  await page.screenshot({ path: join(PICTURES, 'text-200.png') });
  await window.press('Control+,');
  await page.getByRole('button', { name: /Back to “100 %”/ }).click();
  await window.press('Control+,');
  await window.press('Shift+p');
  await page.waitForTimeout(300);
  expect(await overlaps(page)).toEqual([]);
  await page.screenshot({ path: join(PICTURES, 'presenter.png') });
});

test('the pictures of neighbouring events differ only by additions, and reduced motion moves nothing', async ({
  page,
  system,
  complaints: _,
}) => {
  const window = new Window(page);
  await window.open(await system.link(), { motion: 'reduced' });
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--motion').trim())).toBe('0');
  await window.step('j');
  const main = page.locator('section.main');
  const before = await main.boundingBox();
  for (let i = 0; i < 5; i++) await window.step('j');
  // Whatever the sentence, the picture stays where it is.
  expect(await main.boundingBox()).toEqual(before);
});
