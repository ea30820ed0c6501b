import { takeTour } from './tour.ts';
import { expect, test } from './window.ts';

test('every region is reached by F6, forward and back', async ({ window }) => {
  const regions = async (key: string): Promise<string[]> => {
    const seen: string[] = [];
    for (let i = 0; i < 9; i++) {
      await window.press(key);
      seen.push(
        await window.page.evaluate(() => document.activeElement?.closest<HTMLElement>('[data-region]')?.dataset['region'] ?? 'none'),
      );
    }
    return seen;
  };
  const forward = await regions('F6');
  expect([...forward].toSorted()).toEqual(['guide', 'header', 'inspector', 'main', 'narration', 'scrubber', 'strip', 'top', 'transport']);
  const back = await regions('Shift+F6');
  expect([...back].toSorted()).toEqual([...forward].toSorted());
});

test('whatever can be pressed can have the focus and has a name', async ({ window }) => {
  for (const view of ['Graph', 'Sequence', 'Files', 'Tables'] as const) {
    await window.show(view);
    const wrong = await window.page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('button, a[href], input, [role=button], [role=slider], [role=separator]')]
        .filter((one) => one.checkVisibility())
        .filter((one) => {
          const named =
            (one.getAttribute('aria-label') ?? one.textContent ?? '').trim() !== '' ||
            one.getAttribute('aria-labelledby') !== null ||
            (one as HTMLInputElement).labels?.length;
          const roving = one.closest('[role=grid],[role=tablist],[role=radiogroup],[role=tree],[role=group],[role=listbox]') !== null;
          return !named || (one.tabIndex < 0 && !roving);
        })
        .map((one) => one.outerHTML.slice(0, 120)),
    );
    expect(wrong, view).toEqual([]);
  }
});

test('time is moved by keys alone', async ({ window }) => {
  const end = await window.step('j');
  expect(await window.step('ArrowLeft')).toBe(end - 1);
  expect(await window.step('ArrowRight')).toBe(end);
  const trap = await window.step(',');
  expect(trap).toBeLessThan(end);
  await window.step('.');
  await window.press('Home');
  await expect(window.position).toContainText('#–');
  await window.press('Shift+ArrowRight');
  await expect(window.sentence).toContainText(/receives|read|destroyed|back/);
  await window.press('End');
  await expect(window.position).toContainText('live');
});

test('tables are walked, sorted and acted on without a mouse', async ({ window }) => {
  await window.table('Tasks');
  const grid = window.page.getByRole('grid', { name: 'Tasks' });
  await grid.locator('[data-cell="0:0"]').focus();
  await window.press('ArrowDown', 'ArrowRight');
  await expect(grid.locator('[data-cell="1:1"]')).toBeFocused();
  await window.press('Enter');
  await expect(window.page.getByTestId('inspector')).toContainText('Rights in its name space');
  await window.press('Shift+F10');
  const menu = window.page.getByRole('menu');
  await expect(menu.getByRole('menuitem').first()).toBeFocused();
  await window.press('Escape');
  await expect(menu).toBeHidden();
  await expect(grid.locator('[data-cell="1:1"]')).toBeFocused();
  await window.press('Shift+c');
  expect(await window.page.evaluate(() => navigator.clipboard.readText())).toMatch(/^Task\tId\tProcess id\t/);
});

test('the palette finds actions, tasks and events', async ({ window }) => {
  const palette = window.page.getByTestId('palette');
  await window.press('Control+k');
  await palette.getByRole('combobox').fill('settings');
  await window.press('Enter');
  await expect(window.page.getByRole('heading', { name: 'Settings' })).toBeVisible();
  await window.press('Control+,');
  await window.press('Control+k');
  await palette.getByRole('combobox').fill('#5');
  await window.press('Enter');
  await expect.poll(() => window.cursor()).toBe(5);
  await window.press('Control+k');
  await palette.getByRole('combobox').fill('file');
  await expect(palette.getByRole('option').first()).toBeVisible();
  await window.press('Escape');
  await expect(palette).toBeHidden();
});

test('single letters can be switched off; the palette still has everything', async ({ window }) => {
  await window.press('Control+,');
  await window.page.getByRole('switch', { name: /Single-letter keys/ }).uncheck();
  await window.press('Control+,');
  const before = await window.step('ArrowLeft');
  await window.page.keyboard.press('j');
  await window.page.waitForTimeout(300);
  expect(await window.cursor()).toBe(before);
});

test('one filter for all views, in plain words and in terms', async ({ window }) => {
  await window.press('/');
  await window.page.keyboard.type('task:file');
  await window.table('Rights');
  await expect(window.page.getByTestId('row-count')).not.toHaveText('0 rows');
  expect((await window.rows()).every(({ cells }) => cells[0] === 'file')).toBe(true);
  await window.page.getByLabel('Filter every view').fill('colour:red');
  await expect(window.page.getByText(/nothing is called colour/)).toBeVisible();
  await window.page.getByLabel('Filter every view').press('Escape');
  await expect(window.page.getByLabel('Filter every view')).toHaveValue('');
});

test('the tour leads through the live system', async ({ page, system, complaints: _ }) => {
  await page.goto(await system.link());
  await takeTour(page);
});
