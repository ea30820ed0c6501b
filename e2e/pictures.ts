/** `npm run screenshots`: the pictures of the README, of the real system in a real browser. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from './window.ts';

const OUT = join(fileURLToPath(new URL('..', import.meta.url)), 'docs', 'pictures');
test.use({ viewport: { width: 1280, height: 800 } });

test('the pictures of the README', async ({ window, page }) => {
  await window.show('Graph');
  await window.stopAt('type:copyin slot:2 id:7101');
  await window.run('rights');
  await expect(window.toasts).toContainText('Stopped at');
  await page.waitForTimeout(1500);
  await page.screenshot({ path: join(OUT, 'graph.png') });
  await window.page.locator('.transport [data-action=live]').click();
  await window.press('k');

  await window.show('Browser');
  for (const site of ['clock', 'photo', 'aquarium']) {
    await page.getByTestId('new-tab').click();
    await expect(page.getByTestId('address')).toHaveValue(/lab:\/\/home/);
    await page.getByTestId('address').fill(site);
    await page.keyboard.press('Enter');
    await expect(page.locator('.strip [aria-selected=true]')).toHaveAttribute('data-state', '2');
    await page.waitForTimeout(1000);
  }
  await page.getByRole('radio', { name: 'All tabs' }).click();
  await page.locator('tr', { hasText: 'lab://photo' }).getByTestId('break').click();
  await page.locator('[data-way=kill]').click();
  await expect(page.getByTestId('tab-crashed')).toBeVisible();
  await page.waitForTimeout(1500);
  await page.screenshot({ path: join(OUT, 'browser.png') });
});
