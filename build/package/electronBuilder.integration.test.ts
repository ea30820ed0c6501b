import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listPackage } from '@electron/asar';
import { Arch, build, Platform } from 'electron-builder';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeBeside } from './desktop.ts';
import { electronBuilder } from './electronBuilder.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const work = mkdtempSync(join(tmpdir(), 'machlab builder '));

/** What stands before the fuses in Electron's program: https://www.electronjs.org/docs/latest/tutorial/fuses */
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
/** In their order there. */
const FUSES = [
  'runAsNode',
  'enableCookieEncryption',
  'enableNodeOptionsEnvironmentVariable',
  'enableNodeCliInspectArguments',
  'enableEmbeddedAsarIntegrityValidation',
  'onlyLoadAppFromAsar',
  'loadBrowserProcessSpecificV8Snapshot',
  'grantFileProtocolExtraPrivileges',
] as const;
/** A program up to the states of its fuses: version of the fuses, and how many there are. */
const HEAD = `stand-in ${SENTINEL}\u0001${String.fromCodePoint(FUSES.length)}`;
/** Each state the other way round than it has to be; "1" is on. */
const BEFORE = '10110011';

/** In place of Electron's own folder, which cannot be had everywhere: the files that the builder looks for. */
function standIn(): string {
  const folder = join(work, 'electron');
  mkdirSync(join(folder, 'resources'), { recursive: true });
  for (const name of ['electron', 'chrome-sandbox', 'chrome_crashpad_handler', 'LICENSE', 'LICENSES.chromium.html', 'version'])
    writeFileSync(join(folder, name), name === 'electron' ? `${HEAD}${BEFORE} rest` : 'stand-in', { mode: 0o755 });
  return folder;
}

describe.runIf(process.platform === 'linux')('the desktop package', () => {
  beforeAll(async () => {
    writeBeside(ROOT);
    await build({
      projectDir: ROOT,
      targets: Platform.LINUX.createTarget('dir', process.arch === 'arm64' ? Arch.arm64 : Arch.x64),
      config: { ...electronBuilder, electronDist: standIn(), directories: { ...electronBuilder.directories, output: join(work, 'out') } },
      publish: 'never',
    });
  }, 180_000);
  afterAll(() => rmSync(work, { recursive: true, force: true }));

  const resources = (): string => join(work, 'out', globSync('linux*unpacked', { cwd: join(work, 'out') })[0]!, 'resources');

  it('has the shell in its archive and nothing else', () => {
    const files = listPackage(join(resources(), 'app.asar'), { isPack: false }).toSorted();
    expect(files).toEqual(['/dist', '/dist/electron', '/dist/electron/main.mjs', '/dist/electron/preload.cjs', '/package.json']);
  });

  it('has beside it all that runs outside Electron, and no sources, maps or tools', () => {
    const files = globSync('**/*', { cwd: resources(), withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(resources().length + 1));
    for (const needed of [
      'runtime/node',
      'dist/kernel.mjs',
      'dist/runtime.mjs',
      'dist/log.mjs',
      'dist/renderer/index.html',
      'package.json',
      'labs/programs/hello.ts',
    ])
      expect(files).toContain(`machlab/${needed}`);
    for (const service of ['browser', 'file', 'network', 'plugin', 'renderer', 'scheduler', 'single', 'workload'])
      expect(files).toContain(`machlab/dist/services/${service}.mjs`);
    for (const path of ['esbuild/lib/main.js', `@esbuild/linux-${process.arch}/bin/esbuild`])
      expect(files).toContain(`node_modules/${path}`);
    expect(files).toContain('LICENCES.txt');
    expect(files.filter((path) => /\.map$|\.test\.|tsconfig|vitest|playwright|machlab\.mjs|types\//.test(path))).toEqual([]);
    expect(files.filter((path) => path.endsWith('.ts') && !path.startsWith('machlab/labs/'))).toEqual([]);
    expect(readFileSync(join(resources(), 'machlab/runtime/node')).subarray(1, 4).toString()).toBe('ELF');
  });

  it('sets the fuses of the program: no Node in it, nothing but its own archive, and that unchanged', () => {
    const written = readFileSync(join(resources(), '..', 'machlab'), 'utf8');
    const states = written.slice(HEAD.length, HEAD.length + FUSES.length);
    expect(written).toBe(`${HEAD}${states} rest`);
    expect(Object.fromEntries(FUSES.map((fuse, place) => [fuse, states[place] === '1']))).toEqual({
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      loadBrowserProcessSpecificV8Snapshot: false,
      grantFileProtocolExtraPrivileges: false,
    });
  });
});
