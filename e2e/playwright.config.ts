import { defineConfig } from '@playwright/test';
import { browserPath } from './browser.ts';
import type { Options } from './window.ts';

/** What both editions have to show, written once. */
const SHARED = ['transfer', 'crash', 'queue', 'browserView', 'quit'].map((name) => `${name}.spec.ts`);

/** The window of a real system in a real browser, one system at a time: they measure and kill only their own. */
export default defineConfig<object, Options>({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  outputDir: 'report/artefacts',
  workers: 1,
  fullyParallel: false,
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  // The JSON report goes where `PLAYWRIGHT_JSON_OUTPUT_FILE` says.
  reporter: process.env['PLAYWRIGHT_JSON_OUTPUT_FILE'] === undefined ? [['list']] : [['list'], ['json']],
  // `electron` runs where its program is, and is told as skipped where it is not.
  projects: [
    { name: 'chromium', testIgnore: 'electron/**' },
    { name: 'electron', testMatch: ['electron/**/*.spec.ts', ...SHARED], use: { edition: 'desktop' } },
    { name: 'pictures', testMatch: 'pictures.ts' },
  ],
  use: {
    viewport: { width: 1440, height: 1100 },
    permissions: ['clipboard-read', 'clipboard-write'],
    locale: 'en-GB',
    actionTimeout: 15_000,
    screenshot: 'only-on-failure',
    launchOptions: { args: ['--no-sandbox'], ...(browserPath === null ? {} : { executablePath: browserPath }) },
  },
});
