/** Where a user's data belong on each operating system. */
import { homedir } from 'node:os';
import { isAbsolute, posix, win32 } from 'node:path';

/** Folders, some of which may be the same. */
export interface DataPlaces {
  /** What a person has set, and may want on every machine. */
  readonly config: string;
  /** What a person has made. */
  readonly data: string;
  /** What is of one machine and its running system. */
  readonly state: string;
}

/** One folder for all of it, as somebody has named it. */
export const onePlace = (path: string): DataPlaces => ({ config: path, data: path, state: path });

export function dataPlaces(env: NodeJS.ProcessEnv = process.env, platform = process.platform, home = homedir()): DataPlaces {
  if (platform === 'win32') {
    // The roaming part goes with the user from machine to machine: nothing large, and nothing of one machine.
    const roaming = win32.join(env['APPDATA'] ?? win32.join(home, 'AppData', 'Roaming'), 'machlab');
    const local = win32.join(env['LOCALAPPDATA'] ?? win32.join(home, 'AppData', 'Local'), 'machlab');
    return { config: roaming, data: local, state: local };
  }
  if (platform === 'darwin') return onePlace(posix.join(home, 'Library', 'Application Support', 'machlab'));
  // The XDG Base Directory Specification: a relative path in one of its variables is to be ignored.
  const xdg = (name: string, ...otherwise: string[]): string => {
    const given = env[name] ?? '';
    return posix.join(isAbsolute(given) ? given : posix.join(home, ...otherwise), 'machlab');
  };
  return {
    config: xdg('XDG_CONFIG_HOME', '.config'),
    data: xdg('XDG_DATA_HOME', '.local', 'share'),
    state: xdg('XDG_STATE_HOME', '.local', 'state'),
  };
}

/** The one folder that everything was in before there were three. */
export function earlierPlace(env: NodeJS.ProcessEnv = process.env, platform = process.platform, home = homedir()): string {
  const { config, data } = dataPlaces(env, platform, home);
  return platform === 'win32' ? config : data;
}
