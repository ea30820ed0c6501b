import { expect, type Page } from '@playwright/test';

/** The guided tour from the first page to its end, as a newcomer goes through it. */
export async function takeTour(page: Page): Promise<void> {
  await page.getByTestId('start-tour').click();
  await page.getByTestId('tour-next').click();
  for (const done of ['A send right has arrived.', 'The queue is full.', 'The task is dead, and the kernel tells who asked.']) {
    await page.getByTestId('tour-do').click();
    await expect(page.getByTestId('position')).toContainText('behind live');
    if (done.startsWith('A send')) await page.locator('.transport [data-action=live]').click();
    if (done.startsWith('A send')) await page.keyboard.press('k');
    await expect(page.getByText(done)).toBeVisible();
    await page.getByTestId('tour-next').click();
  }
  await page.keyboard.press('ArrowLeft');
  await page.getByRole('button', { name: 'Finish' }).click();
  await expect(page.getByRole('heading', { name: 'Free play' })).toBeVisible();
}
