import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FRAME_BYTES_MAX } from '../../kernel/abi/limits.ts';
import { FrameReader } from './frameReader.ts';

interface Frame {
  readonly kind: number;
  readonly task: number;
  readonly thread: number;
  readonly payload: Uint8Array;
}

function bytesOf({ kind, task, thread, payload }: Frame): Buffer {
  const header = Buffer.alloc(16);
  header.writeUInt32LE(16 + payload.length, 0);
  header.writeUInt32LE(kind, 4);
  header.writeUInt32LE(task, 8);
  header.writeUInt32LE(thread, 12);
  return Buffer.concat([header, payload]);
}

const word = fc.nat(0xffffffff);
const anyFrame: fc.Arbitrary<Frame> = fc
  .tuple(word, word, word, fc.uint8Array({ maxLength: 60 }))
  .map(([kind, task, thread, payload]) => ({ kind, task, thread, payload: new Uint8Array(payload) }));

describe('a frame reader', () => {
  it('gives back every frame, wherever the stream is cut', () => {
    fc.assert(
      fc.property(fc.array(anyFrame, { maxLength: 8 }), fc.array(fc.nat(90), { maxLength: 40 }), (frames, cuts) => {
        const stream = Buffer.concat(frames.map(bytesOf));
        const read: Frame[] = [];
        const reader = new FrameReader((kind, task, thread, bytes, at, end) => {
          read.push({ kind, task, thread, payload: new Uint8Array(bytes.subarray(at, end)) });
        });
        let at = 0;
        let counted = 0;
        for (const size of [...cuts, stream.length]) {
          counted += reader.push(stream.subarray(at, at + size));
          at = Math.min(stream.length, at + size);
        }
        expect(read).toEqual(frames);
        expect(counted).toBe(frames.length);
      }),
    );
  });

  it('takes no length that a frame cannot have', () => {
    for (const length of [0, 15, FRAME_BYTES_MAX + 1, 0xffffffff]) {
      const bytes = Buffer.alloc(16);
      bytes.writeUInt32LE(length);
      expect(() => new FrameReader(() => {}).push(bytes)).toThrow(`a frame of ${length} bytes`);
    }
  });
});
