import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bundle, bundlesOf, isFresh } from './bundle.ts';

/** A time well before the build, as sources have that nobody is writing at this moment. */
const EARLIER = new Date('2026-01-01T00:00:00Z');

describe('the bundler', () => {
  let root = '';

  const write = (path: string, text: string, changed = EARLIER): void => {
    const whole = join(root, path);
    mkdirSync(dirname(whole), { recursive: true });
    writeFileSync(whole, text);
    utimesSync(whole, changed, changed);
  };
  const read = (path: string): string => readFileSync(join(root, path), 'utf8');

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'bündle of files '));
    write('package.json', '{"type": "module"}');
    write('kernel/abi/codes.ts', 'export const KERN_SUCCESS: number = 7531;');
    write('kernel/main.ts', "import { KERN_SUCCESS } from './abi/codes.ts'; console.log(KERN_SUCCESS);");
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it('makes a bundle for each entry that exists and for each service with a main file', async () => {
    write('services/file/main.ts', "import { serve } from 'machlab'; serve();");
    write('services/catalogue.ts', 'export const CATALOGUE = [];');
    write('services/runtime/main.ts', 'export const runtime = 1;');
    expect(await bundle(root)).toEqual(['dist/kernel.mjs', 'dist/runtime.mjs', 'dist/services/file.mjs']);
    expect(read('dist/kernel.mjs')).toContain('7531');
    expect(JSON.parse(read('dist/kernel.mjs.map')).sources).toContain('../kernel/abi/codes.ts');
  });

  it("leaves a service's import of the runtime's door as it is", async () => {
    write('services/file/main.ts', "import { serve } from 'machlab'; serve();");
    await bundle(root);
    expect(read('dist/services/file.mjs')).toMatch(/import \{ serve \} from "machlab"/);
  });

  it('has nothing to do until a source, a bundle or the set of entries changes', async () => {
    expect(isFresh(root)).toBe(false);
    await bundle(root);
    expect(isFresh(root)).toBe(true);

    write('kernel/abi/codes.ts', 'export const KERN_SUCCESS: number = 8642;', new Date('2026-02-02T00:00:00Z'));
    expect(isFresh(root)).toBe(false);
    await bundle(root);
    expect(read('dist/kernel.mjs')).toContain('8642');
    expect(isFresh(root)).toBe(true);

    write('services/new/main.ts', 'export const x = 1;');
    expect(isFresh(root)).toBe(false);
    await bundle(root);
    expect(isFresh(root)).toBe(true);

    rmSync(join(root, 'dist/kernel.mjs'));
    expect(isFresh(root)).toBe(false);
  });

  it('does not call a build fresh whose source was written while it ran', async () => {
    write('kernel/main.ts', 'console.log(1);', new Date(Date.now() + 60_000));
    await bundle(root);
    expect(isFresh(root)).toBe(false);
  });

  it('makes nothing out of a folder without sources', () => {
    rmSync(join(root, 'kernel'), { recursive: true });
    expect(bundlesOf(root)).toEqual([]);
  });
});
