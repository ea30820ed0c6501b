import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readSession } from '../kernel/trace/session.ts';
import { autosavePath, recoverSessions } from './autosave.ts';
import { openDataFolder } from './dataFolder.ts';
import { start, temporaryFolder, type Running } from './testing/commandLine.ts';

const ready = async ({ stdout }: Running): Promise<void> => {
  await expect.poll(stdout, { timeout: 30_000 }).toMatch(/http:/);
};
const sessionsIn = (data: string): string[] => readdirSync(join(data, 'sessions'));

it('what a killed host had recorded is a session of the next start, at most about a second short', { timeout: 60_000 }, async () => {
  const data = temporaryFolder();
  const first = start(['start', '--no-open'], { env: { MACHLAB_DATA: data } });
  await ready(first);
  await new Promise((resolve) => setTimeout(resolve, 1500)); // what happened before has been written
  first.child.kill('SIGKILL');
  await first.ended;
  expect(sessionsIn(data)).toEqual([]);

  const second = start(['start', '--no-open'], { env: { MACHLAB_DATA: data } });
  await ready(second);
  const [name = ''] = sessionsIn(data);
  expect(name).toMatch(/^recovered \d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d\.machlab$/);
  const { log, problem } = await readSession(readFileSync(join(data, 'sessions', name)));
  const events = Array.from({ length: log.end }, (_, seq) => log.event(seq)!);
  // The first program had run to its end more than a second before.
  expect(events.some((event) => event.name === 'process-ended')).toBe(true);
  expect(problem).not.toBe(null); // it says of itself that it is not whole
  second.child.kill('SIGTERM');
  await second.ended;
  expect(readdirSync(join(data, 'running'))).toEqual([]);
  expect(sessionsIn(data)).toEqual([name]);
});

it('a session of a process that lives is left alone, and of many recovered ones the newest stay', () => {
  const data = openDataFolder(temporaryFolder());
  const mine = autosavePath(data);
  expect(recoverSessions(data)).toEqual([]);
  expect(existsSync(mine)).toBe(false); // only its place is named
});
