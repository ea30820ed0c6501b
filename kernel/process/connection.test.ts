import fc from 'fast-check';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { FRAME_BYTES_MAX } from '../abi/limits.ts';
import { Connection } from './connection.ts';

/** A frame of so many bytes, each a digit of its number. */
function frame(sizeBytes: number, number: number): Uint8Array {
  const bytes = new Uint8Array(sizeBytes).fill(number);
  new DataView(bytes.buffer).setUint32(0, sizeBytes, true);
  return bytes;
}

function connect(): { connection: Connection; taken: Uint8Array[]; whole: boolean[]; bad: number[] } {
  const taken: Uint8Array[] = [];
  const whole: boolean[] = [];
  const bad: number[] = [];
  const connection = new Connection(7, new PassThrough(), {
    frame(_process, bytes, view, at, end) {
      expect(view.getUint32(at, true)).toBe(end - at);
      taken.push(bytes.slice(at, end));
      whole.push(bytes.buffer.byteLength === end - at);
    },
    badFrame: (process) => bad.push(process),
  });
  return { connection, taken, whole, bad };
}

const join = (frames: readonly Uint8Array[]): Uint8Array => new Uint8Array(frames.flatMap((one) => [...one]));

describe('a connection', () => {
  it('hands over the frames that were sent, however the bytes come in pieces', () => {
    const sizes = fc.array(fc.integer({ min: 16, max: 300 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(
        sizes,
        fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1 }),
        fc.integer({ min: 1, max: 5 }),
        (lengths, cuts, budget) => {
          const frames = lengths.map((length, index) => frame(length, index + 1));
          const bytes = join(frames);
          const { connection, taken } = connect();
          for (let at = 0, cut = 0; at < bytes.length; cut++) {
            const count = cuts[cut % cuts.length] ?? 1;
            connection.push(bytes.slice(at, at + count));
            at += count;
            connection.run(budget);
          }
          while (connection.pending) connection.run(budget);
          expect(taken).toEqual(frames);
        },
      ),
    );
  });

  it('hands over no more than it is asked for', () => {
    const { connection, taken } = connect();
    connection.push(join([frame(20, 1), frame(20, 2), frame(20, 3)]));
    expect(connection.run(2)).toBe(0);
    expect([taken.length, connection.pending]).toEqual([2, true]);
    expect(connection.run(2)).toBe(1);
    expect([taken.length, connection.pending]).toEqual([3, false]);
  });

  it('keeps the order when more comes just as the chunk at hand is used up', () => {
    const { connection, taken } = connect();
    const frames = [frame(20, 1), frame(20, 2), frame(20, 3)];
    connection.push(frames[0]!.slice());
    connection.push(frames[1]!.slice());
    connection.run(1);
    connection.push(frames[2]!.slice());
    connection.run(5);
    expect(taken).toEqual(frames);
  });

  it('puts a frame that comes in pieces together in a buffer of its own', () => {
    const { connection, taken, whole } = connect();
    const large = frame(100_000, 1);
    connection.push(large.slice(0, 70_000));
    connection.run(10);
    connection.push(large.slice(70_000));
    connection.run(10);
    expect(taken).toEqual([large]);
    expect(whole).toEqual([true]);
  });

  it.each([0, 15, FRAME_BYTES_MAX + 1, 0xffffffff])('is over at a length of %i, and reads nothing more', (length) => {
    for (const first of [4, 16]) {
      const { connection, taken, bad } = connect();
      const bytes = new Uint8Array(40);
      new DataView(bytes.buffer).setUint32(0, length, true);
      connection.push(bytes.slice(0, first));
      connection.run(10);
      connection.push(bytes.slice(first));
      connection.run(10);
      connection.push(frame(16, 1));
      connection.run(10);
      expect([taken, bad, connection.over, connection.pending]).toEqual([[], [7], true, false]);
    }
  });
});
