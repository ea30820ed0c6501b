/** The licences of everything that is in a package, in one text. */
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Names of the packages whose code is in a bundle: their source maps say so. */
export function packagesInside(maps: readonly string[]): readonly string[] {
  const names = new Set<string>();
  for (const map of maps) {
    const { sources } = JSON.parse(readFileSync(map, 'utf8')) as { readonly sources: readonly string[] };
    for (const source of sources) {
      const name = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(source)?.[1];
      if (name !== undefined) names.add(name);
    }
  }
  return [...names].toSorted();
}

/** Names of the packages that files of the window were taken from as they are: fonts. */
function packagesOfFiles(root: string): readonly string[] {
  const fonts = globSync('renderer/**/*.ts', { cwd: root }).flatMap((path) => [
    ...readFileSync(join(root, path), 'utf8').matchAll(/from '((?:@[^/']+\/)?[^/']+)\/[^']+\?url'/g),
  ]);
  return fonts.map(([, name = '']) => name);
}

/** `names`: further packages that are there as files. Throws when one of them says nothing of its licence. */
export function licences(root: string, names: readonly string[]): string {
  const maps = globSync(['dist/*.mjs.map', 'dist/services/*.mjs.map', 'dist/renderer/assets/*.map'], { cwd: root }).map((path) =>
    join(root, path),
  );
  const all = [...new Set([...packagesInside(maps), ...packagesOfFiles(root), ...names])].toSorted();
  const texts = all.map((name) => {
    const folder = join(root, 'node_modules', name);
    const manifest = join(folder, 'package.json');
    if (!existsSync(manifest)) throw new Error(`${name} is in a bundle and not in node_modules`);
    const { version, license } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string; license?: string };
    const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
    if (license === undefined && file === undefined) throw new Error(`${name} does not say under which licence it is`);
    const text = file === undefined ? `Licence: ${license}` : readFileSync(join(folder, file), 'utf8').trim();
    return `${name} ${version} (${license ?? 'see below'})\n\n${text}\n`;
  });
  return `machlab is under the MIT licence (LICENSE). These parts of others are in it:\n\n${texts.join(`\n${'-'.repeat(80)}\n\n`)}`;
}
