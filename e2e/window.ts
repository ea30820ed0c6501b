import { expect, test as base } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { browserPath } from './browser.ts';
import { TestSystem } from './system.ts';

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

  /** To the last event there is. */
  async toLive(): Promise<void> {
    if (!(await this.position.innerText()).includes('live ·')) await this.page.locator('.transport [data-action=live]').click();
    await expect(this.position).toContainText('live ·');
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

interface Fixtures {
  readonly system: TestSystem;
  readonly window: Window;
  /** What the page has complained about; empty at the end of every test. */
  readonly complaints: string[];
}

/** Each test has a system and a window of its own; a warning or error on the console fails it. */
export const test = base.extend<Fixtures>({
  system: async ({}, use) => {
    const system = new TestSystem();
    await use(system);
    await system.end();
  },
  complaints: async ({ page }, use) => {
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    await use(complaints);
    expect(complaints).toEqual([]);
  },
  window: async ({ page, system, complaints: _ }, use) => {
    const window = new Window(page);
    await window.open(await system.link());
    await use(window);
  },
});

test.skip(() => browserPath === null, 'there is no Chromium here: install one, or run npx playwright install chromium');

export { expect };
