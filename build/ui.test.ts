import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildUi, uiIsFresh } from './ui.ts';

describe('the window’s build', () => {
  let root = '';
  const write = (path: string, text: string): void => {
    const whole = join(root, path);
    mkdirSync(dirname(whole), { recursive: true });
    writeFileSync(whole, text);
    utimesSync(whole, new Date('2026-01-01T00:00:00Z'), new Date('2026-01-01T00:00:00Z'));
  };

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'window '));
    write('package.json', '{"type": "module"}');
    write('renderer/index.html', '<script type="module" src="./main.js"></script>');
    write('renderer/main.js', 'console.log(1);');
    write('renderer/vite.config.ts', `export default { root: import.meta.dirname, build: { outDir: '../dist/renderer' } };`);
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it('is stale until it is built, and again when a source changes, comes or goes', async () => {
    expect(uiIsFresh(root)).toBe(false);
    await buildUi(root);
    expect(uiIsFresh(root)).toBe(true);
    write('renderer/main.js', 'console.log(12);');
    expect(uiIsFresh(root)).toBe(false);
    await buildUi(root);
    write('kernel/trace/new.ts', 'export const x = 1;');
    expect(uiIsFresh(root)).toBe(false);
  });

  it('does not mind tests', async () => {
    await buildUi(root);
    write('renderer/main.test.ts', 'export {};');
    expect(uiIsFresh(root)).toBe(true);
    rmSync(join(root, 'dist/renderer/index.html'));
    expect(uiIsFresh(root)).toBe(false);
  });
});
