import { describe, expect, it } from 'vitest';
import { EV_MSG_CREATED, EV_MSG_DESTROYED, EV_NOTIFIED, EV_TASK_DIED, EVENT_TYPES } from '../../abi/events.ts';
import { EVENT_SHAPES } from '../../abi/events.ts';
import { isFilter, parseFilter } from '../filter.ts';
import { Log } from '../log.ts';
import { Replica } from '../replica.ts';
import { sentenceOf } from '../sentences.ts';
import { endsMessage } from '../replica.ts';
import { Crowd } from '../testing/crowd.ts';
import { copied, Stage } from '../testing/stage.ts';
import { jsonLines, type JsonEvent } from './json.ts';
import { mermaid } from './mermaid.ts';
import { KERNEL, perfettoTrace } from './perfetto.ts';
import { sequenceOf } from './testing/mermaid.ts';
import { checkTrace, type TraceFile } from './testing/traceEvents.ts';

/** The real kernel under a crowd, as a log that has lost its beginning or not. */
function crowdLog(seed: number, limitEvents = 1_000_000): Replica {
  const log = new Log(limitEvents);
  for (const batch of new Crowd(seed).act(900).batches) log.append(batch);
  return new Replica(log);
}

/** A file service and a browser that passes its right on; the service then dies with a letter in its queue. */
function play(): { readonly replica: Replica; readonly at: Record<'passed' | 'sent', number> } {
  const stage = new Stage();
  const [files, browser, mail] = [stage.actor('files'), stage.actor('a;b #1%{'), stage.actor('mail')];
  files.serve('file server');
  const inbox = mail.serve('mail');
  const inBrowser = browser.lookUp('file server');
  browser.send(browser.lookUp('mail'), 2000, 0, [copied(inBrowser)]);
  mail.receive(inbox);
  const passed = stage.recorder.next;
  browser.send(inBrowser, 2400);
  const sent = stage.recorder.next;
  files.crash();
  return { replica: stage.replica(), at: { passed, sent } };
}

function count(replica: Replica, type: number): number {
  let found = 0;
  for (let seq = replica.log.first; seq < replica.log.end; seq++) if (replica.log.event(seq)?.type === type) found++;
  return found;
}

describe('the trace for Perfetto', () => {
  const exported = (replica: Replica): TraceFile => JSON.parse([...perfettoTrace(replica, 'a crowd')].join('')) as TraceFile;

  it.each([1, 2, 3, 4, 5])('keeps to the Trace Event Format, whatever happens (crowd %i)', (seed) => {
    const replica = crowdLog(seed);
    const found = checkTrace(exported(replica));
    expect(found.problems).toEqual([]);
    expect(found.arrows).toBeGreaterThan(20);
    expect(found.begun - found.arrows).toBe(replica.seek(replica.log.end) && [...replica.state.messages.values()].length);
    expect(found.begun).toBe(count(replica, EV_MSG_CREATED));
  });

  it('keeps to it also when the beginning of the log is gone', () => {
    const log = new Log(8192);
    const crowd = new Crowd(11);
    while (log.first === 0) for (const batch of crowd.act(300).batches.splice(0)) log.append(batch);
    const found = checkTrace(exported(new Replica(log)));
    expect(found.problems).toEqual([]);
    expect(found.slices).toBeGreaterThan(100);
  });

  it('has a process for each task and for the kernel, and an instant for each notification and death', () => {
    const { replica } = play();
    const { traceEvents, otherData } = exported(replica);
    expect(otherData).toEqual({ title: 'a crowd', firstEvent: 0, events: replica.log.end });
    const names = traceEvents.filter(({ ph, name }) => ph === 'M' && name === 'process_name').map(({ args }) => args?.['name']);
    expect(names).toEqual(expect.arrayContaining(['the kernel', 'files (pid 1001)', 'a;b #1%{ (pid 1002)', 'mail (pid 1003)']));
    const instants = traceEvents.filter(({ ph }) => ph === 'i').map(({ name }) => name);
    expect(instants.filter((name) => name === 'task-died')).toHaveLength(count(replica, EV_TASK_DIED));
    const notified = count(replica, EV_NOTIFIED);
    expect(instants.filter((name) => /^[A-Z_]+$/.test(name ?? ''))).toHaveLength(notified);
    const destroyed = traceEvents.filter(({ ph, pid, name }) => ph === 'B' && pid === KERNEL && name === 'its port has died');
    expect(destroyed).toHaveLength(count(replica, EV_MSG_DESTROYED));
    expect(destroyed.length).toBeGreaterThan(0);
  });
});

describe('the sequence diagram', () => {
  it('is grammatical, with an arrow for every message of the stretch', () => {
    for (const seed of [1, 2, 3]) {
      const replica = crowdLog(seed);
      const [from, to] = [Math.floor(replica.log.end / 3), Math.floor(replica.log.end / 2)];
      const diagram = sequenceOf(mermaid(replica, from, to));
      const messages = new Set<number>();
      for (let seq = from; seq < to; seq++) {
        const event = replica.log.event(seq)!;
        if (event.type === EV_MSG_CREATED || endsMessage(event.type)) messages.add(event.field('msg'));
      }
      expect(diagram.arrows).toHaveLength(messages.size);
      expect(messages.size).toBeGreaterThan(20);
    }
  });

  it('shows who said what to whom, the rights that went along, and what became of it', () => {
    const { replica, at } = play();
    const { participants, arrows, notes } = sequenceOf(mermaid(replica));
    const name = (title: string): string => participants.find((one) => one.title.startsWith(title))?.name ?? title;
    expect(participants.map(({ title }) => title)).toContain('a;b #1%{ (1002)');
    expect(arrows).toContainEqual(
      expect.objectContaining({
        from: name('a;b'),
        to: name('mail'),
        arrow: '->>',
        text: expect.stringMatching(/^id 2000 \+ send right file server #\d+$/),
      }),
    );
    expect(arrows).toContainEqual(
      expect.objectContaining({ from: name('a;b'), arrow: '-x', text: expect.stringMatching(/^id 2400, its port has died #\d+$/) }),
    );
    expect(arrows.some(({ arrow, from }) => arrow === '-->>' && from === 'kernel')).toBe(true);
    expect(notes.filter(({ over }) => over === name('files')).map(({ text }) => text)).toEqual([
      expect.stringMatching(/^files has crashed \(signal 9\).* #\d+$/),
    ]);
    const cut = sequenceOf(mermaid(replica, at.passed, at.sent));
    expect(cut.arrows).toEqual([
      expect.objectContaining({ arrow: '-)', to: name('files'), text: expect.stringMatching(/^id 2400, in the queue of file server #/) }),
    ]);
  });
});

describe('lines of JSON', () => {
  it('give every event back: type, fields, bytes, times and sentence', () => {
    const replica = crowdLog(3);
    const { log } = replica;
    const lines = [...jsonLines(replica)].map((line) => JSON.parse(line) as JsonEvent);
    expect(lines).toHaveLength(log.end);
    for (const { seq, type, fields, bytes, opens, virtualUs, hostUs, text } of lines) {
      const event = log.event(seq)!;
      expect(EVENT_TYPES.get(type)).toBe(event.type);
      expect(fields).toEqual(event.fields());
      expect({ opens, virtualUs, hostUs }).toEqual({ opens: event.opens, virtualUs: event.virtualUs, hostUs: event.hostUs });
      expect(bytes).toBe(EVENT_SHAPES[event.type]!.bytes ? Buffer.from(event.bytes).toString('hex') : undefined);
      if (seq % 50 !== 0) continue;
      replica.seek(seq);
      expect(text).toBe(sentenceOf(event, replica.state).text);
    }
  });

  it('of a stretch and a filter are those events alone', () => {
    const replica = crowdLog(3);
    const filter = parseFilter('type:msg-created');
    if (!isFilter(filter)) throw new Error(filter.message);
    const lines = [...jsonLines(replica, { from: 100, to: 900, filter })].map((line) => JSON.parse(line) as JsonEvent);
    const expected = Array.from({ length: 800 }, (_, at) => at + 100).filter((seq) => replica.log.event(seq)?.type === EV_MSG_CREATED);
    expect(lines.map(({ seq }) => seq)).toEqual(expected);
    expect(expected.length).toBeGreaterThan(5);
  });
});
