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
  'nextOfSelection',
  'note',
  'openInTables',
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
  'slower',
  'strip',
  'theme',
  'tour',
  'unstepMessage',
  'viewBrowser',
  'viewFiles',
  'viewGraph',
  'viewScheduler',
  'viewSequence',
  'viewTables',
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

test('no action with a key is without a check, but for a few', () => {
  const unchecked = WITH_KEYS.filter((action) => !HERE.has(action) && !(action in ELSEWHERE));
  // Zooming, marks, origin, restarting a task and messages by F8 change what other specs look at in passing.
  expect(unchecked.toSorted()).toEqual(['nextMark', 'origin', 'restartTask', 'toasts', 'zoomFit', 'zoomIn', 'zoomOut']);
});
