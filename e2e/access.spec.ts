import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test, Window } from './window.ts';

const THEMES = ['light', 'dark', 'hc'] as const;
const VIEWS = ['Graph', 'Sequence', 'Browser', 'Scheduler', 'Files', 'Tables'] as const;

/** `colours`: only what another theme can change. */
async function violations(page: Page, colours = false): Promise<string[]> {
  const axe = new AxeBuilder({ page });
  const { violations: found } = await (colours ? axe.withRules(['color-contrast']) : axe).analyze();
  return found.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} ${target.join(' ')}: ${failureSummary ?? ''}`));
}

/**
 * Texts whose contrast with what lies behind them is less than the floor, measured from the colours as the browser computes them: the
 * ground is the nearest that is opaque. Texts in pictures and on what is half transparent are left out.
 */
async function faint(page: Page, floor: number): Promise<string[]> {
  const { seen, found } = await page.evaluate((least) => {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
    const rgba = (colour: string): readonly number[] => {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
      return [...canvas.getImageData(0, 0, 1, 1).data];
    };
    const luminance = (rgb: readonly number[]): number => {
      const [r = 0, g = 0, b = 0] = rgb.slice(0, 3).map((byte) => {
        const share = byte / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const found: string[] = [];
    let seen = 0;
    for (const one of document.querySelectorAll<HTMLElement>('body *')) {
      const own = [...one.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim() !== '');
      if (!own || !one.checkVisibility() || one.closest('svg, .vh, [aria-disabled=true]') !== null) continue;
      let at: Element | null = one;
      let ground: readonly number[] | null = null;
      for (; at !== null && ground === null; at = at.parentElement) {
        const back = rgba(getComputedStyle(at).backgroundColor);
        if (back[3] === 255) ground = back;
        else if (back[3] !== 0) break;
      }
      if (ground === null) continue;
      seen++;
      const [a, b] = [luminance(rgba(getComputedStyle(one).color)), luminance(ground)];
      const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      if (ratio < least) found.push(`${ratio.toFixed(2)} ${one.className} ${one.textContent?.trim().slice(0, 40) ?? ''}`);
    }
    return { seen, found };
  }, floor);
  expect(seen).toBeGreaterThan(10);
  return found;
}

async function settle(window: Window): Promise<void> {
  await window.page.waitForFunction(() => document.fonts.status === 'loaded');
  await window.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
}

for (const theme of THEMES) {
  test(`axe finds nothing in any view, ${theme}`, async ({ page, system, complaints: _ }) => {
    test.setTimeout(180_000);
    const colours = theme !== 'light';
    const window = new Window(page);
    await window.open(await system.link(), { theme, motion: 'reduced' });
    await page.locator('[data-action=runPause]').first().click();
    for (const view of VIEWS) {
      await window.show(view);
      await settle(window);
      expect(await violations(page, colours), view).toEqual([]);
      expect(await faint(page, theme === 'hc' ? 7 : 4.5), view).toEqual([]);
    }
    for (const table of ['Rights', 'Ports and queues', 'Messages', 'Events', 'Gate', 'Processes', 'Services']) {
      await window.table(table);
      await settle(window);
      expect(await violations(page, colours), table).toEqual([]);
    }
    // An inspector of each kind, the dialogs and the pages.
    await window.table('Rights');
    await page.locator('[data-cell="1:0"]').click();
    await window.press('w');
    expect(await violations(page, colours), 'right').toEqual([]);
    await window.table('Tasks');
    await page.locator('[data-cell="1:0"]').click();
    expect(await violations(page, colours), 'task').toEqual([]);
    await window.table('Events');
    await page.locator('[data-cell] >> nth=0').click();
    expect(await violations(page, colours), 'event').toEqual([]);
    for (const key of ['Control+k', 'Shift+b', 'Control+g', 'Shift+k', 'Shift+r', 'Shift+s', 'Shift+o']) {
      await window.press(key);
      await page.getByRole('dialog').waitFor();
      expect(await violations(page, colours), key).toEqual([]);
      await window.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    await window.press('Control+,');
    expect(await violations(page, colours), 'settings').toEqual([]);
    await window.press('Control+,');
    await window.press('Control+k');
    await page.getByRole('combobox').fill('sandbox');
    await window.press('Enter');
    await expect(page.getByRole('heading', { name: 'The sandbox on this machine' })).toBeVisible();
    expect(await violations(page, colours), 'sandbox').toEqual([]);
  });
}

test('axe finds nothing on the first page, nor where the window is not let in', async ({ page, system, complaints: _ }) => {
  await page.goto(await system.link());
  await expect(page.getByTestId('start-tour')).toBeVisible();
  expect(await violations(page)).toEqual([]);
  expect(await faint(page, 4.5)).toEqual([]);
  // The measure can fail: nothing has more contrast than black on white.
  expect((await faint(page, 21.1)).length).toBeGreaterThan(10);
  await page.context().clearCookies();
  await page.goto(new URL(page.url()).origin);
  await expect(page.getByRole('heading', { name: 'This window is not let in' })).toBeVisible();
  expect(await violations(page)).toEqual([]);
});
