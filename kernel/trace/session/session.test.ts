import { describe, expect, test } from 'vitest';
import { EV_MODE, EV_TIMER, EVENT_WORDS } from '../../abi/events.ts';
import { ABOUT } from '../testing/about.ts';
import type { Batch } from '../batch.ts';
import { batchIsSound, mergeBatches } from '../batch.ts';
import { Log } from '../log.ts';
import { Recorder } from '../recorder.ts';
import { Replica } from '../replica.ts';
import { dump } from '../testing/dump.ts';
import { fileOf, partsOf } from '../testing/sections.ts';
import { randomFrom, Story } from '../testing/story.ts';
import { decodeBase } from './base.ts';
import { decodeEvents, encodeEvents } from './columns.ts';
import { CHECKPOINT_EVENTS, cutSession, FLAG_DEFLATED, KIND_CHECKPOINT, KIND_EVENTS, MAGIC, SECTION_HEADER_BYTES } from './format.ts';
import { readSession } from './read.ts';
import type { Session } from './read.ts';
import { SessionWriter, writeSession } from './write.ts';

async function write(batches: readonly Batch[], close = true, about: object = {}): Promise<Uint8Array> {
  const parts: number[] = [];
  const writer = new SessionWriter({ ...ABOUT, ...about }, (bytes) => void parts.push(...bytes));
  for (const batch of batches) writer.events(batch);
  writer.input({ kind: 3, hostUs: 12.5, payload: new Uint8Array([1, 2, 3]) });
  writer.input({ kind: 4, hostUs: 13, payload: new Uint8Array(0) });
  writer.marks({ bookmarks: [{ seq: 3, label: 'here' }], notes: [] });
  await (close ? writer.close() : writer.flush());
  return new Uint8Array(parts);
}
const events = (log: Log): unknown[] =>
  Array.from({ length: log.end }, (_, seq) => log.event(seq)!).map((e) => [
    e.type,
    e.opens,
    e.virtualUs,
    e.hostUs,
    e.fields(),
    [...e.bytes],
  ]);

/** Where each section starts, and the end. */
function sectionStarts(file: Uint8Array): number[] {
  const starts = [MAGIC.length];
  for (let at = MAGIC.length; at < file.length; starts.push(at))
    at += SECTION_HEADER_BYTES + new DataView(file.buffer).getUint32(at + 4, true) + 32;
  return starts;
}

describe('columns', () => {
  test('events come out as they went in', () => {
    const batch = mergeBatches(new Story(11).tell(3000).batches);
    expect(decodeEvents(encodeEvents(batch))).toEqual(batch);
  });

  test('times that are no whole numbers, or run back, come out as well', () => {
    const recorder = new Recorder();
    for (const us of [5, 2.25, 1e15, 3]) {
      recorder.begin(us, -us);
      recorder.emit(7, 1);
    }
    const [batch] = recorder.take();
    expect(decodeEvents(encodeEvents(batch!))).toEqual(batch);
  });

  test('a type that has gained a field since has 0 there', () => {
    const recorder = new Recorder();
    recorder.begin(0, 0);
    recorder.emit(EV_TIMER, 7);
    recorder.emit(EV_MODE, 0, 1);
    const [batch] = recorder.take();
    const data = encodeEvents(batch!);
    // Type, number of fields, and a column of one byte for each: its length, and the difference to what is expected.
    expect([...data.subarray(-6)]).toEqual([EV_MODE, 2, 1, 0, 1, 2]);
    const before = new Uint8Array([...data.subarray(0, -5), 1, 1, 4]);
    const { words } = decodeEvents(before);
    expect([...words.subarray(EVENT_WORDS + 1, EVENT_WORDS + 3)]).toEqual([2, 0]);
    const later = new Uint8Array([...data.subarray(0, -5), 3, 1, 0, 1, 2, 1, 2]);
    expect(() => decodeEvents(later)).toThrow('events of type 9 are of a newer machlab');
  });
});

describe('a session file', () => {
  test('opens to the events, inputs, marks and description that were written', async () => {
    const { batches } = new Story(12).tell(10_000);
    const log = new Log();
    for (const batch of batches) log.append(batch);
    const session = await readSession(await write(batches));
    expect(session.problem).toBeNull();
    expect(session.about).toEqual({ format: 1, ...ABOUT });
    expect(events(session.log)).toEqual(events(log));
    expect(await session.inputs.all()).toEqual([
      { kind: 3, hostUs: 12.5, payload: new Uint8Array([1, 2, 3]) },
      { kind: 4, hostUs: 13, payload: new Uint8Array(0) },
    ]);
    expect(session.marks).toEqual({ bookmarks: [{ seq: 3, label: 'here' }], notes: [] });
  });

  test('cut at any place it can be given bodies, and nothing else of it changes', async () => {
    const file = await write(new Story(15).tell(9000).batches);
    const body = new Uint8Array(1000).fill(7);
    for (const start of sectionStarts(file).slice(1, -1)) {
      for (const cut of [start, start + 5]) {
        const part = file.subarray(0, cut);
        const found = cutSession(part.length, (from, to) => part.subarray(from, to))!;
        expect(found.endBytes).toBe(start);
        const parts = [...part.subarray(0, found.endBytes)];
        const writer = new SessionWriter(found, (bytes) => void parts.push(...bytes));
        writer.body(5, body);
        await writer.flush();
        const [before, after] = [await readSession(part), await readSession(new Uint8Array(parts))];
        expect(after.bodies).toEqual(new Map([[5, body]]));
        expect([after.problem, events(after.log), await after.inputs.all()]).toEqual([
          before.problem,
          events(before.log),
          await before.inputs.all(),
        ]);
      }
    }
    expect(cutSession(file.length, (from, to) => file.subarray(from, to))).toBeNull();
    expect(cutSession(5, (from, to) => file.subarray(from, to))).toBeNull();
  });

  test('cut at any place it opens up to the last whole chunk and says so', async () => {
    const file = await write(new Story(13).tell(9000).batches);
    const starts = sectionStarts(file);
    const seen = new Set<number>();
    for (const start of starts.slice(1)) {
      for (const cut of [start - 1, Math.min(start, file.length - 1)]) {
        const attempt = await readSession(file.subarray(0, cut)).catch((error: Error) => error.message);
        seen.add(typeof attempt === 'string' ? -1 : attempt.log.end);
        expect(typeof attempt === 'string' ? attempt : attempt.problem).toMatch(
          /does not say what it is|cut short; (opened up to event \d+|no event could be read)/,
        );
      }
    }
    const whole = (await readSession(file)).log.end;
    expect(whole).toBeGreaterThan(8192);
    expect([...seen].sort((a, b) => a - b)).toEqual([-1, 0, expect.any(Number), whole]);
  });

  test('a flipped bit anywhere is noticed', async () => {
    const file = await write(new Story(14).tell(300).batches);
    for (let at = 0; at < file.length; at += 97) {
      const damaged = file.slice();
      damaged[at]! ^= 4;
      const outcome = await readSession(damaged).then(
        (session) => session.problem,
        (error: Error) => error.message,
      );
      expect(outcome).toMatch(/damaged|cut short|not a machlab session|does not say/);
    }
  });

  test('has the bodies that were kept, in parts of a bounded size', async () => {
    const { log } = await readSession(await write(new Story(3).tell(50).batches));
    const bodies = new Map([7, 9, 300].map((msg, at) => [msg, new Uint8Array(700_000 * (at + 1)).map((_, i) => i * msg)]));
    const parts: Uint8Array[] = [];
    const marks = { bookmarks: [], notes: [] };
    await writeSession({ about: ABOUT, log, inputs: [], bodies, marks }, (bytes) => void parts.push(bytes.slice()));
    const session = await readSession(new Uint8Array(Buffer.concat(parts)));
    expect(session.problem).toBeNull();
    expect([...session.bodies.keys()]).toEqual([7, 9, 300]);
    for (const [msg, body] of bodies) expect(Buffer.compare(session.bodies.get(msg)!, body)).toBe(0);
    expect((await readSession(await write(new Story(3).tell(50).batches))).bodies.size).toBe(0);
  });

  test('has the places of boxes, unless a newer machlab has kept them', async () => {
    const view = { places: [{ key: 'task:3', x: -7, y: 1_000_000 }] };
    const written = async (given: object): Promise<Session> => {
      const parts: Uint8Array[] = [];
      const writer = new SessionWriter(ABOUT, (bytes) => void parts.push(bytes.slice()));
      writer.view(given as typeof view);
      await writer.close();
      return readSession(joined(parts));
    };
    expect(await written(view)).toMatchObject({ view, problem: null });
    expect(await written({ ...view, version: 2, more: 1 })).toMatchObject({ view: { places: [] }, problem: null });
    for (const places of [[{ key: 'task:x', x: 1, y: 1 }], [{ key: 'task:3', x: 1e9, y: 1 }], [{ key: 'task:3', x: 1 }], {}])
      expect((await written({ places })).problem).toMatch('does not have the members it should have');
  });

  test('of a newer machlab is refused by name', async () => {
    const parts: number[] = [];
    const writer = new SessionWriter({ ...ABOUT, machlab: '9.0', format: 2 } as typeof ABOUT, (bytes) => void parts.push(...bytes));
    await writer.close();
    await expect(readSession(new Uint8Array(parts))).rejects.toThrow(
      'machlab 9.0 wrote this session in format 2; this machlab reads up to 1',
    );
  });

  test('that unpacks to more than it says is not unpacked', async () => {
    const { chain } = await import('./format.ts');
    const { deflate } = await import('./deflate.ts');
    const good = await write([]);
    const start = sectionStarts(good)[1]!;
    const bomb = await deflate(new Uint8Array(30_000_000));
    const header = new Uint8Array(SECTION_HEADER_BYTES);
    const view = new DataView(header.buffer);
    view.setUint32(0, KIND_EVENTS, true);
    view.setUint32(4, bomb.length, true);
    view.setUint32(8, 1000, true);
    view.setUint32(12, FLAG_DEFLATED, true);
    const hash = await chain(good.subarray(start - 32, start), header, bomb);
    const session = await readSession(new Uint8Array([...good.subarray(0, start), ...header, ...bomb, ...hash]));
    expect(session.problem).toBe('a part is longer than it says; no event could be read');
  });

  test('of a log that was trimmed begins with the state before its first event', async () => {
    const story = new Story(15);
    const log = new Log(8192);
    while (log.first === 0) for (const batch of story.tell(4000).batches) log.append(batch);
    const parts: Uint8Array[] = [];
    await writeSession({ about: ABOUT, log, inputs: [], marks: { bookmarks: [], notes: [] } }, (bytes) => void parts.push(bytes.slice()));
    const session = await readSession(joined(parts));
    expect([session.problem, session.log.first, session.log.end]).toEqual([null, log.first, log.end]);
    expect(JSON.parse(dump(session.log.base))).toEqual(JSON.parse(dump(log.base)));
    const replica = new Replica(session.log, session.checkpoints);
    replica.seek(log.end);
    expect(JSON.parse(dump(replica.state))).toEqual(JSON.parse(dump(story.state)));
  });

  test('has a checkpoint every so many events, and one that its events do not lead to is told', { timeout: 60_000 }, async () => {
    const recorder = new Recorder();
    const story = new Story(15).tell(600);
    const batches = [...story.batches];
    recorder.begin(0, 0);
    for (let seq = 0; seq < story.recorder.next; seq++) recorder.emit(EV_TIMER, seq); // so that the numbers go on behind the story
    recorder.take();
    while (recorder.next < CHECKPOINT_EVENTS + 10) recorder.emit(EV_TIMER, 1);
    batches.push(...recorder.take());
    const file = await write(batches);
    const kinds = (of: Uint8Array): number[] =>
      sectionStarts(of)
        .slice(0, -1)
        .map((start) => new DataView(of.buffer).getUint32(start, true));
    expect(kinds(file).filter((kind) => kind === KIND_CHECKPOINT)).toHaveLength(1);
    expect((await readSession(file)).problem).toBeNull();

    const parts = await partsOf(file);
    const checkpoint = parts.findIndex(({ kind }) => kind === KIND_CHECKPOINT);
    const state = JSON.parse(new TextDecoder().decode(parts[checkpoint]!.content)) as { first: number; state: { mode: number } };
    state.state.mode++;
    const told = new TextEncoder().encode(JSON.stringify(state));
    const other = await fileOf(parts.toSpliced(checkpoint, 1, { kind: KIND_CHECKPOINT, content: told }));
    const { first } = state;
    expect((await readSession(other)).problem).toBe(
      `the state that was recorded before event ${first} is not the one that the events lead to; opened up to event ${first - 1}`,
    );
  });

  test('whose events contradict each other opens up to where they do, whatever the contradiction', async () => {
    const { batches } = new Story(16).tell(400);
    const whole = mergeBatches(batches);
    const random = randomFrom(1);
    const outcomes = new Set<string>();
    for (let i = 0; i < 300; i++) {
      const words = whole.words.slice();
      words[random(words.length)] = [-1, 0, 1, 0x7fffffff, random(200), -random(1000)][random(6)]!;
      const batch = { ...whole, words };
      const parts: Uint8Array[] = [];
      const writer = new SessionWriter(ABOUT, (bytes) => void parts.push(bytes.slice()));
      if (batchIsSound(batch)) writer.events(batch);
      await writer.close();
      const session = await readSession(joined(parts));
      outcomes.add(session.problem === null ? 'whole' : 'up to');
      const replica = new Replica(session.log, session.checkpoints);
      for (const place of [session.log.end, 0, 100]) replica.seek(place);
    }
    expect(outcomes).toEqual(new Set(['whole', 'up to']));
  });

  test('with a state to begin with that makes no sense is not begun with', async () => {
    for (const text of ['{', '{"first":-1}', '{"first":5,"state":{}}', '{"first":5,"state":{"profile":"x"}}', '[]']) {
      expect(() => decodeBase(new TextEncoder().encode(text))).toThrow('a state that the session keeps is not what it should be');
    }
  });
});

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
