import { execFileSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { listPackage } from '@electron/asar';
import { Arch, build, Platform } from 'electron-builder';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { electronIn } from '../../electron/start.ts';
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

/** Libraries that come with every program. */
const OF_LIBC: ReadonlySet<string> = new Set(['libc', 'libdl', 'libm', 'libpthread', 'librt']);
const OWN = process.arch === 'arm64' ? Arch.arm64 : Arch.x64;

/** The application over an Electron's folder. Returns: the folder with the program in it. */
async function pack(electronDist: string, name: string, arch = OWN): Promise<string> {
  writeBeside(ROOT);
  const out = join(work, name);
  const { afterPack, ...plain } = electronBuilder;
  const config = { ...structuredClone(plain), afterPack: afterPack! }; // the builder writes into what it is given
  await build({
    projectDir: ROOT,
    targets: Platform.LINUX.createTarget('dir', arch),
    config: { ...config, electronDist, directories: { ...config.directories, output: out } },
    publish: 'never',
  });
  return join(out, globSync('linux*unpacked', { cwd: out })[0]!);
}

/** Which fuses a program has on. */
function fusesOf(program: Buffer): Record<string, boolean> {
  const at = program.indexOf(SENTINEL) + SENTINEL.length;
  expect([program[at], program[at + 1]]).toEqual([1, FUSES.length]);
  return Object.fromEntries(FUSES.map((fuse, place) => [fuse, program[at + 2 + place] === '1'.charCodeAt(0)]));
}

const WANTED = {
  runAsNode: false,
  enableCookieEncryption: true,
  enableNodeOptionsEnvironmentVariable: false,
  enableNodeCliInspectArguments: false,
  enableEmbeddedAsarIntegrityValidation: true,
  onlyLoadAppFromAsar: true,
  loadBrowserProcessSpecificV8Snapshot: false,
  grantFileProtocolExtraPrivileges: false,
};

describe.runIf(process.platform === 'linux')('the desktop package', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await pack(standIn(), 'out');
  }, 180_000);
  afterAll(() => rmSync(work, { recursive: true, force: true }));

  const resources = (): string => join(folder, 'resources');

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

  it('is not made where npm has not installed the Node of its target', { timeout: 60_000 }, async () => {
    const made = pack(standIn(), 'other', OWN === Arch.x64 ? Arch.arm64 : Arch.x64);
    await expect(made).rejects.toThrow(
      /^npm has not installed the Node of the target, which belongs into \S.*runtime: package on a machine/,
    );
  });

  it.each(['deb', 'rpm'] as const)(
    'asks as %s for the libraries that its Node is linked against and that a system may not have',
    (kind) => {
      const linked = execFileSync('ldd', [join(folder, 'resources/machlab/runtime/node')], { encoding: 'utf8' });
      const names = [...linked.matchAll(/(\S+)\.so\.\d+ => /g)].map(([, name = '']) => name).filter((name) => !OF_LIBC.has(name));
      expect(names).toContain('libatomic');
      const asked = (electronBuilder[kind]?.depends ?? []).flatMap((one) => one.split(/[ ()|]+/));
      for (const name of names) expect(asked.map((one) => one.replace(/[-_]?s?\d*$/, ''))).toContain(name.replace(/_s$/, ''));
    },
  );

  it('sets the fuses of the program: no Node in it, nothing but its own archive, and that unchanged', () => {
    const written = readFileSync(join(folder, 'machlab'));
    expect(written.toString()).toBe(`${HEAD}${written.subarray(HEAD.length, HEAD.length + FUSES.length).toString()} rest`);
    expect(fusesOf(written)).toEqual(WANTED);
  });

  it('sets the fuses of Electron’s own program', { timeout: 180_000 }, async (context) => {
    const electron = electronIn(ROOT);
    context.skip(electron === undefined, 'Electron’s program is not here: npm run electron:install fetches it');
    expect(fusesOf(readFileSync(join(await pack(dirname(electron!), 'real'), 'machlab')))).toEqual(WANTED);
  });
});
