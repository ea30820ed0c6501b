/** Lays the files of a package out in a folder, each with the same date, owner's rights and no more, so that two runs make the same bytes. */
import { chmodSync, copyFileSync, mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { contents, packagesBeside } from './contents.ts';
import { licences } from './licences.ts';

/** The date of every file: of the sources, if somebody says (SOURCE_DATE_EPOCH), else one that never changes. */
export const dateSeconds = (): number => Number(process.env['SOURCE_DATE_EPOCH'] ?? Date.UTC(2026, 0, 1) / 1000);

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly description: string;
}

/** What the programs read of the project's own manifest; how it is built is of no use to them. */
export function manifestText({ name, version, description }: Manifest): string {
  return `${JSON.stringify({ name, version, description, license: 'MIT', type: 'module' }, null, 2)}\n`;
}

/** Returns: the paths in the folder. */
export function stage(root: string, folder: string, manifest: Manifest): readonly string[] {
  rmSync(folder, { recursive: true, force: true });
  const paths: string[] = [];
  const place = (to: string, executable: boolean, write: (path: string) => void): void => {
    const path = join(folder, to);
    mkdirSync(dirname(path), { recursive: true });
    write(path);
    chmodSync(path, executable ? 0o755 : 0o644);
    utimesSync(path, dateSeconds(), dateSeconds());
    paths.push(to);
  };
  for (const { from, to, executable } of contents(root)) place(to, executable, (path) => copyFileSync(from, path));
  place('package.json', false, (path) => writeFileSync(path, manifestText(manifest)));
  place('LICENCES.txt', false, (path) => writeFileSync(path, licences(root, packagesBeside(root))));
  return paths.toSorted();
}
