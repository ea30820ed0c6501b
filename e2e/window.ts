import { expect, test as base } from '@playwright/test';
import type { Browser, Locator, Page } from '@playwright/test';
import { browserPath } from './browser.ts';
import { DesktopSystem } from './electron/system.ts';
import { TestSystem, type System } from './system.ts';

/** One row of a table: its key and the text of each cell, without what was there before the step. */
export interface Row {
  readonly key: string;
  readonly cells: readonly string[];
}

/** The window, as a person uses it. */
export class Window {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  /** Opens the window; `welcomed`: past the first page. */
  async open(link: string, settings: Readonly<Record<string, unknown>> = {}): Promise<void> {
    await this.page.addInitScript(
      (stored) => {
        if (localStorage.getItem('machlab.settings') === null) localStorage.setItem('machlab.settings', JSON.stringify(stored));
      },
      { welcomed: true, theme: 'light', language: 'en', ...settings },
    );
    await this.page.goto(link);
    await expect(this.position).toContainText(/#\d+/);
  }

  get position(): Locator {
    return this.page.getByTestId('position');
  }
  get sentence(): Locator {
    return this.page.getByTestId('sentence');
  }

  /** Messages about what happened by itself. */
  get toasts(): Locator {
    return this.page.getByRole('region', { name: 'Messages' });
  }

  /** The number of the event at the cursor. */
  async cursor(): Promise<number> {
    const text = await this.position.locator('b').innerText();
    return Number(text.slice(1));
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** Presses a key that moves the cursor and waits until it has moved; back from an edge that itself moves on, it may end where it was read. */
  async step(key = 'l'): Promise<number> {
    const before = await this.position.innerText();
    await this.page.keyboard.press(key);
    await expect(this.position).not.toHaveText(before, { useInnerText: true });
    return this.cursor();
  }

  /** To the last event there is; a step that was under way may lead away from it once more. */
  async toLive(): Promise<void> {
    await expect(async () => {
      if (!(await this.position.innerText()).includes('live ·')) await this.page.locator('.transport [data-action=live]').click();
      await expect(this.position).toContainText('live ·', { timeout: 1000 });
    }).toPass();
  }

  async goTo(seq: number): Promise<void> {
    await this.press('Control+g');
    await this.page.getByTestId('go-to').fill(String(seq));
    await this.press('Enter');
    await expect.poll(() => this.cursor()).toBe(seq);
  }

  async show(view: 'Graph' | 'Sequence' | 'Browser' | 'Scheduler' | 'Files' | 'Tables'): Promise<void> {
    await this.page.getByRole('tablist', { name: 'Views' }).getByRole('tab', { name: view }).click();
  }

  async table(name: string): Promise<void> {
    await this.show('Tables');
    await this.page.getByRole('tablist', { name: 'Tables' }).getByRole('tab', { name }).click();
    await expect(this.page.getByRole('grid', { name })).toBeVisible();
  }

  /** The rows of the table that is shown, at the cursor where it stands still; with the viewport of these tests all fit. */
  async rows(): Promise<Row[]> {
    await this.page.waitForFunction(() => {
      const position = document.querySelector<HTMLElement>('[data-testid=position]')?.innerText ?? '';
      return (
        position.includes('running') || position.startsWith(`#${document.querySelector<HTMLElement>('[data-testid=tables]')?.dataset.at}\n`)
      );
    });
    return this.page.locator('[role=grid] .row').evaluateAll((rows) =>
      rows
        .map((row) => ({
          index: Number(row.getAttribute('aria-rowindex')),
          key: row.getAttribute('data-key') ?? '',
          cells: [...row.querySelectorAll('[data-cell] > span.cut')].map((cell) => cell.textContent ?? ''),
        }))
        .sort((a, b) => a.index - b.index)
        .map(({ key, cells }) => ({ key, cells })),
    );
  }

  /** Runs a bundled program from the left pane. */
  async run(program: string): Promise<void> {
    await this.page.locator(`[data-program="${program}"]`).click();
  }

  /** Pauses at the first event that fits, by a breakpoint that goes off once. */
  async stopAt(condition: string): Promise<void> {
    await this.press('Shift+b');
    const dialog = this.page.getByTestId('dialog');
    await dialog.getByLabel('Condition').fill(condition);
    await dialog.getByLabel('once').first().check();
    await dialog.getByRole('button', { name: 'Add' }).click();
    await expect(dialog.getByTestId('breakpoints')).toContainText(condition);
    await this.press('Escape');
    await expect(dialog).toBeHidden();
  }
}

export interface Options {
  /** Which edition the tests of a project are of. */
  readonly edition: 'browser' | 'desktop';
}

interface Fixtures {
  readonly system: System;
  /** What a person has set before the window opens. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly window: Window;
  /** What the page has complained about; empty at the end of every test. */
  readonly complaints: string[];
}

interface WorkerFixtures extends Options {
  /** Starts Chromium when somebody first asks for it: the desktop edition has its own. */
  readonly chromium: () => Promise<Browser>;
}

/** Each test has a system and a window of its own, in the edition of its project; a warning or error on the console fails it. */
export const test = base.extend<Fixtures, WorkerFixtures>({
  edition: ['browser', { scope: 'worker', option: true }],
  settings: [{}, { option: true }],
  chromium: [
    async ({ playwright }, use) => {
      let browser: Promise<Browser> | undefined;
      await use(() => (browser ??= playwright.chromium.launch()));
      await (await browser)?.close();
    },
    { scope: 'worker' },
  ],
  system: async ({ edition, viewport }, use) => {
    const system = edition === 'desktop' ? await DesktopSystem.start(viewport!) : new TestSystem();
    await use(system);
    await system.end();
  },
  context: async ({ system, chromium }, use) => {
    if (system instanceof DesktopSystem) return use(system.application.context());
    test.skip(browserPath === null, 'there is no Chromium here: install one, or run npx playwright install chromium');
    const context = await (await chromium()).newContext();
    await use(context);
    await context.close();
  },
  page: async ({ system, context }, use) => use(system instanceof DesktopSystem ? system.page : await context.newPage()),
  complaints: async ({ page }, use) => {
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    await use(complaints);
    expect(complaints).toEqual([]);
  },
  window: async ({ page, system, settings, complaints: _ }, use) => {
    const window = new Window(page);
    await window.open(await system.link(), settings);
    await use(window);
  },
});

export { expect };
