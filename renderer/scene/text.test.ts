import { describe, expect, it } from 'vitest';
import { cutMiddle } from './text.ts';

const perLetter = (text: string): number => Array.from(text).length * 10;

describe('a text that does not fit', () => {
  it('is cut in the middle and keeps both ends', () => {
    expect(cutMiddle('renderer of the first tab', 'title', 110, perLetter)).toBe('rende…t tab');
  });

  it('never is wider than its room', () => {
    for (let room = 10; room < 300; room += 10)
      expect(perLetter(cutMiddle('the file service', 'port', room, perLetter))).toBeLessThanOrEqual(room);
  });

  it('is left alone when it fits', () => {
    expect(cutMiddle('ui', 'port', 20, perLetter)).toBe('ui');
  });

  it('keeps letters of two code units whole', () => {
    expect(cutMiddle('𝔸𝔹ℂ𝔻𝔼', 'title', 30, perLetter)).toBe('𝔸…𝔼');
  });
});
