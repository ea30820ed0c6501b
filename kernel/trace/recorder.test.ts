import { describe, expect, test } from 'vitest';
import { EV_CONSOLE, EV_TIMER, EVENT_OPENS, EVENT_WORDS } from '../abi/events.ts';
import { type Batch, decodeBatch, encodeBatch } from './batch.ts';
import { CHUNK_EVENTS, Recorder } from './recorder.ts';
import { Story } from './testing/story.ts';

describe('the recorder', () => {
  test('marks the first event of each admission and gives all of them its times', () => {
    const recorder = new Recorder();
    recorder.begin(10, 20);
    recorder.emit(EV_TIMER, 1);
    recorder.emit(EV_TIMER, 2);
    recorder.begin(30, 40);
    recorder.emit(EV_TIMER, 3);
    const [batch] = recorder.take();
    expect([0, 1, 2].map((i) => batch!.words[i * EVENT_WORDS]! & EVENT_OPENS)).toEqual([EVENT_OPENS, 0, EVENT_OPENS]);
    expect([...batch!.times]).toEqual([10, 20, 10, 20, 30, 40]);
  });

  test('hands every event out once, in order, whatever the chunks', () => {
    const recorder = new Recorder();
    const seen: string[] = [];
    const drain = (): void => {
      for (const { firstSeq, count, words, bytes } of recorder.take()) {
        for (let i = 0; i < count; i++) {
          const at = i * EVENT_WORDS;
          seen.push(
            `${firstSeq + i}:${words[at + 1]}:${new TextDecoder().decode(bytes.subarray(words[at + 10], words[at + 10]! + words[at + 11]!))}`,
          );
        }
      }
    };
    const total = CHUNK_EVENTS * 2 + 100;
    for (let i = 0; i < total; i++) {
      recorder.emitBytes(EV_CONSOLE, new TextEncoder().encode(`n${i}`.repeat(i % 7)), i, 1);
      if (i === 50 || i === CHUNK_EVENTS + 5) drain();
    }
    drain();
    expect(seen).toEqual(Array.from({ length: total }, (_, i) => `${i}:${i}:${`n${i}`.repeat(i % 7)}`));
    expect(recorder.take()).toEqual([]);
  });

  test('fills the memory of a batch again when it was given back, and no other', () => {
    const recorder = new Recorder();
    const nextWhole = (): Batch => {
      for (;;) {
        recorder.emit(EV_TIMER, recorder.next);
        const [batch] = recorder.take(true);
        if (batch !== undefined) return batch;
      }
    };
    const numbers = ({ words, count }: Batch): number[] => Array.from({ length: count }, (_, i) => words[i * EVENT_WORDS + 1]!);
    const numbersFrom = (first: number): number[] => Array.from({ length: CHUNK_EVENTS }, (_, i) => first + i);
    const [first, second] = [nextWhole(), nextWhole()];
    recorder.recycle(first);
    const [third, fourth] = [nextWhole(), nextWhole()]; // the third was begun before the first came back
    expect(fourth.words).toBe(first.words);
    expect(new Set([first, second, third].map(({ words }) => words)).size).toBe(3);
    for (const batch of [second, third, fourth]) expect(numbers(batch)).toEqual(numbersFrom(batch.firstSeq));
  });
});

describe('a batch on the wire', () => {
  test('arrives as it was sent, at any alignment', () => {
    for (const batch of new Story(3).tell(500).batches) {
      const encoded = encodeBatch(batch);
      expect(decodeBatch(encoded)).toEqual(batch);
      const shifted = new Uint8Array(encoded.length + 3);
      shifted.set(encoded, 3);
      expect(decodeBatch(shifted.subarray(3))).toEqual(batch);
    }
  });

  test('is refused when it is cut, padded, of unknown events, or points outside its bytes', () => {
    const recorder = new Recorder();
    recorder.emitBytes(EV_CONSOLE, new Uint8Array(8), 1, 1);
    const encoded = encodeBatch(recorder.take()[0]!);
    expect(decodeBatch(encoded.subarray(0, -1))).toBeNull();
    expect(decodeBatch(new Uint8Array([...encoded, 0]))).toBeNull();
    expect(decodeBatch(new Uint8Array(3))).toBeNull();
    const words = new Int32Array(encoded.buffer, 24 + 16, EVENT_WORDS);
    words[11] = 9;
    expect(decodeBatch(encoded)).toBeNull();
    words[11] = 8;
    expect(decodeBatch(encoded)).not.toBeNull();
    words[0] = 9999;
    expect(decodeBatch(encoded)).toBeNull();
  });
});
