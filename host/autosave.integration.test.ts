import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import type { LogEvent } from '../kernel/trace/event.ts';
import { readSession, type Session } from '../kernel/trace/session.ts';
import { autosavePath, forgetAutosave, recoverSessions } from './autosave.ts';
import { openDataFolder } from './dataFolder.ts';
import { build } from './testing/built.ts';
import { start, temporaryFolder, type Running } from './testing/commandLine.ts';

beforeAll(build);

const ready = async ({ stdout }: Running): Promise<void> => {
  await expect.poll(stdout, { timeout: 30_000 }).toMatch(/http:/);
};
const sessionsIn = (data: string): string[] => readdirSync(join(data, 'sessions'));

/** The session that a start has recovered, if it is one. */
async function recovered(data: string): Promise<Session> {
  const names = sessionsIn(data);
  expect(names).toEqual([expect.stringMatching(/^recovered \d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d\.machlab$/)]);
  return readSession(readFileSync(join(data, 'sessions', names[0]!)));
}
const eventsOf = ({ log }: Session): LogEvent[] => Array.from({ length: log.end }, (_, seq) => log.event(seq)!);
const end = async ({ child, ended }: Running, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
  child.kill(signal);
  await ended;
};

it('what a killed host had recorded is a session of the next start, at most about a second short', { timeout: 60_000 }, async () => {
  const data = temporaryFolder();
  const first = start(['start', '--no-open'], { env: { MACHLAB_DATA: data } });
  await ready(first);
  await new Promise((resolve) => setTimeout(resolve, 1500)); // what happened before has been written
  await end(first, 'SIGKILL');
  expect(sessionsIn(data)).toEqual([]);

  const second = start(['start', '--no-open'], { env: { MACHLAB_DATA: data } });
  await ready(second);
  const session = await recovered(data);
  // The first program had run to its end more than a second before.
  expect(eventsOf(session).some((event) => event.name === 'process-ended')).toBe(true);
  expect(session.problem).toMatch(/^the file is cut short; opened up to event \d+$/); // it says of itself that it is not whole
  await end(second, 'SIGTERM');
  expect(readdirSync(join(data, 'running'))).toEqual([]);
  expect(sessionsIn(data)).toHaveLength(1);
});

const BODY_BYTES = 5000;
const SENT = 20;
/** Bodies that no two messages have in common. */
const LARGE = `import { allocateSendable, receive, send, COPY_SEND } from 'machlab';
  const port = await allocateSendable();
  for (let round = 0; round < ${SENT}; round++) {
    await send({ remote: { name: port, disposition: COPY_SEND }, id: 77, data: new Uint8Array(${BODY_BYTES}).fill(round) });
    await receive(port);
  }`;

/** A host that was killed after messages with large bodies had been written. Returns: the folder of its session. */
async function killedWithBodies(data: string): Promise<string> {
  const program = join(temporaryFolder(), 'large.ts');
  writeFileSync(program, LARGE);
  const running = start(['start', '--no-open', '--run', program], { env: { MACHLAB_DATA: data } });
  await ready(running);
  const [name = ''] = readdirSync(join(data, 'running'));
  const folder = join(data, 'running', name);
  await expect.poll(() => statSync(join(folder, 'bodies.0')).size, { timeout: 10_000 }).toBeGreaterThanOrEqual(SENT * BODY_BYTES);
  await new Promise((resolve) => setTimeout(resolve, 1500)); // and the events
  await end(running, 'SIGKILL');
  return folder;
}

/** Of each of the program's messages the first byte of its body; undefined: its body is not there. */
const bodiesOf = (session: Session): (number | undefined)[] =>
  eventsOf(session)
    .filter((event) => event.name === 'msg-created' && event.field('msghId') === 77)
    .map((event) => session.bodies.get(event.field('msg')))
    .map((body) => (body !== undefined && body.length === BODY_BYTES && body.every((byte) => byte === body[0]) ? body[0] : undefined));

it('has the bodies of its messages; what is damaged of them costs bodies alone', { timeout: 120_000 }, async () => {
  const [whole, hurt] = [temporaryFolder(), temporaryFolder()];
  await killedWithBodies(whole);
  const damaged = join(await killedWithBodies(hurt), 'bodies.0');
  const bytes = readFileSync(damaged);
  const place = bytes.length - 100;
  bytes[place] = bytes[place]! ^ 1;
  writeFileSync(damaged, bytes);

  for (const data of [whole, hurt]) {
    const next = start(['start', '--no-open'], { env: { MACHLAB_DATA: data } });
    await ready(next);
    await end(next, 'SIGTERM');
    expect(readdirSync(join(data, 'running'))).toEqual([]);
  }
  const sent = Array.from({ length: SENT }, (_, round) => round);
  expect(bodiesOf(await recovered(whole))).toEqual(sent);
  const session = await recovered(hurt);
  expect(session.problem).toMatch(/^the file is cut short; opened up to event \d+$/);
  expect(bodiesOf(session)).toEqual([...sent.slice(0, -1), undefined]);
});

it('is recovered once, however many start at the same time', { timeout: 120_000 }, async () => {
  const data = temporaryFolder();
  const killed = [1, 2].map(() => start(['start', '--no-open'], { env: { MACHLAB_DATA: data } }));
  await Promise.all(killed.map(ready));
  await new Promise((resolve) => setTimeout(resolve, 1500));
  await Promise.all(killed.map((one) => end(one, 'SIGKILL')));
  const next = [1, 2, 3].map(() => start(['start', '--no-open'], { env: { MACHLAB_DATA: data } }));
  await Promise.all(next.map(ready));
  await Promise.all(next.map((one) => end(one, 'SIGTERM')));
  expect(sessionsIn(data)).toHaveLength(2);
  for (const name of sessionsIn(data)) expect((await readSession(readFileSync(join(data, 'sessions', name)))).log.end).toBeGreaterThan(100);
  expect(readdirSync(join(data, 'running'))).toEqual([]);
});

it('of a version that kept no bodies is recovered too', async () => {
  const data = openDataFolder(temporaryFolder());
  const mine = autosavePath(data);
  forgetAutosave(mine);
  const nobody = 0x7fffffff; // no system counts its processes so far
  writeFileSync(join(dirname(mine), '..', `${nobody} 2026-01-02T03.04.05.678Z.machlab`), 'session');
  expect(await recoverSessions(data)).toEqual(['recovered 2026-01-02 03.04.05']);
  expect(readFileSync(join(data.sessions, 'recovered 2026-01-02 03.04.05.machlab'), 'utf8')).toBe('session');
  expect(readdirSync(join(data.state, 'running'))).toEqual([]);
});

it('a session of a process that lives is left alone', async () => {
  const data = openDataFolder(temporaryFolder());
  const mine = autosavePath(data);
  writeFileSync(mine, 'session');
  expect(await recoverSessions(data)).toEqual([]);
  expect(readFileSync(mine, 'utf8')).toBe('session');
});

it('of many recovered sessions the newest stay', async () => {
  const data = openDataFolder(temporaryFolder());
  const names = Array.from({ length: 12 }, (_, second) => `recovered 2026-01-02 03.04.${String(second).padStart(2, '0')}.machlab`);
  for (const name of names) writeFileSync(join(data.sessions, name), 'session');
  forgetAutosave(autosavePath(data));
  await recoverSessions(data);
  expect(readdirSync(data.sessions).toSorted()).toEqual(names.slice(2));
});
