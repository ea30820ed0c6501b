import { describe, expect, it } from 'vitest';
import { ACTION_IDS } from '../keys/bindings.ts';
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

const keys = new Set(en.map(([key]) => key));
const sources = Object.entries(import.meta.glob<string>('../**/*.{vue,ts}', { query: '?raw', import: 'default', eager: true })).filter(
  ([file]) => !/\.test\.ts$|testing\/|\/(scene|graph|sequence|svg|dev)\//.test(file),
);

describe('the words that the sources ask for', () => {
  it('are there', () => {
    const asked = sources.flatMap(([file, text]) =>
      [...text.matchAll(/\b(?:t|say)\(\s*'([a-z]\w*(?:\.[\w-]+)+)'/gi)].map(([, key]) => ({ file, key: key! })),
    );
    expect(asked.length).toBeGreaterThan(200);
    expect(asked.filter(({ key }) => !keys.has(key))).toEqual([]);
  });

  it('have a group where a key is put together', () => {
    const groups = sources.flatMap(([file, text]) =>
      [...text.matchAll(/\b(?:t|say)\(\s*`([a-z]\w*(?:\.\w+)*)\.\$\{/gi)].map(([, group]) => ({ file, group: group! })),
    );
    expect(groups.length).toBeGreaterThan(20);
    expect(groups.filter(({ group }) => !en.some(([key]) => key.startsWith(`${group}.`)))).toEqual([]);
  });

  it('say what every program is about', () => {
    const programs = Object.keys(import.meta.glob('../../labs/programs/*.ts')).map((path) => path.replace(/^.*\/|\.ts$/g, ''));
    expect(programs).toContain('hello');
    expect(programs.filter((program) => !keys.has(`programs.about.${program}`))).toEqual([]);
  });

  it('name every action', () => {
    expect(ACTION_IDS.filter((action) => !keys.has(`actions.${action}`))).toEqual([]);
  });
});
