import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from './testing/commandLine.ts';

const STARTS = 4;
const ROUNDS = 3;
const SESSIONS = Array.from({ length: 300 }, (_, at) => `${at} then.machlab`).toSorted();

/** A process that opens the data folder when it is told to, and says how that went. */
const OPENS = `import { openDataFolder } from ${JSON.stringify(new URL('dataFolder.ts', import.meta.url).href)};
  process.stdin.once('data', () => {
    try { openDataFolder(); process.stdout.write('opened'); } catch (error) { process.stdout.write(error.message); }
    process.exit();
  });
  process.stdout.write('ready ');`;

const said = (child: ChildProcess): Promise<string> => {
  let text = '';
  child.stdout!.setEncoding('utf8').on('data', (more: string) => (text += more));
  return new Promise((resolve) => child.on('close', () => resolve(text)));
};

interface TakenOver {
  readonly said: ReadonlySet<string>;
  readonly sessions: readonly string[];
  /** Of the sessions those that are not as they were. */
  readonly broken: readonly string[];
  /** Names and contents. */
  readonly config: readonly string[][];
  /** In the old place. */
  readonly left: readonly string[];
}

/** Starts that take over, at the same moment, what an earlier version had in one folder; state belongs into `far`. */
async function takeOver(home: string, far: string): Promise<TakenOver> {
  const before = join(home, 'data', 'machlab');
  mkdirSync(join(before, 'running'), { recursive: true });
  for (const name of SESSIONS) writeFileSync(join(before, 'running', name), name.repeat(1000));
  writeFileSync(join(before, 'settings.json'), 'settings');
  const env = {
    ...process.env,
    MACHLAB_DATA: '',
    XDG_CONFIG_HOME: join(far, 'config'),
    XDG_DATA_HOME: join(home, 'data'),
    XDG_STATE_HOME: join(far, 'state'),
  };
  const starts = Array.from({ length: STARTS }, () => spawn(process.execPath, ['--input-type=module', '--eval', OPENS], { env }));
  const ends = starts.map(said);
  await Promise.all(starts.map((child) => new Promise((resolve) => child.stdout.once('data', resolve))));
  for (const { stdin } of starts) stdin.write('now');
  const ended = await Promise.all(ends);
  const running = join(far, 'state', 'machlab', 'running');
  const config = join(far, 'config', 'machlab');
  return {
    said: new Set(ended),
    sessions: readdirSync(running).toSorted(),
    broken: SESSIONS.filter((name) => readFileSync(join(running, name), 'utf8') !== name.repeat(1000)),
    config: readdirSync(config).map((name) => [name, readFileSync(join(config, name), 'utf8')]),
    left: readdirSync(before).toSorted(),
  };
}

const WHOLE: TakenOver = {
  said: new Set(['ready opened']),
  sessions: SESSIONS,
  broken: [],
  config: [['settings.json', 'settings']],
  left: ['sessions', 'volume'],
};

it('several starts at once take over what an earlier version had, and nothing is lost or there twice', async (context) => {
  context.skip(process.platform !== 'linux', 'the places are told by XDG variables on Linux only');
  for (let round = 0; round < ROUNDS; round++) {
    const home = temporaryFolder();
    expect(await takeOver(home, home)).toEqual(WHOLE);
  }
});

it('several starts at once take over across disks', async (context) => {
  const other = '/dev/shm';
  context.skip(!existsSync(other) || statSync(other).dev === statSync(temporaryFolder()).dev, 'there is no second disk here');
  for (let round = 0; round < ROUNDS; round++) expect(await takeOver(temporaryFolder(), temporaryFolder(other))).toEqual(WHOLE);
});
