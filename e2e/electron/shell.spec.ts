import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, expect, test as base, type ElectronApplication, type Page } from '@playwright/test';
import { electronProgram } from './program.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const program = electronProgram();

/** The desktop edition with data of its own. Chromium's sandbox is on, as it is for everybody. */
const test = base.extend<{ readonly application: ElectronApplication; readonly page: Page }>({
  application: async ({}, use) => {
    const data = mkdtempSync(join(tmpdir(), 'machlab desktop '));
    const application = await _electron.launch({
      executablePath: program!,
      args: [join(ROOT, 'dist', 'electron', 'main.mjs')],
      env: { ...process.env, MACHLAB_DATA: data } as Record<string, string>,
      chromiumSandbox: true,
    });
    await use(application);
    await application.close();
    rmSync(data, { recursive: true, force: true });
  },
  page: async ({ application }, use) => use(await application.firstWindow()),
});
test.skip(() => program === undefined, 'Electron’s program is not here: npm run electron:install fetches it');

const isAlive = (pid: number): boolean => {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};

test('the window shows the system, in a sandbox and without Node', async ({ application, page }) => {
  await expect(page.getByTestId('position')).toContainText(/#\d+/);
  expect(page.url()).toMatch(/^machlab:\/\/app\//);
  expect(await page.evaluate(() => [typeof globalThis.process, typeof (globalThis as { require?: unknown }).require])).toEqual([
    'undefined',
    'undefined',
  ]);
  const pid = await application.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.webContents.getOSProcessId());
  expect(readFileSync(`/proc/${pid}/status`, 'utf8')).toMatch(/^Seccomp:\s+2$/m);
});

test('a quit ends the kernel and every task', async ({ application, page }) => {
  await expect(page.getByTestId('position')).toContainText(/#\d+/);
  const kernel = Number(/\d+/.exec(await page.getByText(/Kernel process \d+/).innerText())![0]);
  expect(isAlive(kernel)).toBe(true);
  await application.evaluate(({ app }) => app.quit());
  await expect.poll(() => isAlive(kernel)).toBe(false);
});

test('a page cannot go elsewhere or open a window', async ({ application, page }) => {
  await expect(page.getByTestId('position')).toContainText(/#\d+/);
  await page.evaluate(() => void window.open('https://example.org/'));
  await page.evaluate(() => void location.assign('https://example.org/'));
  await expect(page.getByTestId('position')).toBeVisible();
  expect(application.windows()).toHaveLength(1);
});
