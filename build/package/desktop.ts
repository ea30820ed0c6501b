/** `npm run package`: the desktop edition's packages for this system. It needs Electron's program, and fetches the tools of the formats. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'electron-builder';
import { packagesBeside } from './contents.ts';
import { electronBuilder } from './electronBuilder.ts';
import { licences } from './licences.ts';
import { manifestText, type Manifest } from './stage.ts';

/** What goes beside the archive and is nowhere else: the manifest that the programs read, and the licences of all parts. */
export function writeBeside(root: string): void {
  const folder = join(root, 'dist', 'packages', 'beside');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), manifestText(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest));
  writeFileSync(join(folder, 'LICENCES.txt'), licences(root, packagesBeside(root)));
}

if (import.meta.main) {
  const root = join(import.meta.dirname, '..', '..');
  if (!existsSync(join(root, 'node_modules/electron/path.txt'))) {
    console.error(
      'package: Electron’s program is not here: run npm run electron:install, or npm run package:portable for the browser edition',
    );
    process.exitCode = 1;
  } else {
    writeBeside(root);
    const made = await build({ projectDir: root, config: { ...electronBuilder }, publish: 'never' });
    for (const path of made) console.log(`  ${path}`);
  }
}
