import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { faint } from './contrast.ts';
import { figure } from './figure.ts';
import { expect, test, Window } from './window.ts';

const THEMES = ['light', 'dark', 'hc'] as const;
const VIEWS = ['Graph', 'Sequence', 'Browser', 'Scheduler', 'Files', 'Tables'] as const;

async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} ${target.join(' ')}: ${failureSummary ?? ''}`));
}

async function settle(window: Window): Promise<void> {
  await window.page.waitForFunction(() => document.fonts.status === 'loaded');
  await window.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
}

for (const theme of THEMES) {
  test(`axe finds nothing, and every text can be read, in any view, ${theme}`, async ({ page, system, complaints: _ }) => {
    test.setTimeout(300_000);
    const floor = theme === 'hc' ? 7 : 4.5;
    const fine = async (where: string, within = 'body'): Promise<void> => {
      await settle(window);
      expect(await violations(page), where).toEqual([]);
      // What is measured each second may come between the two pictures; what cannot be read stays so.
      await expect.poll(() => faint(page, floor, within), where).toEqual([]);
    };
    const window = new Window(page);
    await window.open(await system.link(), { theme, motion: 'reduced' });
    await page.locator('[data-action=runPause]').first().click();
    for (const view of VIEWS) {
      await window.show(view);
      await fine(view);
    }
    for (const table of ['Rights', 'Ports and queues', 'Messages', 'Events', 'Gate', 'Processes', 'Services']) {
      await window.table(table);
      await fine(table);
    }
    // An inspector of each kind, the dialogs and the pages.
    await window.table('Rights');
    await page.locator('[data-cell="1:0"]').click();
    await window.press('w');
    await fine('right');
    await window.table('Tasks');
    await page.locator('[data-cell="1:0"]').click();
    await fine('task');
    await window.table('Events');
    await page.locator('[data-cell] >> nth=0').click();
    await fine('event');
    for (const key of ['Control+k', 'Shift+b', 'Control+g', 'Shift+k', 'Shift+r', 'Shift+s', 'Shift+o']) {
      await window.press(key);
      await page.getByRole('dialog').waitFor();
      await fine(key, '[role=dialog]');
      await window.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    await window.press('Control+,');
    await fine('settings');
    await window.press('Control+,');
    await window.press('Control+k');
    await page.getByRole('combobox').fill('sandbox');
    await window.press('Enter');
    await expect(page.getByRole('heading', { name: 'The sandbox on this machine' })).toBeVisible();
    await fine('sandbox');
  });

  test(`every text of the graph can be read, ${theme}`, async ({ page, system, complaints: _ }) => {
    const window = new Window(page);
    await window.open(await system.link(), { theme, motion: 'reduced' });
    await window.stopAt('type:copyin slot:2 id:7101');
    await window.run('rights');
    await expect(window.toasts).toContainText('Stopped at');
    await window.show('Graph');
    for (const detail of ['Rights', 'Queues', 'All']) {
      await page.getByRole('radio', { name: detail }).click();
      await settle(window);
      // What is on its canvas is this file's: one scene, one palette.
      const drawn = await page.context().newPage();
      await drawn.setContent(`<!doctype html><style>body { margin: 0 }</style>${await figure(window)}`);
      expect(await faint(drawn, theme === 'hc' ? 7 : 4.5), detail).toEqual([]);
      await drawn.close();
    }
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
