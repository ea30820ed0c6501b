import { describe, expect, test } from 'vitest';
import * as E from '../../abi/events.ts';
import { ABOUT } from '../testing/about.ts';
import type { Sink } from '../../abi/sink.ts';
import { jsonLines } from '../export/json.ts';
import { mermaid } from '../export/mermaid.ts';
import { perfettoTrace } from '../export/perfetto.ts';
import { foldRange } from '../fold.ts';
import { Log } from '../log.ts';
import { Recorder } from '../recorder.ts';
import { Replica } from '../replica.ts';
import { State } from '../state.ts';
import { fileOf, joined, type Part, partsOf } from '../testing/sections.ts';
import { randomFrom, Story } from '../testing/story.ts';
import { BrokenSession, ByteWriter } from './bytes.ts';
import { encodeEvents } from './columns.ts';
import { KIND_ABOUT, KIND_BASE, KIND_BODIES, KIND_EVENTS, KIND_INPUTS, KIND_MARKS, SECTION_BYTES_MAX } from './format.ts';
import { readSession, type Session } from './read.ts';
import { SessionWriter } from './write.ts';

/** Files of the big test: `MACHLAB_HOSTILE=20000` takes some minutes. */
const FILES = Number(process.env['MACHLAB_HOSTILE'] ?? 400);
/** Nothing here takes a second on an idle machine; what hangs does not end at all. */
const HANGS_MS = 120_000;

/** A session with parts of every kind. */
async function goodFile(seed: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  const writer = new SessionWriter(ABOUT, (bytes) => void pieces.push(bytes.slice()));
  const story = new Story(seed).tell(600);
  const { base, rest } = halves(story);
  writer.base(base.first, base.state);
  for (const batch of rest) writer.events(batch);
  for (let kind = 1; kind < 9; kind++) writer.input({ kind, hostUs: kind, payload: new Uint8Array(kind * 5).fill(kind) });
  writer.body(3, new Uint8Array(300).fill(3));
  writer.marks({ bookmarks: [{ seq: 3, label: 'here' }], notes: [{ seq: 4, text: 'there' }] });
  writer.view({ places: [{ key: 'task:1', x: 1, y: 2 }] });
  await writer.close();
  return joined(pieces);
}

/** A story cut in two: the state half-way, and the events from there. */
function halves(story: Story): { base: { first: number; state: ReturnType<Story['state']['freeze']> }; rest: Story['batches'] } {
  const log = new Log();
  for (const batch of story.batches) log.append(batch);
  const replica = new Replica(log);
  const first = story.batches[Math.floor(story.batches.length / 2)]!.firstSeq;
  replica.seek(first - 1);
  return { base: { first, state: replica.state.freeze() }, rest: story.batches.filter(({ firstSeq }) => firstSeq >= first) };
}

type Damage = (bytes: Uint8Array, random: (bound: number) => number) => Uint8Array;
const cutAt = (bytes: Uint8Array, at: number, drop: number, insert: Uint8Array): Uint8Array =>
  joined([bytes.subarray(0, at), insert, bytes.subarray(at + drop)]);
const DAMAGES: readonly Damage[] = [
  (bytes, random) => bytes.with(random(bytes.length), random(256)),
  (bytes, random) => bytes.with(random(bytes.length), 255),
  (bytes, random) => bytes.with(random(bytes.length), bytes[random(bytes.length)]!),
  (bytes, random) => bytes.subarray(0, random(bytes.length)),
  (bytes, random) => cutAt(bytes, random(bytes.length), 1 + random(20), new Uint8Array(0)),
  (bytes, random) => {
    const from = random(bytes.length);
    return cutAt(bytes, random(bytes.length), 0, bytes.slice(from, from + 1 + random(200)));
  },
  (bytes, random) => cutAt(bytes, random(bytes.length), 0, new Uint8Array(random(300)).fill(random(256))),
];

const damaged = (bytes: Uint8Array, random: (bound: number) => number): Uint8Array =>
  bytes.length === 0 ? bytes : DAMAGES[random(DAMAGES.length)]!(bytes, random);

/** Opens it as everybody does, and looks at everything in it. Returns what is wrong with it; empty when it could be opened whole. */
async function look(file: Uint8Array): Promise<string> {
  let session: Session;
  try {
    session = await readSession(file);
    await session.inputs.all();
  } catch (error) {
    if (error instanceof BrokenSession) return error.message;
    throw error;
  }
  const { log, checkpoints, problem } = session;
  const replica = new Replica(log, checkpoints);
  for (const seq of [log.end, log.first, log.end - 3, log.first + 100, log.end - 200]) replica.seek(seq);
  for (let back = 0; back < 50; back++) replica.back();
  for (const output of [jsonLines(replica, { from: log.first, to: log.end }), perfettoTrace(replica)]) for (const _ of output);
  if (log.end > log.first) mermaid(replica, log.first, log.end);
  return problem ?? '';
}

describe('a session file from anywhere', () => {
  test(
    `damaged in ${FILES} ways by accident opens up to the damage, or not at all with one sentence`,
    { timeout: HANGS_MS * 10 },
    async () => {
      const random = randomFrom(1);
      const good = await goodFile(1);
      expect(await look(good)).toBe('');
      for (let file = 0; file < FILES; file++) {
        const bytes = damaged(good, random);
        // What stands behind the end is nobody's business.
        const whole = Buffer.compare(bytes.subarray(0, good.length), good) === 0;
        expect(await look(bytes)).toMatch(whole ? /^$/ : /^\w[^\n]+$/);
      }
    },
  );

  test(`damaged in ${FILES} ways on purpose, its hashes in order, does no worse`, { timeout: HANGS_MS * 10 }, async () => {
    const random = randomFrom(2);
    const parts = await partsOf(await goodFile(2));
    const outcomes = new Map<string, number>();
    for (let file = 0; file < FILES; file++) {
      const at = random(parts.length);
      const part = parts[at]!;
      const changed: Part[] =
        random(10) === 0
          ? [part, parts[random(parts.length)]!]
          : [{ ...part, content: damaged(part.content, random), ...(random(8) === 0 ? { rawBytes: random(0x7fffffff) } : {}) }];
      const outcome = await look(await fileOf(parts.toSpliced(at, 1, ...changed)));
      expect(outcome).toMatch(/^([^\n]*)$/);
      outcomes.set(outcome.replace(/[^a-z ].*/, ''), 1);
    }
    expect(outcomes.size).toBeGreaterThan(5);
  });
});

/** A file with these events, and whatever else. */
async function withEvents(tell: (k: Sink) => void, ...more: Part[]): Promise<Uint8Array> {
  const recorder = new Recorder();
  recorder.begin(0, 0);
  tell(recorder);
  const events = recorder.take().map((batch): Part => ({ kind: KIND_EVENTS, content: encodeEvents(batch) }));
  return fileOf([{ kind: KIND_ABOUT, content: json({ format: 1, ...ABOUT }) }, ...events, ...more]);
}
const json = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

const many = 2000;
const task = (k: Sink): void => k.emitBytes(E.EV_TASK_CREATED, new Uint8Array(0), 1, 0, 0, 1);

describe('a small file that says a lot', () => {
  test.each<[string, (k: Sink) => void, RegExp]>([
    ['CPUs beyond number', (k) => k.emit(E.EV_SCHED_CONFIGURED, 0, 0x7fffffff), /there are 2147483647 CPUs/],
    [
      'a CPU that is not there',
      (k) => {
        k.emit(E.EV_SCHED_CONFIGURED, 0, 1);
        k.emit(E.EV_SCHED_SWITCH, 9, 1);
      },
      /event 1: .* CPU 9/,
    ],
    ['a device that is not there', (k) => [k.emit(E.EV_SCHED_CONFIGURED, 0, 1), k.emit(E.EV_SCHED_DEVICE, 7, 1)], /device 7/],
    ['a special port that nobody has', (k) => [task(k), k.emit(E.EV_SPECIAL_PORT, E.OWNER_TASK, 1, 99, 0, 1)], /special port 99/],
  ])('%s', { timeout: HANGS_MS }, async (_, tell, told) => {
    expect(await look(await withEvents((k) => void tell(k)))).toMatch(told);
  });

  test.each<[string, (k: Sink) => void, RegExp]>([
    [
      'a message with rights in every slot, the last first',
      (k) => {
        k.emitBytes(E.EV_MSG_CREATED, new Uint8Array(0), 1);
        for (let slot = many; slot > 0; slot--) k.emit(E.EV_COPYIN, 1, slot);
      },
      /lists are longer/,
    ],
    [
      'a line of threads that leaves from its end',
      (k) => {
        k.emit(E.EV_PORT_CREATED, 1);
        for (let thread = 1; thread <= many; thread++) {
          k.emit(E.EV_THREAD_CREATED, thread);
          k.emit(E.EV_WAITS, thread, 1, E.WAIT_RECEIVE, 1);
        }
        for (let thread = many; thread > 0; thread--) k.emit(E.EV_WAKES, thread, 1, E.WAIT_RECEIVE, 1);
      },
      /lists are longer/,
    ],
    [
      'a port in set after set',
      (k) => {
        for (let port = 1; port <= many; port++) {
          k.emit(E.EV_PORT_CREATED, port);
          k.emit(E.EV_SET_JOINED, 1, port);
        }
      },
      /lists are longer/,
    ],
    [
      'tasks beyond number',
      (k) => {
        for (let id = 1; id <= 3 * many; id++) k.emitBytes(E.EV_TASK_CREATED, new Uint8Array(0), id);
      },
      /more at once/,
    ],
  ])('%s', (_, tell, told) => {
    const recorder = new Recorder();
    tell(recorder);
    const state = new State({ records: 5000, walked: 100_000 });
    expect(() => {
      for (const batch of recorder.take()) foldRange(state, batch, batch.firstSeq, batch.firstSeq + batch.count);
    }).toThrow(told);
  });

  test('is not followed further than a few seconds', { timeout: HANGS_MS }, async () => {
    const file = await withEvents((k) => {
      k.emitBytes(E.EV_MSG_CREATED, new Uint8Array(0), 1);
      for (let slot = 50_000; slot > 0; slot--) k.emit(E.EV_COPYIN, 1, slot);
    });
    const { problem, log } = await readSession(file);
    expect(problem).toMatch(/lists are longer/);
    expect(log.end).toBeLessThan(50_000);
  });

  test.each<[string, () => Part, RegExp]>([
    ['marks in marks without an end', () => ({ kind: KIND_MARKS, content: new Uint8Array(0x1000000).fill(0x5b) }), /not the JSON/],
    ['a state in states without an end', () => ({ kind: KIND_BASE, content: new Uint8Array(0x1000000).fill(0x5b) }), /a state that/],
    ['bodies of no bytes', () => ({ kind: KIND_BODIES, content: new Uint8Array(0x1000000) }), /body of a message twice/],
    [
      'more bytes than a part may have',
      () => ({ kind: KIND_EVENTS, content: new Uint8Array(9), rawBytes: SECTION_BYTES_MAX + 1 }),
      /too large/,
    ],
    ['inputs that never end', () => ({ kind: KIND_INPUTS, content: new Uint8Array(5000).fill(0xff) }), /a number is too long/],
  ])('%s', { timeout: HANGS_MS }, async (_, part, told) => {
    const about: Part = { kind: KIND_ABOUT, content: json({ format: 1, ...ABOUT }) };
    expect(await look(await fileOf([about, part()]))).toMatch(told);
  });

  test('events without an end are followed up to a bound', { timeout: HANGS_MS }, async () => {
    const writer = new ByteWriter();
    writer.varint(0);
    writer.varint(1e9);
    const file = await fileOf([
      { kind: KIND_ABOUT, content: json({ format: 1, ...ABOUT }) },
      { kind: KIND_EVENTS, content: writer.written() },
    ]);
    expect(await look(file)).toBe('a chunk claims too many events; no event could be read');
  });
});
