import { expect, test, Window } from './window.ts';

test('two windows on one system have cursors of their own; one that may only look sees what the other does', async ({
  window,
  system,
  chromium,
  complaints,
}) => {
  test.setTimeout(150_000);
  const context = await (await chromium()).newContext({ viewport: { width: 1440, height: 1100 } });
  const other = new Window(await context.newPage());
  other.page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  await other.open(await system.anotherLink('--read-only'));
  await expect(other.page.getByTestId('kernel-pid')).toContainText('you may look, not touch');

  // The past of one is not that of the other.
  await window.goTo(40);
  await other.goTo(90);
  const sentence = await other.sentence.innerText();
  await window.step('l');
  expect(await window.cursor()).toBe(41);
  expect(await other.cursor()).toBe(90);
  expect(await other.sentence.innerText()).toBe(sentence);
  await other.step('j');
  expect([await window.cursor(), await other.cursor()]).toEqual([41, 89]);

  // What one does to the kernel the other sees; the other can do nothing to it.
  await window.toLive();
  await other.toLive();
  await window.press('k');
  await expect(window.position).toContainText('paused');
  await expect(other.position).toContainText('paused');
  const standing = await window.cursor();
  await expect.poll(() => other.cursor()).toBe(standing);
  for (const action of ['runPause', 'step'])
    await expect(other.page.locator(`.transport [data-action=${action}]`).first()).toHaveAttribute('aria-disabled', 'true');
  await expect(other.page.locator('[data-program=hello]')).toHaveAttribute('aria-disabled', 'true');
  await other.press('k', 'l', '1');
  await other.table('Tasks');
  await other.page.locator('[data-cell="1:0"]').click();
  await other.press('x');
  await expect(other.page.getByRole('dialog')).toHaveCount(0);
  expect(await window.cursor()).toBe(standing);
  await expect(window.position).toContainText('paused');

  await window.press('k');
  await window.run('hello');
  await other.page.getByLabel('Filter every view').fill('type:console');
  await other.table('Events');
  await expect.poll(async () => (await other.rows()).length).toBeGreaterThan(0);
  await context.close();
});

test('commands of two windows are taken one after the other, and both see one order', async ({ window, system, chromium }) => {
  const context = await (await chromium()).newContext({ viewport: { width: 1440, height: 1100 } });
  const other = new Window(await context.newPage());
  await other.open(await system.anotherLink());
  await window.press('k');
  await expect(other.position).toContainText('live · paused');
  const start = await window.cursor();
  await window.run('hello');
  await expect.poll(() => other.cursor()).toBeGreaterThan(start);
  await Promise.all([window.step('l'), other.step('l')]);
  await window.toLive();
  await other.toLive();
  await expect.poll(async () => (await window.cursor()) === (await other.cursor())).toBe(true);
  await expect(other.sentence).toHaveText(await window.sentence.innerText());
  await other.press('k');
  await expect(window.position).toContainText('running');
  await context.close();
});
