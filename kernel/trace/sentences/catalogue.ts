/**
 * What a language gives: one sentence for each kind of event, and the words that fill some of its slots.
 *
 * A slot is `{field}`, a field of the event or a value made from it (`slots.ts`). `{field#one|many}` prints the number and then
 * the form that the language has for it.
 */

export interface Phrase {
  readonly text: string;
  /** The textbook's term. */
  readonly term: string;
  /** Where in the book the idea stands: a key of the map that an edition brings. */
  readonly map: string;
}

export interface Catalogue {
  /** BCP 47. */
  readonly language: string;
  /** The beginning of a sentence as it is written there. */
  readonly begin: (text: string) => string;
  /** Which of a slot's forms fits a number. */
  readonly plural: (n: number) => number;
  /** By the event's name, or its name and a variant: `trap.send`. */
  readonly phrases: Readonly<Record<string, Phrase>>;
  /** What objects and values are called. */
  readonly words: Readonly<Record<string, string>>;
}
