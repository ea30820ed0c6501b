import { AxeBuilder } from '@axe-core/playwright';
import type { Locator } from '@playwright/test';
import { lives, status } from './processes.ts';
import { expect, test, Window } from './window.ts';

/** The Browser view, as a person uses it. Processes are counted with the operating system. */
class Pages {
  readonly #window: Window;
  constructor(window: Window) {
    this.#window = window;
  }

  get page(): Window['page'] {
    return this.#window.page;
  }

  async open(...addresses: string[]): Promise<void> {
    await this.#window.show('Browser');
    for (const address of addresses) {
      const before = await this.tabs.count();
      await this.page.getByTestId('new-tab').click();
      await expect(this.tabs).toHaveCount(before + 1);
      await this.page.getByTestId('address').fill(address);
      await this.page.keyboard.press('Enter');
      await expect(this.page.getByTestId('address')).toHaveValue(`lab://${address}/`);
      await expect(this.front).toHaveAttribute('data-state', '2');
      await expect(this.surface).toHaveAttribute('data-fits', 'true');
    }
  }

  get tabs(): Locator {
    return this.page.getByRole('tablist', { name: 'Tabs of the browser' }).getByRole('tab');
  }
  get front(): Locator {
    return this.page.getByRole('tablist', { name: 'Tabs of the browser' }).locator('[aria-selected=true]');
  }
  tab(title: string): Locator {
    return this.tabs.filter({ hasText: title });
  }
  get twin(): Locator {
    return this.page.getByTestId('twin');
  }
  get surface(): Locator {
    return this.page.getByTestId('page');
  }
  row(name: string): Locator {
    return this.page.getByTestId('browser-processes').locator('tbody tr').filter({ hasText: name });
  }

  async pidOf(name: string): Promise<number> {
    const cell = this.row(name).filter({ hasText: 'running' }).locator('td').first();
    await expect(cell).toHaveText(/^\d+$/);
    return Number(await cell.innerText());
  }

  async breakIt(name: string, way: string): Promise<void> {
    await this.row(name).filter({ hasText: 'running' }).getByTestId('break').click();
    await this.page.locator(`[data-way="${way}"]`).click();
  }
}

test('sites are painted by processes of their own; one that is killed leaves a sad tab, and nothing else changes', async ({ window }) => {
  const pages = new Pages(window);
  await pages.open('clock', 'counter', 'aquarium');
  const names = ['lab://clock', 'lab://counter', 'lab://aquarium', 'machlab/aquarium'];
  const pids = await Promise.all(names.map((name) => pages.pidOf(name)));
  expect(new Set(pids).size).toBe(4);
  for (const pid of pids) expect([lives(pid), status(pid, 'Seccomp'), status(pid, 'NoNewPrivs')]).toEqual([true, '2', '1']);

  process.kill(pids[1]!, 'SIGKILL');
  await expect(pages.tab('Counter')).toHaveAttribute('data-state', '3');
  await pages.tab('Counter').click();
  await expect(pages.page.getByTestId('tab-crashed')).toContainText('Signal 9');
  expect(pids.map(lives)).toEqual([true, false, true, true]);
  expect(await Promise.all([names[0]!, names[2]!, names[3]!].map((name) => pages.pidOf(name)))).toEqual([pids[0], pids[2], pids[3]]);

  // The clock of the other site goes on.
  await pages.tab('Clock').click();
  const ticks = async (): Promise<number> => Number(/(\d+) ticks/.exec(await pages.twin.innerText())?.[1] ?? '-1');
  await expect.poll(ticks).toBeGreaterThan(0);
  const before = await ticks();
  await expect.poll(ticks).toBeGreaterThan(before);

  // A reload makes another process.
  await pages.tab('Counter').click();
  await pages.page.getByRole('button', { name: 'Reload in a new process' }).click();
  await expect(pages.tab('Counter')).toHaveAttribute('data-state', '2');
  await expect.poll(() => pages.pidOf('lab://counter')).not.toBe(pids[1]);
});

test('pointer and keyboard reach the page, and what it was can be seen at any earlier moment', async ({ window }) => {
  const pages = new Pages(window);
  await pages.open('counter');
  const box = pages.twin.getByLabel('+1');
  const number = async (): Promise<string> => (await pages.twin.locator('[data-role]').allInnerTexts()).join(' ');
  await expect.poll(number).toMatch(/\b0\b/);
  const at = (await box.boundingBox())!;
  await pages.page.mouse.click(at.x + at.width / 2, at.y + at.height / 2);
  await expect.poll(number).toMatch(/\b1\b/);
  const one = await window.cursor();
  await box.focus(); // and without a pointer
  await pages.page.keyboard.press('Enter');
  await expect.poll(number).toMatch(/\b2\b/);

  await window.goTo(one);
  await expect.poll(number).toMatch(/\b1\b/);
  await expect(pages.page.getByTestId('input-off')).toContainText('past');
  await pages.page.mouse.click(at.x + at.width / 2, at.y + at.height / 2);
  await pages.page.getByRole('button', { name: 'To the live edge' }).click();
  await expect.poll(number).toMatch(/\b2\b/);
});

test('a page in an endless loop is found out, the others go on, and ending it works', async ({ window }) => {
  const pages = new Pages(window);
  await pages.open('clock', 'counter');
  await pages.breakIt('lab://counter', 'loop');
  await expect(pages.tab('Counter')).toHaveAttribute('data-state', '4');
  await expect(pages.page.getByTestId('tab-silent')).toContainText('does not answer');
  await pages.tab('Clock').click();
  const text = await pages.twin.innerText();
  await expect.poll(() => pages.twin.innerText()).not.toBe(text);
  await pages.tab('Counter').click();
  await pages.page.getByRole('button', { name: 'End its process' }).click();
  await expect(pages.tab('Counter')).toHaveAttribute('data-state', '3');
});

test('a plug-in that ends takes its rectangle with it and no more; the browser comes back with its tabs', async ({ window }) => {
  const pages = new Pages(window);
  await pages.open('aquarium');
  const plugin = await pages.pidOf('machlab/aquarium');
  const page = await pages.pidOf('lab://aquarium');
  await pages.breakIt('machlab/aquarium', 'abort');
  await expect(pages.page.getByTestId('plugin-gone')).toBeVisible();
  expect([lives(plugin), lives(page)]).toEqual([false, true]);

  const browser = await pages.pidOf('Browser');
  await pages.breakIt('Browser', 'kill');
  await expect.poll(() => lives(browser)).toBe(false);
  await pages.page.getByTestId('new-tab').click();
  await expect(pages.tab('Aquarium')).toHaveAttribute('data-state', '2');
  await expect.poll(() => pages.pidOf('Browser')).not.toBe(browser);
});

test('a window that may only look sees the pages and cannot touch them', async ({ window, system, context }) => {
  const pages = new Pages(window);
  await pages.open('counter');
  const other = new Window(await context.browser()!.newPage());
  await other.open(await system.anotherLink('--read-only'));
  const theirs = new Pages(other);
  await other.show('Browser');
  await expect(theirs.twin).toContainText('Counter');
  await expect(theirs.page.getByTestId('input-off')).toContainText('only look');
  await expect(theirs.page.getByTestId('address')).toBeDisabled();
  await expect(theirs.page.getByTestId('new-tab')).toBeDisabled();
  const box = (await theirs.twin.getByLabel('+1').boundingBox())!;
  await theirs.page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  await other.page.close();
  await expect(pages.twin).toContainText('Counter0');
});

test('all in one process, the same crash takes everything', async ({ window }) => {
  const pages = new Pages(window);
  await window.show('Browser');
  await pages.page.getByRole('radio', { name: 'One process' }).click();
  await pages.open('clock', 'counter', 'aquarium');
  const names = ['Browser', 'lab://clock', 'lab://counter', 'lab://aquarium'];
  const pids = await Promise.all(names.map((name) => pages.pidOf(name)));
  expect(new Set(pids).size).toBe(1);
  expect([lives(pids[0]!), status(pids[0]!, 'Seccomp')]).toEqual([true, '2']);
  await pages.breakIt('lab://counter', 'abort');
  await expect.poll(() => lives(pids[0]!)).toBe(false);
  // The next message starts it again, with its tabs and another process.
  await pages.page.getByTestId('new-tab').click();
  await expect(pages.tab('Clock')).toHaveAttribute('data-state', '2');
  await expect.poll(() => pages.pidOf('Browser')).not.toBe(pids[0]);
});

test('both ways are put side by side, measured with the same crash', async ({ window }) => {
  const { page } = window;
  await window.show('Browser');
  await page.getByTestId('compare-open').click();
  await page.getByTestId('compare-run').click();
  const figure = async (name: string): Promise<string[]> => page.locator(`[data-figure=${name}] td`).allInnerTexts();
  await expect(page.getByTestId('compared-pages')).toBeVisible({ timeout: 60_000 });
  const [many, one] = await figure('processes');
  expect([Number(many), Number(one)]).toEqual([6, 1]);
  expect(await figure('tasksEnded')).toEqual(['1', '6']);
  const [went, gone] = await figure('survived');
  expect(went).toContain('clock');
  expect(gone).toBe('nothing');
});

test('a page that tries to break out is refused each time, and says by whom', async ({ window }) => {
  const pages = new Pages(window);
  await pages.open('escape');
  await expect(pages.twin).toContainText('Fetch from another site: no, the browser');
  const pid = await pages.pidOf('lab://escape');
  expect([status(pid, 'Seccomp'), status(pid, 'NoNewPrivs')]).toEqual(['2', '1']);
  const said = await pages.twin.locator('p').allInnerTexts();
  const verdicts = said.filter((text) => text.includes(': '));
  expect(verdicts.filter((text) => !/: no, (Node’s permissions|the system’s filter|the browser|the kernel)/.test(text))).toEqual([]);
});

test('what a page writes is on the console of its tab, as it was at the cursor', async ({ window }) => {
  const pages = new Pages(window);
  await pages.open('counter');
  const before = await window.cursor();
  await pages.page.getByTestId('address').fill('escape');
  await pages.page.keyboard.press('Enter');
  const drawer = pages.page.getByTestId('console');
  await drawer.locator('summary').click();
  const lines = drawer.getByRole('log').locator('li');
  await expect(lines.filter({ hasText: 'Read /etc/passwd: no,' })).toHaveCount(1);
  await expect(lines.last()).toHaveText(/(\d+) of \1 refused/);

  await window.goTo(before);
  await expect(lines).toHaveCount(0);
  await expect(drawer).toContainText('Nothing was written');
});

test('a renderer that makes a deadly system call is ended by its filter, and its tab says so', async ({ window }) => {
  const pages = new Pages(window);
  await pages.open('counter');
  const pid = await pages.pidOf('lab://counter');
  await pages.breakIt('lab://counter', 'syscall');
  await expect(pages.page.getByTestId('tab-crashed')).toContainText('Signal 31');
  expect(lives(pid)).toBe(false);
});

for (const way of ['abort', 'stack', 'memory', 'exit', 'segv', 'terminate'])
  test(`a renderer broken by ${way} is gone from the operating system, and its tab says so`, async ({ window }) => {
    const pages = new Pages(window);
    await pages.open('counter');
    const pid = await pages.pidOf('lab://counter');
    await pages.breakIt('lab://counter', way);
    await expect(pages.tab('Counter')).toHaveAttribute('data-state', '3');
    await expect(pages.page.getByTestId('tab-crashed')).toBeVisible();
    expect(lives(pid)).toBe(false);
  });

for (const theme of ['light', 'dark', 'hc'])
  test.describe(theme, () => {
    test.use({ settings: { theme, motion: 'reduced' } });

    test('axe finds nothing in pages, whole and ended', async ({ window }) => {
      const { page } = window;
      const pages = new Pages(window);
      await pages.open('counter', 'aquarium');
      await page.getByRole('radio', { name: 'All tabs' }).click();
      await pages.breakIt('lab://counter', 'kill');
      await expect(page.getByTestId('tab-crashed')).toBeVisible();
      // Without a page of its own to put its results together in, which the desktop edition would not open.
      const { violations } = await new AxeBuilder({ page }).setLegacyMode().include('[data-testid=browser]').analyze();
      expect(violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id} ${html}`))).toEqual([]);
    });
  });
