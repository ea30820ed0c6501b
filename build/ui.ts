import { existsSync, globSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/** Where the window's sources lie; a change in any of them makes it stale. */
const SOURCES = ['renderer/**/*', 'kernel/{abi,trace}/**/*.ts', 'package.json', 'build/ui.ts'];
const TESTS = ['**/*.test.ts', '**/testing/**'];
const CONFIG = 'renderer/vite.config.ts';
const MADE = 'dist/renderer/index.html';
const RECORD = 'dist/renderer.json';

/** Size and time of change of every source, as one text. */
const stamps = (root: string): string =>
  globSync(SOURCES, { cwd: root, exclude: TESTS })
    .toSorted()
    .flatMap((path) => {
      const found = statSync(join(root, path), { throwIfNoEntry: false });
      return found?.isFile() === true ? [`${path} ${found.size} ${found.mtimeMs}`] : [];
    })
    .join('\n');

/** Whether the window was built from the sources as they are now. */
export const uiIsFresh = (root: string): boolean =>
  existsSync(join(root, MADE)) && existsSync(join(root, RECORD)) && readFileSync(join(root, RECORD), 'utf8') === stamps(root);

/** Builds the window into `dist/renderer`. Errors are thrown by the bundler, with their place. */
export const buildUi = async (root: string): Promise<void> => {
  const { build } = await import('vite');
  const before = stamps(root);
  await build({ configFile: join(root, CONFIG), logLevel: 'warn' });
  const record = join(root, RECORD);
  mkdirSync(dirname(record), { recursive: true });
  writeFileSync(`${record}.${process.pid}`, before);
  renameSync(`${record}.${process.pid}`, record);
};

if (import.meta.main) {
  const { values } = parseArgs({ options: { quiet: { type: 'boolean', default: false }, force: { type: 'boolean', default: false } } });
  const root = fileURLToPath(new URL('..', import.meta.url));
  const say = values.quiet ? (): void => {} : console.log;
  if (!existsSync(join(root, CONFIG)) || (!values.force && uiIsFresh(root))) {
    say('window: nothing has changed');
  } else {
    const startedMs = performance.now();
    try {
      await buildUi(root);
      say(`window: built in ${Math.round(performance.now() - startedMs)} ms`);
    } catch (error) {
      console.error(`window: ${error instanceof Error ? error.message : String(error)}`);
      process.exitCode = 1;
    }
  }
}
