import { expect, test } from 'vitest';
import { EV_CONSOLE, EVENT_SHAPES, EVENT_TYPE_MASK } from '../abi/events.ts';
import { Log } from './log.ts';
import { CHUNK_EVENTS, Recorder } from './recorder.ts';
import { State } from './state.ts';
import { foldRange } from './fold.ts';
import { dump } from './testing/dump.ts';
import { Story } from './testing/story.ts';

test('a log holds each event of its batches, however they are cut, and skips what it has', () => {
  const { batches } = new Story(2).tell(1500);
  const log = new Log();
  let added = 0;
  for (const batch of batches) {
    added += log.append(batch);
    added += log.append(batch);
  }
  expect(added).toBe(log.end);
  for (const { firstSeq, count, words, times, bytes } of batches) {
    for (let i = 0; i < count; i++) {
      const event = log.event(firstSeq + i)!;
      const at = i * 12;
      expect([event.seq, event.virtualUs, event.hostUs]).toEqual([firstSeq + i, times[i * 2], times[i * 2 + 1]]);
      const shape = EVENT_SHAPES[words[at]! & EVENT_TYPE_MASK]!;
      expect(Object.keys(event.fields())).toEqual([...shape.fields]);
      const own = shape.bytes ? bytes.subarray(words[at + 10], words[at + 10]! + words[at + 11]!) : [];
      expect([...event.bytes]).toEqual([...own]);
    }
  }
});

test('a gap before a batch is an error, never a silent hole', () => {
  const recorder = new Recorder();
  const log = new Log();
  recorder.emit(EV_CONSOLE);
  recorder.take();
  recorder.emit(EV_CONSOLE);
  expect(() => log.append(recorder.take()[0]!)).toThrow('events 0 to 0 are missing');
});

test('past its limit a log trims whole chunks at the front and keeps the state before the first event that is left', () => {
  const story = new Story(4);
  const log = new Log(CHUNK_EVENTS);
  while (log.first < CHUNK_EVENTS) {
    story.tell(2000);
    for (const batch of story.batches) if (batch.firstSeq >= log.end) log.append(batch);
  }
  const state = new State();
  for (const batch of story.batches) foldRange(state, batch, batch.firstSeq, Math.min(batch.firstSeq + batch.count, log.first));
  expect(dump(log.base)).toBe(dump(state));
  expect(log.chunk(log.first - 1)).toBeUndefined();
  expect(log.event(log.first)!.seq).toBe(log.first);
  expect(log.end).toBe(story.recorder.next);
});

test('a batch that is a whole chunk is kept as it is; what follows it is put beside it', () => {
  const recorder = new Recorder();
  const log = new Log();
  const emit = (count: number): void => {
    for (let i = 0; i < count; i++) recorder.emitBytes(EV_CONSOLE, new TextEncoder().encode(`${recorder.next}`), 1);
  };
  emit(10);
  for (const batch of recorder.take()) log.append(batch);
  emit(2 * CHUNK_EVENTS);
  const whole = recorder.take(true);
  expect(whole.map(({ firstSeq, count }) => [firstSeq, count])).toEqual([
    [10, CHUNK_EVENTS - 10],
    [CHUNK_EVENTS, CHUNK_EVENTS],
  ]);
  for (const batch of [...whole, ...recorder.take()]) log.append(batch);
  expect(log.chunk(CHUNK_EVENTS)!.words).toBe(whole[1]!.words);
  for (const seq of [0, 9, 10, CHUNK_EVENTS - 1, CHUNK_EVENTS, 2 * CHUNK_EVENTS - 1, 2 * CHUNK_EVENTS, 2 * CHUNK_EVENTS + 9])
    expect(new TextDecoder().decode(log.event(seq)!.bytes)).toBe(String(seq));
});
