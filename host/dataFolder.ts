import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { reasonOf, UserError } from './userError.ts';

/** What machlab keeps between runs, each in a folder of its own. */
export interface DataFolder {
  readonly path: string;
  /** What the file service serves. */
  readonly volume: string;
  readonly sessions: string;
}

/** Where data belongs on this operating system, unless somebody says otherwise. */
function defaultPath(env: NodeJS.ProcessEnv = process.env, platform = process.platform): string {
  const home = homedir();
  if (platform === 'win32') return join(env['APPDATA'] ?? join(home, 'AppData', 'Roaming'), 'machlab');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'machlab');
  const data = env['XDG_DATA_HOME'];
  // A relative path in this variable is to be ignored, says its specification.
  return join(data !== undefined && isAbsolute(data) ? data : join(home, '.local', 'share'), 'machlab');
}

/** Makes the data folder if need be. `given`: what `--data` says. Throws a `UserError` when it cannot be written. */
export function openDataFolder(given?: string, env: NodeJS.ProcessEnv = process.env): DataFolder {
  const chosen = given ?? env['MACHLAB_DATA'];
  const path = chosen === undefined || chosen === '' ? defaultPath(env) : resolve(chosen);
  const folder = { path, volume: join(path, 'volume'), sessions: join(path, 'sessions') };
  try {
    makeFolder(folder.sessions);
    makeFolder(folder.volume);
    if (!statSync(path).isDirectory()) throw new UserError(`${path} is not a folder`);
    accessSync(folder.sessions, constants.W_OK);
  } catch (error) {
    throw new UserError(`cannot keep data in ${path}: ${reasonOf(error)}; name another folder with --data or MACHLAB_DATA`);
  }
  return folder;
}

/** Node's own recursion does not end where the system says ENOENT to every new name, as below /proc. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path);
}
