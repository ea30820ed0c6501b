import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, type ElectronApplication, type Page, test } from '@playwright/test';
import type { System } from '../system.ts';
import { electronProgram } from './program.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The desktop edition. Chromium's sandbox is on, as it is for everybody. */
export class DesktopSystem implements System {
  readonly data: string;
  readonly application: ElectronApplication;
  /** Its one window. */
  readonly page: Page;

  private constructor(data: string, application: ElectronApplication, page: Page) {
    this.data = data;
    this.application = application;
    this.page = page;
  }

  /** Skips the test where Electron's program is not. */
  static async start(viewport: { readonly width: number; readonly height: number }): Promise<DesktopSystem> {
    const program = electronProgram();
    test.skip(program === undefined, 'Electron’s program is not here: npm run electron:install fetches it');
    const data = mkdtempSync(join(tmpdir(), 'machlab desktop '));
    const application = await _electron.launch({
      executablePath: program!,
      args: [join(ROOT, 'dist', 'electron', 'main.mjs')],
      env: { ...process.env, MACHLAB_DATA: data } as Record<string, string>,
      chromiumSandbox: true,
    });
    const page = await application.firstWindow();
    // A test that loads the page anew cuts nothing short: a first load that ends badly would be the end of the application.
    await page.waitForLoadState();
    await page.getByTestId('start-tour').waitFor();
    await page.setViewportSize(viewport);
    return new DesktopSystem(data, application, page);
  }

  get pid(): number {
    return this.application.process().pid!;
  }

  link(): Promise<string> {
    return Promise.resolve('machlab://app/index.html');
  }

  anotherLink(): Promise<string> {
    test.skip(true, 'the desktop edition has one window and gives no links');
    return Promise.reject(new Error('skipped'));
  }

  sessions(): string[] {
    return readdirSync(join(this.data, 'sessions'));
  }

  kill(): void {
    this.application.process().kill('SIGKILL');
  }

  async stop(): Promise<void> {
    const { exitCode, signalCode } = this.application.process();
    if (exitCode === null && signalCode === null) await this.application.close();
  }

  async end(): Promise<void> {
    await this.stop();
    rmSync(this.data, { recursive: true, force: true });
  }
}
