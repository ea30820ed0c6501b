import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { browserPath } from './browser.ts';
import { takeTour } from './tour.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const NOBODY = 65534;
const SOMEBODY = 54321;
const isRoot = process.getuid?.() === 0;
const hasTools = ['/usr/bin/dpkg-deb', '/usr/bin/dpkg', '/usr/bin/setpriv'].every((path) => existsSync(path));

test.skip(process.platform !== 'linux' || !hasTools, 'the portable edition is for Linux, and made with dpkg-deb');
test.skip(browserPath === null, 'there is no Chromium here: install one, or run npx playwright install chromium');
test.describe.configure({ mode: 'serial', timeout: 300_000 });

/** Only named here: what lists the tests loads this file too, and makes nothing. */
const work = join(tmpdir(), `machlab portable ${randomUUID()}`);
const home = join(work, 'Zuhause');
const packages = join(work, 'packages');
const stick = join(work, 'Stick ü (nur lesen)');

test.beforeAll(() => {
  test.setTimeout(300_000);
  mkdirSync(work);
  chmodSync(work, 0o755);
  mkdirSync(home);
  if (isRoot) chownSync(home, NOBODY, NOBODY);
  make(packages);
});
test.afterAll(() => {
  execFileSync('chmod', ['-R', 'u+w', work]);
  rmSync(work, { recursive: true, force: true });
});

function make(out: string): void {
  execFileSync(process.execPath, [join(ROOT, 'build', 'package', 'portable.ts'), '--out', out], { stdio: 'ignore' });
}
const archive = (): string =>
  join(
    packages,
    readdirSync(packages).find((name) => name.endsWith('.tar.gz'))!,
  );
const deb = (): string =>
  join(
    packages,
    readdirSync(packages).find((name) => name.endsWith('.deb'))!,
  );
const hash = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

/**
 * Starts a command as somebody who is not root, with nothing of this environment but a path and a home. What comes back is the command's
 * own process: setpriv and the launcher both become what they start.
 */
function asUser(command: string, args: readonly string[], { id, folder } = { id: NOBODY, folder: home }): ChildProcess {
  const env = { PATH: '/usr/bin:/bin', HOME: folder };
  const [program, before] = isRoot ? ['setpriv', [`--reuid=${id}`, `--regid=${id}`, '--clear-groups', command]] : [command, []];
  return spawn(program, [...before, ...args], { env, cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] });
}

async function link(child: ChildProcess): Promise<string> {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
  await expect.poll(() => output, { timeout: 60_000 }).toMatch(/http:\/\/127\.0\.0\.1:\d+\/#\S+/);
  return /http:\/\/127\.0\.0\.1:\d+\/#\S+/.exec(output)![0];
}

/** Processes whose program lies in a folder. */
function running(folder: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder) || readFileSync(`/proc/${pid}/maps`, 'utf8').includes(folder);
      } catch {
        return false;
      }
    });
}

/** Every file below a folder with its size and date. */
const listing = (folder: string): string[] =>
  globSync('**/*', { cwd: folder }).map((path) => {
    const { size, mtimeMs } = statSync(join(folder, path));
    return `${path} ${size} ${mtimeMs}`;
  });

test('the archive has what runs and no sources, no maps, no tools of the build', () => {
  const paths = execFileSync('tar', ['tzf', archive()], { encoding: 'utf8' }).trim().split('\n');
  const inside = paths.map((path) => path.slice(path.indexOf('/') + 1)).filter((path) => path !== '' && !path.endsWith('/'));
  for (const needed of [
    'machlab',
    'runtime/node',
    'dist/machlab.mjs',
    'dist/kernel.mjs',
    'dist/runtime.mjs',
    'dist/log.mjs',
    'dist/renderer/index.html',
    'LICENCES.txt',
    'labs/programs/hello.ts',
  ])
    expect(inside).toContain(needed);
  for (const service of ['browser', 'file', 'network', 'plugin', 'renderer', 'scheduler', 'single', 'workload'])
    expect(inside).toContain(`dist/services/${service}.mjs`);
  expect(inside.filter((path) => /\.map$|\.test\.|\.d\.ts$|tsconfig|vitest|playwright|electron|\/vite\//.test(path))).toEqual([]);
  expect(inside.filter((path) => path.endsWith('.ts') && !path.startsWith('labs/'))).toEqual([]);
  const folders = new Set(inside.map((path) => path.split('/')[0]));
  expect([...folders].toSorted((a, b) => (a! < b! ? -1 : 1))).toEqual([
    'LICENCES.txt',
    'LICENSE',
    'README.md',
    'dist',
    'labs',
    'machlab',
    'node_modules',
    'package.json',
    'runtime',
    'share',
  ]);
  const licences = execFileSync('tar', ['xzOf', archive(), paths.find((path) => path.endsWith('LICENCES.txt'))!], { encoding: 'utf8' });
  for (const part of ['@vue/runtime-core', 'cytoscape', 'commander', 'esbuild', 'yoga-layout', 'linkedom', '@fontsource/inter'])
    expect(licences).toContain(`\n${part} `);
});

test('two runs make the same bytes', () => {
  const again = join(work, 'again');
  make(again);
  for (const path of [archive(), deb()]) expect(hash(join(again, basename(path)))).toBe(hash(path));
  rmSync(again, { recursive: true });
});

/** What this user has outside the home, wherever everybody may write. */
const strewn = (): string[] =>
  ['/tmp', '/var/tmp', '/dev/shm', '/run'].flatMap((folder) =>
    !existsSync(folder)
      ? []
      : spawnSync('find', [folder, '-xdev', '-uid', String(isRoot ? NOBODY : process.getuid?.()), '-not', '-path', `${work}/*`], {
          encoding: 'utf8',
        }).stdout.split('\n'),
  );

test('it runs from a read-only folder as somebody without rights, and leaves nothing behind but that user’s data', async ({ page }) => {
  mkdirSync(stick);
  execFileSync('tar', ['xzf', archive(), '-C', stick]);
  execFileSync('chmod', ['-R', 'a-w', stick]);
  const before = listing(stick);
  const elsewhere = new Set(strewn());
  const child = asUser(join(stick, readdirSync(stick)[0]!, 'machlab'), ['start', '--no-open']);
  await page.goto(await link(child));
  await takeTour(page);
  expect(running(stick).length).toBeGreaterThan(3);
  const ended = new Promise((resolve) => child.on('close', resolve));
  child.kill('SIGTERM');
  await ended;
  await expect.poll(() => running(stick)).toEqual([]);
  expect(listing(stick)).toEqual(before);
  // Only root can tell this user's files from those of the browser that drives it.
  if (isRoot) expect(strewn().filter((path) => !elsewhere.has(path))).toEqual([]);
  const folders = readdirSync(home).map((name) => join(home, name));
  expect(folders.map((path) => basename(path)).filter((name) => name !== '.local' && name !== '.config')).toEqual([]);
  for (const place of ['.local/share', '.local/state', '.config']) expect(readdirSync(join(home, place))).toEqual(['machlab']);
  expect(readdirSync(join(home, '.local')).toSorted()).toEqual(['share', 'state']);
  expect(readdirSync(join(home, '.local/state/machlab/running'))).toEqual([]);
  for (const path of folders) rmSync(path, { recursive: true });
});

/** What a menu does with an entry: its program and words, without the file that nobody named. */
function commandOf(entry: string): { readonly program: string; readonly words: readonly string[] } {
  const [, program = '', words = ''] = /^Exec="([^"]+)" (.*)$/m.exec(entry)!;
  return { program, words: words.split(' ').filter((word) => word !== '%f') };
}

test('the entry for the menu that its README tells how to make starts it', async ({ page }) => {
  const folder = join(stick, readdirSync(stick)[0]!);
  const command = /^```sh\n(.*?)^```$/ms.exec(readFileSync(join(folder, 'README.md'), 'utf8'))![1]!;
  const own = { id: NOBODY, folder: join(work, 'Zuhause des Menüs') };
  mkdirSync(own.folder);
  if (isRoot) chownSync(own.folder, NOBODY, NOBODY);
  const shell = asUser('sh', ['-ec', `cd "$0"\n${command}`, folder], own);
  expect(await new Promise((resolve) => shell.on('close', resolve))).toBe(0);
  const made = join(own.folder, '.local/share/applications/machlab.desktop');
  const entry = readFileSync(made, 'utf8');
  expect(existsSync(/^Icon=(.*)$/m.exec(entry)![1]!)).toBe(true);
  const { program, words } = commandOf(entry);
  expect(program).toBe(join(folder, 'machlab'));
  const child = asUser(program, [...words, '--no-open'], own);
  await page.goto(await link(child));
  await expect(page.getByTestId('start-tour')).toBeVisible();
  child.kill('SIGTERM');
  await expect.poll(() => running(stick)).toEqual([]);
});

test('ten systems of two users start at once from one folder, share nothing, and end by themselves alone', async () => {
  test.skip(!isRoot, 'only root can start programs as two others');
  const users = [NOBODY, SOMEBODY].map((id) => ({ id, folder: join(work, `Zuhause von ${id}`) }));
  for (const { id, folder } of users) {
    mkdirSync(folder, { mode: 0o700 });
    chownSync(folder, id, id);
  }
  const launcher = join(stick, readdirSync(stick)[0]!, 'machlab');
  const systems = Array.from({ length: 10 }, (_, index) => asUser(launcher, ['start', '--no-open'], users[index % 2]!));
  const links = await Promise.all(systems.map(link));
  expect(new Set(links.map((one) => new URL(one).port)).size).toBe(10);
  const ended = systems.map((child) => new Promise((resolve) => child.on('close', resolve)));
  for (const child of systems.slice(0, 5)) child.kill('SIGKILL');
  await Promise.all(ended.slice(0, 5));
  for (const one of links.slice(5)) expect((await fetch(one)).status).toBe(200);
  for (const child of systems.slice(5)) child.kill('SIGTERM');
  await Promise.all(ended);
  await expect.poll(() => running(stick)).toEqual([]);
  for (const { folder } of users) expect(readdirSync(join(folder, '.local/share'))).toEqual(['machlab']);
});

test('the Debian package asks for every library that the runtime is linked against', () => {
  const asked = execFileSync('dpkg-deb', ['--field', deb(), 'Depends'], { encoding: 'utf8' });
  const linked = execFileSync('ldd', [process.execPath], { encoding: 'utf8' }).matchAll(/(\S+) => (\/\S+)/g);
  const owners = [...linked].map(([, name = '', path = '']) => {
    const found = execFileSync('dpkg', ['--search', `*/${basename(realpathSync(path))}`], { encoding: 'utf8' });
    return [name, /^([^:]+):/.exec(found)?.[1] ?? ''] as const;
  });
  expect(owners.map(([name]) => name)).toContain('libc.so.6');
  for (const [name, owner] of owners)
    expect([
      name,
      asked
        .trim()
        .split(/[ ,|]+/)
        .includes(owner),
    ]).toEqual([name, true]);
});

/** A root of its own, in which nothing is installed. */
function cleanRoot(name: string): string {
  const root = join(work, name);
  for (const folder of ['info', 'updates']) mkdirSync(join(root, 'var/lib/dpkg', folder), { recursive: true });
  for (const file of ['status', 'available']) writeFileSync(join(root, 'var/lib/dpkg', file), '');
  return root;
}
const dpkg = (root: string, ...words: readonly string[]): string =>
  execFileSync('dpkg', [`--root=${root}`, '--force-depends', '--force-not-root', '--force-bad-path', ...words], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });

test('the Debian package is installed in a clean root, and its menu entry starts it', async ({ page }) => {
  const root = cleanRoot('root');
  dpkg(root, '--install', deb());
  expect(readFileSync(join(root, 'var/lib/dpkg/status'), 'utf8')).toContain('Status: install ok installed');
  expect(existsSync(join(root, 'usr/bin/machlab'))).toBe(true);
  expect(readFileSync(join(root, 'var/lib/dpkg/info/machlab.md5sums'), 'utf8')).toMatch(
    /^[0-9a-f]{32} {2}usr\/lib\/machlab\/runtime\/node$/m,
  );
  const verify = (): string => dpkg(root, '--verify', 'machlab');
  expect(verify()).toBe('');
  const licence = join(root, 'usr/lib/machlab/LICENSE');
  const text = readFileSync(licence);
  appendFileSync(licence, 'x');
  expect(verify()).toContain('/usr/lib/machlab/LICENSE');
  writeFileSync(licence, text);
  const entry = readFileSync(join(root, 'usr/share/applications/machlab.desktop'), 'utf8');
  const { program, words } = commandOf(entry);
  expect(entry).toContain('MimeType=application/x-machlab-session;');
  const child = asUser(join(root, program), [...words, '--no-open']);
  await page.goto(await link(child));
  await expect(page.getByTestId('start-tour')).toBeVisible();
  child.kill('SIGTERM');
  await expect.poll(() => running(root)).toEqual([]);
});

/** The package as a later version would be: of one file it has another, and one more. */
function later(): string {
  const tree = join(work, 'later');
  execFileSync('dpkg-deb', ['--raw-extract', deb(), tree]);
  const control = join(tree, 'DEBIAN/control');
  writeFileSync(control, readFileSync(control, 'utf8').replace(/^Version: .*$/m, 'Version: 99.0.0'));
  renameSync(join(tree, 'usr/lib/machlab/labs/programs/ping.ts'), join(tree, 'usr/lib/machlab/labs/programs/pong.ts'));
  rmSync(join(tree, 'DEBIAN/md5sums'));
  const made = join(work, 'later.deb');
  execFileSync('dpkg-deb', ['--root-owner-group', '-Znone', '--build', tree, made], { stdio: 'ignore' });
  return made;
}

test('a later version takes the place of the Debian package, and a removal leaves nothing but what users have', () => {
  const root = cleanRoot('upgraded');
  const users = join(root, 'home/somebody/.local/share/machlab/sessions');
  mkdirSync(users, { recursive: true });
  writeFileSync(join(users, 'mine.machlab'), 'session');
  const files = (): string[] => globSync('**/*', { cwd: root }).filter((path) => !path.startsWith('var/lib/dpkg'));
  const programs = (): string[] => readdirSync(join(root, 'usr/lib/machlab/labs/programs'));
  const before = files();
  dpkg(root, '--install', deb());
  expect(programs()).toContain('ping.ts');
  dpkg(root, '--install', later());
  expect(readFileSync(join(root, 'var/lib/dpkg/status'), 'utf8')).toMatch(/^Version: 99\.0\.0$/m);
  expect([programs().includes('ping.ts'), programs().includes('pong.ts')]).toEqual([false, true]);
  dpkg(root, '--remove', 'machlab');
  expect(files()).toEqual(before);
});
