/**
 * Puts the bundled sites (`labs/sites`, a folder each) into the network service's program, which can read no file:
 * `node build/sites.ts`. A test says when it has to be run again.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'labs', 'sites');
export const SITES_MODULE = join(root, 'services', 'network', 'sites.ts');

const quote = (text: string): string =>
  `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\r', '').replaceAll('\n', '\\n')}'`;

/** The module's text, from the files as they are now. */
export function sitesModule(): string {
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const sites = names
    .map(({ name }) => name)
    .toSorted()
    .map((name) => {
      const files = readdirSync(join(folder, name)).toSorted();
      const lines = files.map((file) => `    ${quote(file)}: ${quote(readFileSync(join(folder, name, file), 'utf8'))},`);
      return `  ${name}: {\n${lines.join('\n')}\n  },`;
    });
  return `/* oxfmt-ignore */
/** Made by build/sites.ts from labs/sites: the bundled sites' files, by site and name. */
export const SITES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
${sites.join('\n')}
};
`;
}

if (import.meta.main) writeFileSync(SITES_MODULE, sitesModule());
