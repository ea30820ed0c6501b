/**
 * `npm run package:portable`: the browser edition for this system as an archive that runs from any folder, and for Debian and its kin as
 * a package. Nothing is fetched: it takes what npm has installed, GNU tar, gzip and dpkg-deb.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  globSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { dateSeconds, stage, type Manifest } from './stage.ts';

const DEB_ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

export interface Packages {
  readonly archive: string;
  /** Undefined where there is no dpkg-deb. */
  readonly deb: string | undefined;
  /** What is in either. */
  readonly paths: readonly string[];
}

/** `out`: the folder for what is made. Throws with what is missing and how to get it. */
export function makePortable(root: string, out: string): Packages {
  if (process.platform !== 'linux') throw new Error('the portable edition is made on Linux only');
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
  const base = `machlab-${manifest.version}`;
  const work = join(out, 'work');
  rmSync(work, { recursive: true, force: true });
  const folder = join(work, base);
  const paths = stage(root, folder, manifest);
  const archive = join(out, `${base}-linux-${process.arch}.tar.gz`);
  const tar = [
    '--format=ustar',
    '--sort=name',
    `--mtime=@${dateSeconds()}`,
    '--owner=0',
    '--group=0',
    '--numeric-owner',
    '--mode=u+rwX,go+rX,go-w',
  ];
  execFileSync('tar', [...tar, '-I', 'gzip -9 -n', '-cf', archive, '-C', work, base]);
  const deb = makeDeb(out, folder, manifest);
  rmSync(work, { recursive: true, force: true });
  return { archive, deb, paths };
}

function makeDeb(out: string, folder: string, { version, description }: Manifest): string | undefined {
  const architecture = DEB_ARCHITECTURES[process.arch];
  if (architecture === undefined || !existsSync('/usr/bin/dpkg-deb')) return undefined;
  const tree = join(out, 'work', 'deb');
  cpSync(folder, join(tree, 'usr/lib/machlab'), { recursive: true, preserveTimestamps: true });
  const text = (path: string, content: string, mode = 0o644): void => {
    mkdirSync(join(tree, path, '..'), { recursive: true });
    writeFileSync(join(tree, path), content);
    chmodSync(join(tree, path), mode);
    utimesSync(join(tree, path), dateSeconds(), dateSeconds());
  };
  text('usr/share/applications/machlab.desktop', readFileSync(join(folder, 'share/machlab.desktop'), 'utf8'));
  text('usr/share/mime/packages/machlab.xml', readFileSync(join(folder, 'share/machlab.xml'), 'utf8'));
  text('usr/share/icons/hicolor/scalable/apps/machlab.svg', readFileSync(join(folder, 'share/machlab.svg'), 'utf8'));
  text('usr/share/doc/machlab/copyright', readFileSync(join(folder, 'LICENCES.txt'), 'utf8'));
  mkdirSync(join(tree, 'usr/bin'), { recursive: true });
  symlinkSync('../lib/machlab/machlab', join(tree, 'usr/bin/machlab'));
  text('DEBIAN/md5sums', md5sums(tree));
  const kilobytes = Math.ceil(Number(execFileSync('du', ['-sk', '--apparent-size', tree], { encoding: 'utf8' }).split('\t')[0]));
  const control = [
    'Package: machlab',
    `Version: ${version}`,
    `Architecture: ${architecture}`,
    'Section: education',
    'Priority: optional',
    'Maintainer: machlab <machlab@localhost>',
    // What the runtime is linked against; a test asks the machine's own loader.
    'Depends: libc6 (>= 2.28), libstdc++6 (>= 5.2), libgcc-s1 | libgcc1, libatomic1',
    'Recommends: chromium | firefox | www-browser, xdg-utils',
    `Installed-Size: ${kilobytes}`,
    `Description: ${description}`,
  ];
  text('DEBIAN/control', `${control.join('\n')}\n`);
  execFileSync('find', [tree, '-exec', 'touch', '-h', '-d', `@${dateSeconds()}`, '{}', '+']);
  execFileSync('find', [tree, '-type', 'd', '-exec', 'chmod', '755', '{}', '+']);
  const deb = join(out, `machlab_${version}_${architecture}.deb`);
  execFileSync('dpkg-deb', ['--root-owner-group', '-Zgzip', '-z9', '--build', tree, deb], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, SOURCE_DATE_EPOCH: String(dateSeconds()) },
  });
  return deb;
}

/** What `dpkg --verify` holds the installed files against; links are not in it. */
function md5sums(tree: string): string {
  const files = globSync('usr/**/*', { cwd: tree }).filter((path) => lstatSync(join(tree, path)).isFile());
  const sum = (path: string): string =>
    createHash('md5')
      .update(readFileSync(join(tree, path)))
      .digest('hex');
  return files
    .toSorted()
    .map((path) => `${sum(path)}  ${path}\n`)
    .join('');
}

if (import.meta.main) {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const { values } = parseArgs({ options: { out: { type: 'string', default: join(root, 'dist', 'packages') } } });
  mkdirSync(values.out, { recursive: true });
  const startedMs = performance.now();
  try {
    const { archive, deb, paths } = makePortable(root, values.out);
    for (const path of [archive, ...(deb === undefined ? [] : [deb])])
      console.log(`  ${path}  ${(statSync(path).size / 1_000_000).toFixed(1)} MB`);
    console.log(`package: ${paths.length} files in ${Math.round((performance.now() - startedMs) / 1000)} s`);
  } catch (error) {
    console.error(`package: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}
