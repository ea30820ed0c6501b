import {
  accessSync,
  constants,
  cpSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { dataPlaces, earlierPlace, onePlace, type DataPlaces } from './dataPlaces.ts';
import { reasonOf, UserError } from './userError.ts';

/** What machlab keeps between runs. Only the user can look into its folders. */
export interface DataFolder {
  /** What people know it by: volume and sessions lie in it. */
  readonly path: string;
  /** What the file service serves. */
  readonly volume: string;
  readonly sessions: string;
  /** For settings. */
  readonly config: string;
  /** For what is of a running system: the way to it, its session as it grows. */
  readonly state: string;
}

/**
 * Makes the folders if need be: where the operating system wants them, or all in the one that `given` (what `--data` says) or MACHLAB_DATA
 * name. What an earlier version left elsewhere is moved there. Throws a `UserError` when one of them cannot be written.
 */
export function openDataFolder(given?: string, env: NodeJS.ProcessEnv = process.env): DataFolder {
  const chosen = given ?? env['MACHLAB_DATA'] ?? '';
  const places = chosen === '' ? dataPlaces(env) : onePlace(resolve(chosen));
  const { data: path, config, state } = places;
  const folder = { path, volume: join(path, 'volume'), sessions: join(path, 'sessions'), config, state };
  let at = path;
  try {
    if (chosen === '') adopt(earlierPlace(env), places);
    for (at of [folder.sessions, folder.volume, config, state]) {
      makeFolder(at);
      if (!statSync(at).isDirectory()) throw new UserError(`${at} is not a folder`);
      accessSync(at, constants.W_OK);
    }
  } catch (error) {
    const where = at.startsWith(path) ? path : at;
    throw new UserError(`cannot keep data in ${where}: ${reasonOf(error)}; name another folder with --data or MACHLAB_DATA`);
  }
  return folder;
}

/** Node's own recursion does not end where the system says ENOENT to every new name, as below /proc. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (!existsSync(path)) throw error; // or another start was faster
  }
}

/**
 * Moves what the one folder of an earlier version has to where it belongs. What is there already stays, in both places. It can be cut short
 * anywhere, or done by several at once: the next start moves the rest.
 */
function adopt(earlier: string, { config, data, state }: DataPlaces): void {
  const kinds: readonly (readonly [place: string, names: readonly string[]])[] = [
    [config, ['settings.json', 'settings.broken.json']],
    [data, ['volume', 'sessions']],
    [state, ['running', 'host.json']],
  ];
  for (const [place, names] of kinds) {
    if (place === earlier) continue;
    for (const name of names) move(join(earlier, name), join(place, name));
  }
}

/** A file; or a folder, entry by entry where there is one of its name or it goes to another disk. */
function move(from: string, to: string): void {
  try {
    if (!lstatSync(from).isDirectory()) return void moveFile(from, to);
    if (!existsSync(to) && rename(from, to)) return;
    for (const name of readdirSync(from)) move(join(from, name), join(to, name));
    if (readdirSync(from).length === 0) rmdirSync(from);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error; // there is none, or another start was faster
  }
}

/** A folder as it is. Returns: false when it has to be moved entry by entry. */
function rename(from: string, to: string): boolean {
  makeFolder(dirname(to));
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    if (['EXDEV', 'ENOTEMPTY', 'EEXIST'].includes(codeOf(error))) return false;
    throw error;
  }
}

/** Moves a file, also to another disk, where it has its name only when it is whole. Returns: false when something has that name; it stays. */
export function moveFile(from: string, to: string): boolean {
  makeFolder(dirname(to));
  try {
    return giveName(from, to);
  } catch (error) {
    if (codeOf(error) !== 'EXDEV') throw error;
    const copy = `${to}.${process.pid}`;
    try {
      cpSync(from, copy, { preserveTimestamps: true });
      if (!giveName(copy, to)) return false;
    } finally {
      rmSync(copy, { force: true });
    }
    rmSync(from, { force: true });
    return true;
  }
}

/** A link never takes the place of another file, as a new name would. */
function giveName(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    rmSync(from, { force: true });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EXDEV') throw error;
    if (existsSync(to)) return false;
    renameSync(from, to); // a disk that has no links
    return true;
  }
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? '';
