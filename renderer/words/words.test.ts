import { describe, expect, it } from 'vitest';
import german from './de.json' with { type: 'json' };
import english from './en.json' with { type: 'json' };

interface Words {
  readonly [key: string]: string | Words;
}

/** Every message under its whole key, in the order of the file. */
function messagesIn(words: Words, before = ''): [string, string][] {
  return Object.entries(words).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[before + key, value]] : messagesIn(value, `${before}${key}.`),
  );
}

/** What the program fills in or looks up: placeholders and linked messages of each plural form. */
function holesIn(message: string): string[][] {
  return message.split('|').map((form) => (form.match(/\{[^}]*\}|@[.\w]*:[\w.]+/gu) ?? []).toSorted());
}

const en = messagesIn(english);
const de = new Map(messagesIn(german));

describe('the German words', () => {
  it('have exactly the keys of the English ones, in their order', () => {
    expect([...de.keys()]).toEqual(en.map(([key]) => key));
  });

  it('have no empty text where the English ones have one', () => {
    expect(en.filter(([key, text]) => text.trim() !== '' && (de.get(key) ?? '').trim() === '').map(([key]) => key)).toEqual([]);
  });

  it.each(en)('%s has the same placeholders', (key, text) => {
    expect(holesIn(de.get(key) ?? '')).toEqual(holesIn(text));
  });
});
