import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { STDERR_KEPT_BYTES, StderrTail } from './stderrTail.ts';

describe('the tail of stderr', () => {
  it('is everything as long as it is short', () => {
    const stream = new PassThrough();
    const tail = new StderrTail(stream);
    stream.write('one\n');
    stream.write('two');
    expect(tail.text()).toBe('one\ntwo');
  });

  it('is the last lines, the first of them whole, once it is long', () => {
    const stream = new PassThrough();
    const tail = new StderrTail(stream);
    for (let line = 0; line < 9000; line++) stream.write(`line ${line}\n`);
    const lines = tail.text().split('\n');
    expect(lines[0]).toMatch(/^line \d+$/);
    expect(lines.at(-2)).toBe('line 8999');
    expect(tail.text().length).toBeGreaterThan(STDERR_KEPT_BYTES - 16);
    expect(tail.text().length).toBeLessThanOrEqual(STDERR_KEPT_BYTES);
  });

  it('makes a writer wait who shouts', () => {
    const stream = new PassThrough();
    const tail = new StderrTail(stream);
    for (let piece = 0; piece < 100; piece++) stream.write(Buffer.alloc(8192, 'x'));
    expect(stream.isPaused()).toBe(true);
    expect(stream.readableLength + stream.writableLength).toBeGreaterThan(500_000);
    expect(tail.text().length).toBeLessThanOrEqual(STDERR_KEPT_BYTES);
  });
});
