import { expect, test } from './window.ts';

test('a text is found in the view, one place after the other, and back again', async ({ window }) => {
  const { page } = window;
  await window.press('k');
  await expect(window.position).toContainText('paused');
  await window.table('Rights');
  const rows = await window.rows();
  const wanted = rows.filter(({ cells }) => cells.join(' ').toLowerCase().includes('receive'));
  expect(wanted.length).toBeGreaterThan(1);
  expect(wanted.length).toBeLessThan(rows.length);

  const bar = page.getByRole('search', { name: 'Find in the view Tables' });
  const selected = page.locator('[role=row][aria-selected=true]');
  await window.press('Control+f');
  await bar.getByRole('textbox').fill('RECEIVE');
  await expect(bar.getByRole('status')).toHaveText(`${wanted.length} found`);
  for (const [i, { key }] of wanted.entries()) {
    await window.press('Enter');
    await expect(bar.getByRole('status')).toHaveText(`${i + 1} of ${wanted.length}`);
    await expect(selected).toHaveAttribute('data-key', key);
  }
  await window.press('Enter'); // round and round
  await expect(selected).toHaveAttribute('data-key', wanted[0]!.key);
  await window.press('Shift+Enter');
  await expect(selected).toHaveAttribute('data-key', wanted.at(-1)!.key);
  await bar.getByRole('textbox').fill('nowhere');
  await expect(bar.getByRole('status')).toHaveText('nothing found');
  await window.press('Escape');
  await expect(bar).toBeHidden();
});

test('what is found in the graph, the sequence and the files is selected; a view that is not searched leaves the key to the browser', async ({
  window,
}) => {
  const { page } = window;
  await window.press('k');
  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  for (const [view, text] of [
    ['Graph', 'bootstrap'],
    ['Sequence', 'ended'],
    ['Files', 'hello.txt'],
  ] as const) {
    await window.show(view);
    const bar = page.getByRole('search', { name: `Find in the view ${view}` });
    await expect(async () => {
      await window.press('Control+f'); // once the view is there
      await expect(bar).toBeVisible({ timeout: 500 });
    }).toPass();
    await bar.getByRole('textbox').fill(text);
    await expect(bar.getByRole('status')).toContainText('found');
    await expect(bar.getByRole('status')).not.toHaveText('nothing found');
    await window.press('Enter');
    await expect(bar.getByRole('status')).toContainText('1 of');
    await expect(inspector).not.toContainText('Select a task, a port, a right or a message');
    await window.press('Escape');
  }
  // Events are found by the filter, which goes through all of them a little in each frame.
  await window.table('Events');
  await window.press('Control+f');
  await expect(page.getByRole('search', { name: /^Find in/ })).toHaveCount(0);
  await window.show('Scheduler');
  await window.press('Control+f');
  await expect(page.getByRole('search', { name: /^Find in/ })).toHaveCount(0);
});
