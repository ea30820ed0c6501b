import { describe, expect, test } from 'vitest';
import * as E from '../abi/events.ts';
import { COPY_SEND, PORT_SEND, TYPE_RECEIVE, TYPE_SEND } from '../abi/rights.ts';
import { foldRange } from './fold.ts';
import { Log } from './log.ts';
import { Recorder } from './recorder.ts';
import { sentenceOf } from './sentences.ts';
import { ENGLISH } from './sentences.en.ts';
import { State } from './state.ts';
import { Story } from './testing/story.ts';

/** Sentences of all events of a log. */
function tell(log: Log): { name: string; key: string; text: string; term: string; map: string }[] {
  const state = new State();
  return Array.from({ length: log.end }, (_, seq) => {
    foldRange(state, log.chunk(seq)!, seq, seq + 1);
    const event = log.event(seq)!;
    return { name: event.name, ...sentenceOf(event, state) };
  });
}

function logOf(emit: (recorder: Recorder) => void): Log {
  const recorder = new Recorder();
  recorder.begin(0, 0);
  emit(recorder);
  const log = new Log();
  for (const batch of recorder.take()) log.append(batch);
  return log;
}
const text = (words: string): Uint8Array => new TextEncoder().encode(words);

describe('sentences', () => {
  test('every event that can happen has one, with all slots filled and a term and a place in the book', () => {
    const told = new Map<string, string>();
    for (let seed = 1; seed <= 4; seed++) {
      const log = new Log();
      for (const batch of new Story(seed).tell(6000).batches) log.append(batch);
      for (const { key, text, term, map } of tell(log)) {
        expect(Object.keys(ENGLISH.phrases)).toContain(key);
        expect([key, text]).toEqual([key, expect.not.stringMatching(/[{}]|undefined|NaN| {2}|^[a-z]+\.[a-z]+$/)]);
        expect([key, term !== '' && map !== '']).toEqual([key, true]);
        told.set(key, text);
      }
    }
    const names = new Set([...told.keys()].map((key) => key.split('.')[0]));
    expect(Object.values(E.EVENT_SHAPES).filter(({ name }) => !names.has(name))).toEqual([]);
  });

  test('each phrase of the catalogue belongs to a type of event', () => {
    const names = new Set(Object.values(E.EVENT_SHAPES).map(({ name }) => name));
    expect(Object.keys(ENGLISH.phrases).filter((key) => !key.startsWith('why.') && !names.has(key.split('.')[0]!))).toEqual([]);
  });

  test('they say who does what to which port, in everyday words', () => {
    const log = logOf((k) => {
      k.emit(E.EV_BOOT, 0, 1);
      k.emit(E.EV_PORT_CREATED, 1, E.PORT_KIND_TASK, 5, 1);
      k.emitBytes(E.EV_TASK_CREATED, text('browser'), 1, 0, 0, 1);
      k.emit(E.EV_THREAD_CREATED, 1, 1, 0, 0);
      k.emit(E.EV_PORT_CREATED, 2, E.PORT_KIND_ORDINARY, 5, 0);
      k.emit(E.EV_NAME_ALLOCATED, 1, 0x103, 2, 0, TYPE_RECEIVE, 0, 1, 0, 0, 0, 0);
      k.emit(E.EV_NAME_INSERTED, 1, 0x203, 1, 0, TYPE_SEND, 0, 1, 0, 1, 0, 0);
      k.emitBytes(E.EV_SERVICE, text('file server'), 1, 1, 0, E.SERVICE_ACTIVE, 0, 2, 0, 1);
      k.emitBytes(E.EV_MSG_CREATED, text(''), 1, 1, 1, 6000, 40, 0, 16, 0);
      k.emit(E.EV_COPYIN, 1, 0, 1, 0x103, COPY_SEND, 2, PORT_SEND, 1, 0, 0);
      k.emit(E.EV_QUEUED, 1, 2, 1, 5, 0);
      k.emit(E.EV_WAITS, 1, 1, E.WAIT_RECEIVE, 2, 0, 250);
    });
    expect(
      tell(log)
        .map((sentence) => sentence.text)
        .slice(5),
    ).toEqual([
      'browser has a new port and is the only one allowed to receive from it; it calls it 0x0103.',
      'browser is given a send right to browser’s task port; it calls it 0x0203.',
      'browser serves “file server” from now on, at file server.',
      'browser has a message in the kernel’s hands: “file_open”, 40 bytes.',
      'browser keeps its send right to file server; “file_open” carries a copy as its destination.',
      'The kernel puts “file_open” into the queue of file server: 1 of 5 places taken.',
      'browser waits at file server; nothing is there yet. It will wait 250 ms at most.',
    ]);
  });

  test('pieces that name objects say which, so that they can be looked at', () => {
    const log = logOf((k) => {
      k.emit(E.EV_PORT_CREATED, 4, E.PORT_KIND_ORDINARY, 5, 0);
      k.emitBytes(E.EV_TASK_CREATED, text('a'), 1, 0, 0, 0);
      k.emit(E.EV_NAME_ARRIVED, 1, 0x103, 4, 0, TYPE_SEND, 0, 1, 0, 1, 0, 0);
    });
    const state = new State();
    foldRange(state, log.chunk(0)!, 0, 3);
    expect(sentenceOf(log.event(2)!, state).parts.filter((part) => part.object ?? part.name)).toEqual([
      { text: 'a', object: { kind: 'task', id: 1 } },
      { text: 'p4', object: { kind: 'port', id: 4 } },
      { text: '0x0103', name: { task: 1, name: 0x103 } },
    ]);
  });
});
