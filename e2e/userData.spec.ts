import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TestSystem } from './system.ts';
import { expect, test } from './window.ts';

test('settings are those of the last start, at whatever address; a file that is broken is set aside and said', async ({
  page,
  system,
  complaints: _,
}) => {
  const root = page.locator('html');
  await page.goto(await system.link());
  await page.getByTestId('start-tour').waitFor();
  for (const theme of ['light', 'dark']) {
    await page.keyboard.press('Shift+t');
    await expect(root).toHaveAttribute('data-theme', theme);
  }
  await expect(root).toHaveAttribute('data-theme', 'dark');
  await page.goto('about:blank');
  await system.stop();

  const next = new TestSystem(system.data);
  await page.goto(await next.link());
  await expect(root).toHaveAttribute('data-theme', 'dark');
  await page.goto('about:blank');
  await next.stop();

  writeFileSync(join(system.data, 'settings.json'), '{');
  const third = new TestSystem(system.data);
  await page.goto(await third.link());
  await expect(page.getByRole('region', { name: 'Messages' })).toContainText('settings.broken.json');
  await page.goto('about:blank');
  await third.stop();
});

test('the session of a host that was killed is offered at the next start, and opens', async ({ window, system, complaints }) => {
  const seq = await window.step('j');
  await window.page.waitForTimeout(1500);
  system.kill();
  const next = new TestSystem(system.data);
  await window.page.goto(await next.link());
  await expect(window.toasts).toContainText('recovered');
  await window.press('Shift+o');
  await window.page
    .getByTestId('dialog')
    .getByRole('button', { name: /recovered/ })
    .click();
  await expect(window.position).toContainText('replay');
  await window.press('End');
  await expect(window.position).toContainText(/#\d+/);
  expect(await window.cursor()).toBeGreaterThanOrEqual(seq);
  await next.stop();
  await window.page.close();
  complaints.length = 0; // of the connection that broke
});

test('a session file that is named at the start is what the window opens with', async ({ window, system, page, complaints }) => {
  await window.press('Shift+s');
  await page.getByTestId('dialog').getByLabel('Name of the session').fill('before');
  await window.press('Enter');
  await expect(window.toasts).toContainText('Saved');
  await page.goto('about:blank');
  await system.stop();
  const next = new TestSystem(system.data, join(system.data, 'sessions', 'before.machlab'));
  await page.goto(await next.link());
  await expect(window.position).toContainText('replay');
  await page.goto('about:blank');
  await next.stop();
  complaints.length = 0; // an empty page has no storage for the settings of these tests
});
