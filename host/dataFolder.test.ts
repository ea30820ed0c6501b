import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDataFolder } from './dataFolder.ts';
import { dataPlaces, earlierPlace } from './dataPlaces.ts';
import { temporaryFolder } from './testing/commandLine.ts';

const HOME = '/home/änne';

describe('the places of a user’s data', () => {
  it('are those of the XDG specification on Linux, where a relative path counts for nothing', () => {
    expect(dataPlaces({}, 'linux', HOME)).toEqual({
      config: `${HOME}/.config/machlab`,
      data: `${HOME}/.local/share/machlab`,
      state: `${HOME}/.local/state/machlab`,
    });
    expect(dataPlaces({ XDG_CONFIG_HOME: '/c', XDG_DATA_HOME: 'd', XDG_STATE_HOME: '' }, 'linux', HOME)).toEqual({
      config: '/c/machlab',
      data: `${HOME}/.local/share/machlab`,
      state: `${HOME}/.local/state/machlab`,
    });
  });

  it('are in Application Support on macOS', () => {
    const path = '/Users/a/Library/Application Support/machlab';
    expect(dataPlaces({}, 'darwin', '/Users/a')).toEqual({ config: path, data: path, state: path });
  });

  it('roam on Windows with what was set, and nothing else', () => {
    const env = { APPDATA: String.raw`C:\Users\a\AppData\Roaming`, LOCALAPPDATA: String.raw`D:\Local` };
    const local = String.raw`D:\Local\machlab`;
    expect(dataPlaces(env, 'win32', String.raw`C:\Users\a`)).toEqual({
      config: String.raw`C:\Users\a\AppData\Roaming\machlab`,
      data: local,
      state: local,
    });
    expect(earlierPlace(env, 'win32', String.raw`C:\Users\a`)).toBe(String.raw`C:\Users\a\AppData\Roaming\machlab`);
  });
});

/** The environment of a user whose home is a folder of the test's own; only Linux asks it for every place. */
const homeOf = (folder: string): NodeJS.ProcessEnv => ({
  XDG_CONFIG_HOME: join(folder, 'config'),
  XDG_DATA_HOME: join(folder, 'data'),
  XDG_STATE_HOME: join(folder, 'state'),
});

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

describe.runIf(process.platform === 'linux')('the data folder', () => {
  it('is all in one where somebody says so', () => {
    const path = join(temporaryFolder(), 'a', 'b');
    const all = { path, volume: join(path, 'volume'), sessions: join(path, 'sessions'), config: path, state: path };
    expect(openDataFolder(path)).toEqual(all);
    expect(openDataFolder(undefined, { MACHLAB_DATA: path })).toEqual(all);
    expect(readdirSync(path).toSorted()).toEqual(['sessions', 'volume']);
  });

  it('is for its user alone', () => {
    const folder = openDataFolder(undefined, homeOf(temporaryFolder()));
    for (const path of [folder.path, folder.config, folder.state, folder.sessions]) expect(statSync(path).mode & 0o777).toBe(0o700);
  });

  it('takes over what an earlier version had in one folder, and only once', () => {
    const home = temporaryFolder();
    const before = join(home, 'data', 'machlab');
    write(join(before, 'settings.json'), '{"version":1,"values":{"theme":"dark"}}');
    write(join(before, 'sessions', 'mine.machlab'), 'session');
    write(join(before, 'volume', 'notes'), 'notes');
    write(join(before, 'running', '1 then.machlab'), 'left');
    write(join(before, 'host.json'), '{}');
    const folder = openDataFolder(undefined, homeOf(home));
    expect(readdirSync(before).toSorted()).toEqual(['sessions', 'volume']);
    expect(readFileSync(join(folder.config, 'settings.json'), 'utf8')).toContain('dark');
    expect(readdirSync(folder.state).toSorted()).toEqual(['host.json', 'running']);
    expect(readFileSync(join(folder.state, 'running', '1 then.machlab'), 'utf8')).toBe('left');
    expect(readFileSync(join(folder.sessions, 'mine.machlab'), 'utf8')).toBe('session');
    expect(readFileSync(join(folder.volume, 'notes'), 'utf8')).toBe('notes');

    // What an old version leaves after that does not replace what is newer.
    write(join(before, 'settings.json'), 'older');
    write(join(before, 'running', '1 then.machlab'), 'older');
    write(join(before, 'running', '2 later.machlab'), 'later');
    openDataFolder(undefined, homeOf(home));
    expect(readFileSync(join(folder.config, 'settings.json'), 'utf8')).toContain('dark');
    expect(readFileSync(join(folder.state, 'running', '1 then.machlab'), 'utf8')).toBe('left');
    expect(readFileSync(join(folder.state, 'running', '2 later.machlab'), 'utf8')).toBe('later');
    expect(readFileSync(join(before, 'settings.json'), 'utf8')).toBe('older');
  });

  it('takes over across disks', (context) => {
    const other = '/dev/shm';
    context.skip(!existsSync(other) || statSync(other).dev === statSync(temporaryFolder()).dev, 'there is no second disk here');
    const home = temporaryFolder(other);
    const here = temporaryFolder();
    const before = join(here, 'data', 'machlab');
    write(join(before, 'settings.json'), 'settings');
    write(join(before, 'running', '1 then.machlab'), 'left');
    const folder = openDataFolder(undefined, { ...homeOf(home), XDG_DATA_HOME: join(here, 'data') });
    expect(readFileSync(join(folder.config, 'settings.json'), 'utf8')).toBe('settings');
    expect(readdirSync(join(folder.state, 'running'))).toEqual(['1 then.machlab']);
    expect(readdirSync(before).toSorted()).toEqual(['sessions', 'volume']);
  });
});
