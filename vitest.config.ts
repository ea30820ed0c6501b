import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { ReportWithReasons } from './build/vitest-report.ts';

const rooms = ['kernel', 'services', 'labs', 'host', 'electron', 'renderer', 'build', 'bench'];
const named = (pattern: string): string[] => rooms.map((room) => `${room}/**/${pattern}`);
const neverHere = ['**/node_modules/**', '**/dist/**'];
const integration = named('*.integration.test.ts');
const sandbox = named('*.sandbox.test.ts');

const alias = { machlab: fileURLToPath(new URL('services/runtime/machlab.ts', import.meta.url)) };

/** Tests that start real processes run one file after another, so that they measure and kill only their own. */
const realProcesses = { fileParallelism: false, testTimeout: 60_000, hookTimeout: 60_000, pool: 'forks' } as const;

/** Where `npm test` wants the report of this run; without it a run reports to the terminal only. */
const outputFile = process.env['MACHLAB_REPORT'];

export default defineConfig({
  test: {
    passWithNoTests: true,
    reporters: outputFile === undefined ? ['default'] : ['default', new ReportWithReasons({ outputFile })],
    projects: [
      {
        resolve: { alias },
        test: { name: 'unit', include: named('*.test.ts'), exclude: [...neverHere, ...integration, ...sandbox], testTimeout: 120_000 },
      },
      { resolve: { alias }, test: { name: 'integration', include: integration, exclude: neverHere, ...realProcesses } },
      { resolve: { alias }, test: { name: 'sandbox', include: sandbox, exclude: neverHere, ...realProcesses } },
    ],
  },
});
