import { describe, expect, it } from 'vitest';
import { DRAWING_WORDS, sayEnglish, sayIn } from './words.ts';
import { DRAWING_WORDS_DE } from './words.de.ts';

const slots = (text: string): string[] => [...text.matchAll(/\{(\w+)/g)].map(([, slot]) => slot!).toSorted((a, b) => a.localeCompare(b));

describe('the drawings’ words', () => {
  it('are complete in German, with the same values in them', () => {
    expect(Object.keys(DRAWING_WORDS_DE).toSorted((a, b) => a.localeCompare(b))).toEqual(
      Object.keys(DRAWING_WORDS).toSorted((a, b) => a.localeCompare(b)),
    );
    for (const [key, text] of Object.entries(DRAWING_WORDS)) expect([key, ...slots(DRAWING_WORDS_DE[key]!)]).toEqual([key, ...slots(text)]);
  });

  it('say one and many', () => {
    expect(sayEnglish('drawing.threads', { n: 1 })).toBe('1 thread');
    expect(sayIn(DRAWING_WORDS_DE)('drawing.heldBy', { n: 3 })).toBe('3 Tasks');
  });

  it('fall back to English, and to the key itself', () => {
    expect(sayIn({})('drawing.set')).toBe('port set');
    expect(sayEnglish('drawing.unheard')).toBe('drawing.unheard');
  });
});
