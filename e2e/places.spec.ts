import { boxesOf } from './figure.ts';
import { expect, test, Window } from './window.ts';

test('a box that is dragged stands there in every window, and in the session that is saved', async ({ window, system, chromium }) => {
  const { page } = window;
  await page.locator('[data-action=runPause]').first().click();
  await window.show('Graph');
  const before = await boxesOf(window);
  const main = (await page.locator('section.main').boundingBox())!;
  // The first task of the upper row.
  await page.mouse.move(main.x + 60, main.y + 24);
  await page.mouse.down();
  for (let i = 1; i <= 10; i++) await page.mouse.move(main.x + 60 + i * 45, main.y + 24);
  await page.mouse.up();
  await expect.poll(() => boxesOf(window)).not.toEqual(before);
  const after = await boxesOf(window);

  const context = await (await chromium()).newContext({ viewport: page.viewportSize() });
  const other = new Window(await context.newPage());
  await other.open(await system.anotherLink());
  await other.show('Graph');
  await expect.poll(() => boxesOf(other)).toEqual(after);
  await context.close();

  await window.press('Shift+s');
  await page.getByTestId('dialog').getByLabel('Name of the session').fill('dragged');
  await window.press('Enter');
  await expect(window.toasts).toContainText('Saved');
  await window.press('Shift+o');
  await page.getByTestId('dialog').getByRole('button', { name: 'dragged' }).click();
  await expect(window.position).toContainText('replay');
  await window.press('End');
  await expect.poll(() => boxesOf(window)).toEqual(after);
});
