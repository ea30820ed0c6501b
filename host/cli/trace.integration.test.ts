import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { EV_DELIVERED, EV_NAME_DIED, EV_WAITS, WAIT_SEND } from '../../kernel/abi/events.ts';
import type { JsonEvent } from '../../kernel/trace/export/json.ts';
import { sequenceOf } from '../../kernel/trace/export/testing/mermaid.ts';
import { checkTrace, type TraceFile } from '../../kernel/trace/export/testing/traceEvents.ts';
import { Replica } from '../../kernel/trace/replica.ts';
import { readSession, type Session } from '../../kernel/trace/session.ts';
import { build } from '../testing/built.ts';
import { machlab, temporaryFolder } from '../testing/commandLine.ts';

beforeAll(build);

/** A recorded run of a bundled program. */
async function recorded(program: string): Promise<{ readonly path: string; readonly session: Session }> {
  const path = join(temporaryFolder(), 'run.machlab');
  expect(await machlab('run', program, '--trace', path)).toMatchObject({ code: 0 });
  return { path, session: await readSession(readFileSync(path)) };
}

/** Numbers of the events that pass. */
function eventsOf({ log }: Session, type: number, test: (field: (name: string) => number) => boolean): number[] {
  const all = Array.from({ length: log.end - log.first }, (_, at) => log.event(log.first + at)!);
  return all.filter((event) => event.type === type && test((name) => event.field(name))).map(({ seq }) => seq);
}

describe('machlab trace', () => {
  it('writes a trace in Perfetto’s format, with a beginning and an end to every message’s arrow', async () => {
    const { path, session } = await recorded('full-queue');
    const out = join(temporaryFolder(), 'out trace.json');
    expect(await machlab('trace', path, '--perfetto', out)).toEqual({ code: 0, stdout: '', stderr: '' });
    const file = JSON.parse(readFileSync(out, 'utf8')) as TraceFile;
    const found = checkTrace(file);
    expect(found.problems).toEqual([]);
    expect(found.arrows).toBeGreaterThanOrEqual(eventsOf(session, EV_DELIVERED, () => true).length);
    expect(file.otherData).toEqual({ title: 'full-queue', firstEvent: 0, events: session.log.end });
  });

  it('prints a sequence diagram of a stretch, and lines of JSON as a filter picks them', async () => {
    const { path, session } = await recorded('rights');
    const { stdout } = await machlab('trace', path, '--mermaid');
    const { participants, arrows } = sequenceOf(stdout);
    for (const task of ['rights', 'friend']) expect(participants.some(({ title }) => title.startsWith(`${task} (`))).toBe(true);
    expect(arrows.some(({ text }) => /^id 7102 \+ receive right p\d+ #\d+$/.test(text))).toBe(true);
    const half = Math.floor(session.log.end / 2);
    const part = await machlab('trace', path, '--mermaid', '--from', '0', '--to', String(half));
    expect(sequenceOf(part.stdout).arrows.length).toBeLessThan(arrows.length);

    const json = await machlab('trace', path, '--json', '--filter', 'type:delivered', '--from', String(half));
    const lines = json.stdout.trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as JsonEvent).seq)).toEqual(
      eventsOf(session, EV_DELIVERED, () => true).filter((seq) => seq >= half),
    );
  });

  it('says what is wrong with its options', async () => {
    const { path, session } = await recorded('hello');
    expect(await machlab('trace', path)).toMatchObject({ code: 2, stderr: expect.stringContaining('--perfetto, --mermaid and --json') });
    expect(await machlab('trace', path, '--json', '--mermaid')).toMatchObject({ code: 2 });
    expect(await machlab('trace', path, '--json', '--filter', 'tipe:send')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/tipe:send\n +\^+\n$/),
    });
    expect(await machlab('trace', path, '--mermaid', '--from', String(session.log.end))).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`it has 0 to ${session.log.end - 1}`),
    });
    expect(await machlab('trace', path, '--mermaid', '--from', '9', '--to', '3')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('event 9 comes after event 3'),
    });
    expect(await machlab('trace', path, '--json', '--filter', 'task:nobody')).toEqual({
      code: 0,
      stdout: '',
      stderr: 'machlab: no event passes the filter\n',
    });
  });
});

describe('sentences and labels', () => {
  it('are German where that is asked for', async () => {
    const { path } = await recorded('hello');
    const json = await machlab('trace', path, '--json', '--to', '0', '--language', 'de');
    expect((JSON.parse(json.stdout) as JsonEvent).text).toMatch(/^Der Kernel startet/);
    expect((await machlab('why', 'blocked', path, 'hello', '--language', 'de')).stdout).toMatch(
      /^hello hat geendet; .* {2}\[Task-Ende\]\n +#\d+ {2}hello hat normal geendet\.\n$/,
    );
    expect(await machlab('why', 'blocked', path, 'hello', '--language', 'fr')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('en, de'),
    });
  });
});

describe('machlab why', () => {
  it('tells why a sender is blocked, and which messages fill the queue', async () => {
    const { path, session } = await recorded('full-queue');
    const [waits] = eventsOf(session, EV_WAITS, (field) => field('wait') === WAIT_SEND && field('deadlineMs') === -1);
    const event = session.log.event(waits!)!;
    const { stdout } = await machlab('why', 'blocked', path, String(event.field('task')), '--at', `#${waits}`);
    const replica = new Replica(session.log, session.checkpoints);
    replica.seek(waits!);
    const { length } = replica.state.ports.get(event.field('object'))!.queue;
    expect(length).toBeGreaterThanOrEqual(5);
    expect(stdout).toContain(`the queue of p${event.field('object')} holds ${length} of 5 messages`);
    expect(stdout).toMatch(/: 5 of 5 places taken\.\n/);
    expect(stdout).toMatch(new RegExp(`#${waits} {2}patient sender must wait`));

    const message = await machlab('why', 'not-delivered', path, `m${event.field('msg')}`, '--at', String(waits), '--json');
    const answer = JSON.parse(message.stdout) as { reason: string; chain: { seq: number }[]; because: { reason: string }[] };
    expect([answer.reason, answer.because[0]?.reason]).toEqual(['messageWaits', 'full']);
    expect(answer.chain.map(({ seq }) => seq)).toEqual([waits]);
    const later = await machlab('why', 'not-delivered', path, `m${event.field('msg')}`);
    expect(later.stdout).toMatch(/^“id 7200” has been received, by full-queue\./);
  });

  it('tells why a name is dead', async () => {
    const { path, session } = await recorded('crash');
    const died = eventsOf(session, EV_NAME_DIED, (field) => field('task') === 2 && field('newType') !== 0).map((seq) =>
      session.log.event(seq)!,
    );
    const server = died.find((event) => event.get('object') !== 0 && event.field('dsr') === -1)!;
    const name = `0x${server.field('name').toString(16)}`;
    const { code, stdout } = await machlab('why', 'dead', path, name, '--task', '2', '--at', String(server.seq));
    expect(code).toBe(0);
    expect(stdout).toMatch(/leads nowhere, because .* lost its only receiver and died/);
    expect(stdout).toContain(`#${server.seq}  `);
    expect(await machlab('why', 'dead', path, 'nonsense', '--task', '2')).toMatchObject({ code: 2 });
    expect(await machlab('why', 'blocked', path, 'nobody')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('there is no task nobody'),
    });
  });
});
