import { expect, it } from 'vitest';
import { printable } from './printable.ts';

it('text for a terminal keeps words and lines, and loses what would steer it', () => {
  expect(printable('friend’s name\t0x0403\n')).toBe('friend’s name\t0x0403\n');
  expect(printable('a\u001b[2Jb\rc\u009bd\u202ee')).toBe('a\ufffd[2Jb\ufffdc\ufffdd\ufffde');
});
