import { describe, expect, it } from 'vitest';
import { Outbox } from './outbox.ts';

function put(outbox: Outbox, process: number, text: string, attached: Uint8Array[] = []): void {
  const slot = outbox.begin(process, text.length);
  for (let index = 0; index < text.length; index++) slot.bytes[slot.at + index] = text.charCodeAt(index);
  outbox.end(process, text.length, attached);
}

const text = (pieces: readonly Uint8Array[]): string => pieces.map((piece) => String.fromCharCode(...piece)).join('');

describe('the outbox', () => {
  it('keeps the frames of each process in order', () => {
    const outbox = new Outbox();
    put(outbox, 1, 'one ');
    put(outbox, 2, 'other ');
    put(outbox, 1, 'two ');
    expect([...outbox.waiting]).toEqual([1, 2]);
    expect(text(outbox.take(1))).toBe('one two ');
    expect(text(outbox.take(2))).toBe('other ');
    expect(outbox.take(1)).toEqual([]);
  });

  it('never writes over what it has handed out', () => {
    const outbox = new Outbox();
    put(outbox, 1, 'kept');
    const first = outbox.take(1);
    put(outbox, 1, 'next');
    expect(text(first)).toBe('kept');
    expect(text(outbox.take(1))).toBe('next');
  });

  it('passes large pieces on uncopied, and pads every piece to a word', () => {
    const outbox = new Outbox();
    const large = new Uint8Array(10_001).fill(65);
    put(outbox, 1, 'head', [large, new Uint8Array([66])]);
    const pieces = outbox.take(1);
    expect(pieces[1]).toBe(large);
    expect(pieces.reduce((sum, piece) => sum + piece.length, 0)).toBe(4 + 10_004 + 4);
    expect(outbox.bytesCopied).toBe(1);
  });

  it('holds frames longer than its buffer', () => {
    const outbox = new Outbox();
    put(outbox, 1, 'a'.repeat(200_000));
    put(outbox, 1, 'b');
    expect(text(outbox.take(1).slice(-1))).toBe('b');
  });
});

describe('frames of a suspended thread', () => {
  it('are kept, and go behind what its process already has', () => {
    const outbox = new Outbox();
    put(outbox, -7, 'kept ');
    put(outbox, 1, 'first ');
    expect([...outbox.waiting]).toEqual([1]);
    outbox.release(7, 1);
    put(outbox, 1, 'last');
    expect(text(outbox.take(1))).toBe('first kept last');
  });

  it('are dropped with the thread', () => {
    const outbox = new Outbox();
    put(outbox, -7, 'kept');
    outbox.release(7, 0);
    outbox.release(7, 1);
    expect(outbox.take(1)).toEqual([]);
  });
});
