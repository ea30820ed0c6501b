import type { Catalogue, Phrase } from './catalogue.ts';

/** Phrases of another language: text and term. Where the idea stands in the book is the same in every language. */
export type Translation = Readonly<Record<string, readonly [text: string, term: string]>>;

/** Complete phrases out of a translation of `base`; what it leaves out stays as it is there. */
export function translated(base: Catalogue, translation: Translation): Record<string, Phrase> {
  return Object.fromEntries(
    Object.entries(base.phrases).map(([key, phrase]) => {
      const found = translation[key];
      return [key, found === undefined ? phrase : { text: found[0], term: found[1], map: phrase.map }];
    }),
  );
}
