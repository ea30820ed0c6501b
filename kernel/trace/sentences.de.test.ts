import { describe, expect, it } from 'vitest';
import { COMMAND_NAMES } from '../abi/commands.ts';
import { GERMAN, GERMAN_PHRASES } from './sentences.de.ts';
import { WORDS_DE } from './sentences/words.de.ts';
import { ENGLISH } from './sentences.en.ts';
import { Replica } from './replica.ts';
import { sentenceOf } from './sentences.ts';
import { Log } from './log.ts';
import { Story } from './testing/story.ts';

const slots = (text: string): string[] => [...text.matchAll(/\{(\w+)/g)].map(([, slot]) => slot!).toSorted();

describe('the German catalogue', () => {
  it('says all that the English one says', () => {
    expect(Object.keys(ENGLISH.phrases).filter((key) => !(key in GERMAN_PHRASES))).toEqual([]);
    expect(Object.keys(ENGLISH.words).filter((key) => !(key in WORDS_DE))).toEqual([]);
  });

  it('has words for every command', () => {
    const keys = COMMAND_NAMES.map((name) => `command.${name}`);
    expect(keys.filter((key) => !(key in ENGLISH.words) || !(key in WORDS_DE))).toEqual([]);
  });

  it('fills the same slots', () => {
    const set = (text: string): string[] => [...new Set(slots(text))];
    const wrong = Object.entries(GERMAN.phrases).filter(([key, { text }]) => set(text).join() !== set(ENGLISH.phrases[key]!.text).join());
    expect(wrong.map(([key]) => key)).toEqual([]);
    const words = Object.entries(WORDS_DE).filter(([key, text]) => slots(text).join() !== slots(ENGLISH.words[key] ?? text).join());
    expect(words.map(([key]) => key)).toEqual([]);
  });

  it('leaves no slot open and no key bare in any sentence of a story', () => {
    const log = new Log();
    for (const batch of new Story(8).tell(3000).batches) log.append(batch);
    const replica = new Replica(log);
    for (let seq = 0; seq < log.end; seq++) {
      replica.seek(seq);
      const event = replica.event!;
      const { key, text } = sentenceOf(event, replica.state, GERMAN);
      expect(Object.keys(GERMAN.phrases)).toContain(key);
      expect(text).not.toMatch(/[{}]|undefined/);
    }
  });
});
