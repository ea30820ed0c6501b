import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Makes a folder outside a volume that anybody may change, with a victim for every change that `changeAgainAndAgain` tries. */
export function makeVictims(folder: string): void {
  mkdirSync(join(folder, 'sub'));
  for (const name of ['file', 'other']) writeFileSync(join(folder, name), 'outside');
  for (const path of ['.', 'sub', 'file', 'other']) chmodSync(join(folder, path), 0o777);
}

/** What is in it, and when anything in it was last changed: a change that was taken back shows too. */
export function victims(folder: string): unknown {
  const changed = (path: string): bigint => statSync(join(folder, path), { bigint: true }).mtimeNs;
  const texts = ['file', 'other'].map((name) => readFileSync(join(folder, name), 'utf8'));
  return { names: readdirSync(folder).toSorted(), texts, changed: ['.', 'sub', 'file', 'other'].map(changed) };
}
