import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test, Window } from './window.ts';

const THEMES = ['light', 'dark', 'hc'] as const;
const VIEWS = ['Graph', 'Sequence', 'Browser', 'Files', 'Tables'] as const;

/** `colours`: only what another theme can change. */
async function violations(page: Page, colours = false): Promise<string[]> {
  const axe = new AxeBuilder({ page });
  const { violations: found } = await (colours ? axe.withRules(['color-contrast']) : axe).analyze();
  return found.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} ${target.join(' ')}: ${failureSummary ?? ''}`));
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
  await page.context().clearCookies();
  await page.goto(new URL(page.url()).origin);
  await expect(page.getByRole('heading', { name: 'This window is not let in' })).toBeVisible();
  expect(await violations(page)).toEqual([]);
});
