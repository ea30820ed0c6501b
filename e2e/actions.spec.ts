import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type Window } from './window.ts';

/**
 * Every action that a key gives does what it says, by its key alone. The window's own list of actions is read, so that an action without a
 * check here or in another spec fails.
 */
const BINDINGS = readFileSync(join(import.meta.dirname, '..', 'renderer', 'keys', 'bindings.ts'), 'utf8');
const WITH_KEYS = [...BINDINGS.matchAll(/^ {2}(\w+): key\('\w+', '/gm)].map(([, action = '']) => action);

/** Where the others are shown. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  runPause: 'keyboard',
  step: 'keyboard',
  stepBack: 'keyboard',
  stepMessage: 'keyboard',
  stepTrap: 'keyboard',
  unstepTrap: 'keyboard',
  previousMark: 'crash',
  start: 'errors',
  live: 'keyboard',
  goTo: 'errors',
  exportFigure: 'transfer',
  copyTable: 'keyboard',
  why: 'crash',
  palette: 'keyboard',
  filter: 'keyboard',
  find: 'find',
  breakpoints: 'window',
  runProgram: 'errors',
  openSession: 'errors',
  saveSession: 'errors',
  nextRegion: 'keyboard',
  previousRegion: 'keyboard',
  settings: 'access',
  presenter: 'layout',
  keys: 'access',
  undoLayout: 'places',
  breakOn: 'transfer',
};

/** What is shown here. */
const HERE: ReadonlySet<string> = new Set([
  'bookmark',
  'crash',
  'describe',
  'detail1',
  'detail2',
  'detail3',
  'detail4',
  'faster',
  'filterSelection',
  'focusGate',
  'guide',
  'inspector',
  'inspectorBack',
  'inspectorForward',
  'mute',
  'nextMark',
  'nextOfSelection',
  'note',
  'openInTables',
  'origin',
  'pick1',
  'pick2',
  'pick3',
  'pick4',
  'pick5',
  'pick6',
  'pick7',
  'pick8',
  'pick9',
  'pin',
  'previousOfSelection',
  'restartTask',
  'slower',
  'strip',
  'theme',
  'toasts',
  'tour',
  'unstepMessage',
  'viewBrowser',
  'viewFiles',
  'viewGraph',
  'viewScheduler',
  'viewSequence',
  'viewTables',
  'zoomFit',
  'zoomIn',
  'zoomOut',
]);

async function taskSelected(window: Window): Promise<void> {
  await window.table('Tasks');
  await window.page.locator('[data-cell="1:0"]').click();
}

test('views, details and panes', async ({ window }) => {
  const { page } = window;
  const views = page.getByRole('tablist', { name: 'Views' });
  for (const [digit, view] of [
    [1, 'Graph'],
    [2, 'Sequence'],
    [3, 'Browser'],
    [4, 'Scheduler'],
    [5, 'Files'],
    [6, 'Tables'],
  ] as const) {
    await window.press(`Alt+Shift+Digit${digit}`);
    await expect(views.getByRole('tab', { name: view })).toHaveAttribute('aria-selected', 'true');
  }
  await window.press('Alt+Shift+Digit1');
  for (const [digit, level] of [
    [1, 'Figure'],
    [2, 'Rights'],
    [3, 'Queues'],
    [4, 'All'],
  ] as const) {
    await window.press(`Shift+Digit${digit}`);
    await expect(page.getByRole('radio', { name: level, exact: true })).toBeChecked();
  }
  const toggles = async (key: string, pane: ReturnType<typeof page.locator>): Promise<void> => {
    const before = await pane.isVisible();
    await window.press(key);
    await expect(pane).toBeVisible({ visible: !before });
    await window.press(key);
    await expect(pane).toBeVisible({ visible: before });
  };
  await toggles('Control+b', page.locator('[data-program=hello]'));
  await toggles('Control+i', page.getByTestId('inspector'));
  await toggles('c', page.locator('[data-region=strip]'));
});

test('looks and words', async ({ window }) => {
  const { page } = window;
  const root = page.locator('html');
  const theme = await root.getAttribute('data-theme');
  await window.press('Shift+t');
  await expect(root).not.toHaveAttribute('data-theme', theme ?? '');
  const muted = (): Promise<unknown> =>
    page.evaluate(() => (JSON.parse(localStorage.getItem('machlab.settings') ?? '{}') as { muted?: unknown }).muted);
  const before = await muted();
  await window.press('m');
  await expect.poll(muted).not.toBe(before);
  await window.press('m');
  await taskSelected(window);
  await window.press('Shift+?');
  await expect(page.getByTestId('spoken')).toContainText('Selected:');
  const speed = (): Promise<string> => page.locator('.speed [aria-checked=true]').innerText();
  const normal = await speed();
  await window.press('Control+Alt+]');
  await expect.poll(speed).not.toBe(normal);
  await window.press('Control+Alt+[');
  await expect.poll(speed).toBe(normal);
});

test('what is selected', async ({ window }) => {
  const { page } = window;
  await taskSelected(window);
  const title = page.getByTestId('inspector').locator('h2, h3').first();
  const first = await title.innerText();
  await page.locator('[data-cell="2:0"]').click();
  await expect(title).not.toHaveText(first);
  await page.getByRole('region', { name: 'What just happened' }).click(); // away from the table, which has keys of its own
  await window.press('Backspace');
  await expect(title).toHaveText(first);
  await window.press('Shift+Backspace');
  await expect(title).not.toHaveText(first);
  await window.press('i');
  const pin = page.locator('[data-action=pin]');
  await expect(pin).toHaveAttribute('aria-pressed', 'true');
  await window.press('i');
  await expect(pin).not.toHaveAttribute('aria-pressed', 'true');
  await window.press('f');
  await expect(page.getByLabel('Filter every view')).toHaveValue(/\w/);
  await page.getByLabel('Filter every view').fill('');
  await window.show('Graph');
  await page.getByRole('region', { name: 'What just happened' }).click();
  await window.press('t');
  await expect(page.getByRole('tab', { name: 'Tables' })).toHaveAttribute('aria-selected', 'true');
  await window.press('x');
  await expect(page.getByRole('dialog')).toBeVisible();
  await window.press('Escape');
});

test('time, by what is selected and by marks', async ({ window }) => {
  const { page } = window;
  await taskSelected(window);
  await page.getByRole('region', { name: 'What just happened' }).click();
  await window.goTo(300);
  await window.press('n');
  await expect.poll(() => window.cursor()).toBeGreaterThan(300);
  const later = await window.cursor();
  await window.press('p');
  await expect.poll(() => window.cursor()).toBeLessThan(later);
  await window.goTo(300);
  await window.press('Shift+ArrowRight');
  await expect.poll(() => window.cursor()).toBeGreaterThan(300);
  const message = await window.cursor();
  await window.press('Shift+ArrowLeft');
  await expect.poll(() => window.cursor()).toBeLessThan(message);
  await window.press('Shift+m');
  await expect(page.getByRole('dialog')).toBeVisible();
  await window.press('Escape');
  await window.press('Shift+n');
  await expect(page.getByRole('dialog')).toBeVisible();
  await window.press('Escape');
});

test('the gate: who is next, by number', async ({ window }) => {
  const { page } = window;
  await window.stopAt('type:trap task:rights');
  await window.run('rights');
  await expect(window.toasts).toContainText('Stopped at');
  await window.toLive();
  const chips = page.getByTestId('gate').getByRole('button');
  await expect(chips.first()).toBeVisible();
  await page.getByRole('region', { name: 'What just happened' }).click();
  await window.press('g');
  await expect(chips.first()).toBeFocused();
  const before = await window.cursor();
  await window.press('1');
  await expect.poll(() => window.cursor()).toBeGreaterThan(before);
});

test('the tour begins by its key', async ({ window }) => {
  await window.press('Shift+g');
  await expect(window.page.getByTestId('tour-next')).toBeVisible();
});

test('marks, the messages at the edge, and where a right comes from', async ({ window }) => {
  const { page } = window;
  await window.stopAt('type:notified id:72');
  await window.run('crash');
  await expect(window.toasts).toContainText('Stopped at');
  await window.press('F8');
  await expect(window.toasts.getByRole('button').first()).toBeFocused();
  await window.toLive();
  await expect(window.position).toContainText('live · paused');
  const end = await window.cursor();

  const away = page.getByRole('region', { name: 'What just happened' });
  await away.click();
  await window.press('Home', 'PageDown');
  await expect.poll(() => window.cursor()).toBeGreaterThan(0);
  const first = await window.cursor();
  expect(await window.sentence.innerText()).toMatch(/told|tells|notice|full|places|ended|dead|Stopped|breakpoint/i);
  await window.step('PageDown');
  expect(await window.cursor()).toBeGreaterThan(first);
  await window.step('PageUp');
  expect(await window.cursor()).toBe(first);

  await window.toLive();
  await window.table('Rights');
  const row = (await window.rows()).find(({ cells }) => cells[3] === 'dead name')!;
  await page.locator(`[data-key="${row.key}"] [data-cell]`).first().click();
  await away.click();
  await window.press('o');
  await expect.poll(() => window.cursor()).toBeLessThan(end);
  // Before its origin the right was not there, after it something of it is.
  expect(await window.sentence.innerText()).toMatch(/port|right/);
});

test('a program that is restarted runs again in another process', async ({ window }) => {
  const { page } = window;
  const tasks = async (program: string): Promise<readonly (readonly string[])[]> =>
    (await window.rows()).map(({ cells }) => cells).filter(([task]) => task === program);
  await window.run('rights');
  await window.table('Tasks');
  await expect.poll(async () => (await tasks('rights')).length).toBe(1);
  const [[, , pid] = []] = await tasks('rights');
  await page.locator('[role=grid] .row', { hasText: 'rights' }).locator('[data-cell]').first().click();
  await page.getByRole('region', { name: 'What just happened' }).click();
  await window.press('r');
  await expect.poll(async () => (await tasks('rights')).length).toBe(2);
  await expect.poll(async () => (await tasks('rights')).some(([, , other]) => Number(other) > 0 && other !== pid)).toBe(true);
});

test('the graph is made larger, smaller and fitted, and the strip where the keyboard is in it', async ({ window }) => {
  const { page } = window;
  await page.locator('[data-action=runPause]').first().click();
  await window.show('Graph');
  const band = page.locator('section.main .graph-band');
  const height = async (): Promise<number> => (await band.boundingBox())!.height;
  await expect.poll(height).toBeGreaterThan(0);
  await window.press('0');
  await page.waitForTimeout(200);
  const fitted = await height();
  await window.press('Shift++');
  await expect.poll(height).toBeGreaterThan(fitted * 1.2);
  await window.press('-', '-');
  await expect.poll(height).toBeLessThan(fitted * 0.9);
  await window.press('0');
  await expect.poll(height).toBeCloseTo(fitted, 0);

  const strip = page.locator('section.strip');
  /** Pixels an event of the sequence that stands below the graph. */
  const pitch = (): Promise<number> =>
    strip.locator('text.number').evaluateAll((texts) => {
      const [a, b] = [texts[0]!, texts.at(-1)!].map((text) => [Number(text.getAttribute('x')), Number(text.textContent)] as const);
      return (b![0] - a![0]) / (b![1] - a![1]);
    });
  const before = await pitch();
  await strip.focus();
  await window.press('Shift++');
  await expect.poll(pitch).toBeCloseTo(before * 1.25, 1);
  expect(await height()).toBeCloseTo(fitted, 0);
});

test('no action with a key is without a check', () => {
  const unchecked = WITH_KEYS.filter((action) => !HERE.has(action) && !(action in ELSEWHERE));
  expect(unchecked).toEqual([]);
});
