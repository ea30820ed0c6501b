import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { boxesOf, figure } from './figure.ts';
import { misplaced } from './texts.ts';
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

/** All of it: bars, buttons, and every text. */
async function flaws(page: Page): Promise<string[]> {
  return [...(await overlaps(page)), ...(await clipped(page)), ...(await misplaced(page))];
}

for (const language of ['en', 'de'] as const) {
  test(`nothing overlaps or is cut off from 1024×700 to 3840×2160, ${language}`, async ({ page, system, complaints: _ }) => {
    test.setTimeout(300_000);
    const window = new Window(page);
    await window.open(await system.link());
    await window.stopAt('type:copyin slot:2 id:7101');
    await window.run('rights');
    await expect(window.toasts).toContainText('Stopped at');
    await page.evaluate((chosen) => {
      const settings = JSON.parse(localStorage.getItem('machlab.settings') ?? '{}') as object;
      localStorage.setItem('machlab.settings', JSON.stringify({ ...settings, language: chosen }));
    }, language);
    await page.reload();
    await expect(window.position).toContainText(/#\d+/);
    await expect(page.locator('html')).toHaveAttribute('lang', language);
    const views = page.locator('.tabs').first().getByRole('tab');
    const tables = page.getByTestId('tables').getByRole('tab');
    for (const [width, height] of SIZES) {
      await page.setViewportSize({ width, height });
      for (let tab = 0; tab < (await views.count()); tab++) {
        await views.nth(tab).click();
        await page.waitForTimeout(300);
        expect(await flaws(page), `${width}×${height}, view ${tab}`).toEqual([]);
        await page.screenshot({ path: join(PICTURES, `${language}-${width}x${height}-view${tab}.png`) });
      }
      // The tables are the last view; what is selected there is what the inspector shows.
      for (let table = 0; table < (await tables.count()); table++) {
        await tables.nth(table).click();
        const second = page.locator('[data-cell="1:0"]');
        if ((await second.count()) > 0) await second.first().click();
        await page.waitForTimeout(300);
        expect(await flaws(page), `${width}×${height}, table ${table}`).toEqual([]);
      }
      await window.press('Control+,');
      await page.waitForTimeout(300);
      expect(await flaws(page), `${width}×${height}, settings`).toEqual([]);
      await window.press('Control+,');
    }
  });
}

/** Makes the words of all that can be pressed longer by so much, as another language would. */
function lengthen(page: Page, share: number): Promise<void> {
  return page.evaluate((more) => {
    for (const one of document.querySelectorAll('button, [role=tab], [role=radio]')) {
      const texts = [...one.querySelectorAll('*'), one].flatMap((part) =>
        [...part.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE),
      );
      for (const text of texts) {
        const words = text.textContent?.trim() ?? '';
        if (!/\p{L}{3}/u.test(words)) continue;
        const longer = words + 'n'.repeat(Math.ceil(words.length * more));
        text.textContent = longer;
        const tooltip = text.parentElement?.closest('[title]');
        tooltip?.setAttribute('title', tooltip.getAttribute('title')!.replace(words, longer));
      }
    }
  }, share);
}

test('with words that are longer by 40 % no button is cut off, and nothing overlaps', async ({ page, system, complaints: _ }) => {
  const window = new Window(page);
  await window.open(await system.link());
  await window.press('k');
  await expect(window.position).toContainText('paused');
  for (const [width, height] of SIZES.slice(0, 3)) {
    await page.setViewportSize({ width, height });
    for (const view of ['Graph', 'Sequence', 'Browser', 'Scheduler', 'Files', 'Tables'] as const) {
      await page.locator('.tabs [role=tab]', { hasText: view }).click();
      await page.waitForTimeout(200);
      const before = await page.locator('.tabs [role=tab]').first().innerText();
      await lengthen(page, 0.4);
      expect(await page.locator('.tabs [role=tab]').first().innerText()).toHaveLength(7);
      expect(await flaws(page), `${width}×${height}, ${view}`).toEqual([]);
      expect(before).toBe('Graph');
      await page.screenshot({ path: join(PICTURES, `longer-${width}x${height}-${view}.png`) });
      await page.reload();
      await expect(window.position).toContainText(/#\d+/);
    }
  }
});

test('text can be twice as large, and the presenter half as large again', async ({ page, system, complaints: _ }) => {
  const window = new Window(page);
  await window.open(await system.link(), { textSize: 200 });
  await page.setViewportSize({ width: 1920, height: 1080 });
  await page.waitForTimeout(300);
  expect(await flaws(page)).toEqual([]);
  await page.screenshot({ path: join(PICTURES, 'text-200.png') });
  await window.press('Control+,');
  await page.getByRole('button', { name: /Back to “100 %”/ }).click();
  await window.press('Control+,');
  await window.press('Shift+p');
  await page.waitForTimeout(300);
  expect(await flaws(page)).toEqual([]);
  await page.screenshot({ path: join(PICTURES, 'presenter.png') });
});

test('from one event to the next boxes of the graph are added, and none moves', async ({ window }) => {
  test.setTimeout(150_000);
  await window.page.locator('[data-action=runPause]').first().click();
  await window.show('Graph');
  await window.press('Home');
  let standing: string[] = [];
  let added = 0;
  // Through the births of tasks, ports and messages of the first program; every box that stood stands, also where it is a ghost now.
  for (let i = 0; i < 120; i++) {
    await window.step('l');
    const now = await boxesOf(window);
    expect(now, `event ${await window.cursor()}`).toEqual(expect.arrayContaining(standing));
    added += now.length - standing.length;
    standing = now;
  }
  expect(added).toBeGreaterThan(3);
});

test('whatever the sentence, the pane of the picture keeps its place; with reduced motion the clock of motion stands still', async ({
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
  expect(await main.boundingBox()).toEqual(before);
});

test('the presenter gives the picture the room of the panes, and gives it back', async ({ window }) => {
  const { page } = window;
  await page.setViewportSize({ width: 1920, height: 1080 });
  await window.show('Graph');
  const main = page.locator('section.main');
  const before = (await main.boundingBox())!;
  await expect(page.getByTestId('inspector')).toBeVisible();
  await window.press('Shift+p');
  await expect(page.getByTestId('inspector')).toBeHidden();
  await expect(page.locator('[data-region=strip]')).toBeHidden();
  const presented = (await main.boundingBox())!;
  expect(presented.width).toBeGreaterThan(1700);
  expect(presented.height).toBeGreaterThan(before.height);
  // What was opened by hand while presenting does not stay behind.
  await window.press('Control+i');
  await expect(page.getByTestId('inspector')).toBeVisible();
  await window.press('Shift+p');
  await expect(page.getByTestId('inspector')).toBeVisible();
  await expect(page.locator('[data-region=strip]')).toBeVisible();
  await expect.poll(() => main.boundingBox()).toEqual(before);
});

test('for the presenter what a step has not changed steps back', async ({ window }) => {
  const { page } = window;
  const parts = async (): Promise<{ back: number; front: number }> => {
    const groups = [...(await figure(window)).matchAll(/<g( opacity="0\.35")?>/g)];
    const back = groups.filter(([, faint]) => faint !== undefined).length;
    return { back, front: groups.length - back };
  };
  await window.press('k');
  await expect(window.position).toContainText('paused');
  await window.show('Graph');
  await window.goTo(200);
  await page.getByRole('region', { name: 'What just happened' }).click();
  await window.step('Shift+ArrowRight');
  expect(await parts()).toMatchObject({ back: 0 });
  await window.press('Shift+p');
  await expect.poll(async () => (await parts()).back).toBeGreaterThan(3);
  expect((await parts()).front).toBeGreaterThan(1);
  // A jump changes nothing in particular: everything is seen alike.
  await window.goTo(300);
  await expect.poll(async () => (await parts()).back).toBe(0);
});

test('on a screen of 3840×2160 that scales nothing larger text is offered, once', async ({ window }) => {
  const { page } = window;
  const size = (): Promise<string> => page.evaluate(() => document.documentElement.style.getPropertyValue('--scale'));
  await page.setViewportSize({ width: 2560, height: 1440 });
  await expect(window.position).toContainText('running');
  await expect(window.toasts.getByRole('button', { name: 'Text at 175 %' })).toHaveCount(0);
  await page.setViewportSize({ width: 3840, height: 2160 });
  await window.toasts.getByRole('button', { name: 'Text at 175 %' }).click();
  await expect.poll(size).toBe('1.75');
  await expect(window.toasts.getByRole('listitem')).toHaveCount(0);
  await page.waitForTimeout(300);
  expect(await flaws(page)).toEqual([]);
  await page.screenshot({ path: join(PICTURES, 'large.png') });
});

test('a message never lies over the sentence', async ({ window }) => {
  const { page } = window;
  await window.stopAt('type:copyin slot:2 id:7101');
  await window.run('rights');
  const toast = window.toasts.getByRole('listitem').filter({ hasText: 'Stopped at' });
  await expect(toast).toContainText('Stopped at');
  for (const [width, height] of SIZES) {
    await page.setViewportSize({ width, height });
    for (const view of ['Graph', 'Scheduler', 'Browser', 'Tables'] as const) {
      await window.show(view);
      const message = (await toast.boundingBox())!;
      const words = (await page.getByRole('region', { name: 'What just happened' }).boundingBox())!;
      const over = Math.min(message.x + message.width, words.x + words.width) - Math.max(message.x, words.x);
      const along = Math.min(message.y + message.height, words.y + words.height) - Math.max(message.y, words.y);
      expect(Math.min(over, along), `${width}×${height} ${view}`).toBeLessThanOrEqual(0);
    }
  }
});

test('while the system idles its sentence stands: what is measured each second is no news', async ({ window }) => {
  const { page } = window;
  await expect(window.position).toContainText('running');
  const measured = /memory|CPU time/i;
  for (let i = 0; i < 20; i++) {
    expect(await window.sentence.innerText()).not.toMatch(measured);
    await page.waitForTimeout(200);
  }
  // It is in the log like all else, and told where somebody stops at it.
  await page.getByLabel('Filter every view').fill('type:process-measured');
  await window.table('Events');
  await expect(async () => {
    await page.locator('[role=grid] [data-cell]').first().dblclick({ timeout: 1000 });
    expect((await window.rows()).length).toBeGreaterThan(0);
  }).toPass();
  const [{ cells } = { cells: [] }] = await window.rows();
  expect(cells.join(' ')).toMatch(measured);
});
