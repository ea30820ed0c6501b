import type { Catalogue } from './sentences/catalogue.ts';
import { OBJECTS } from './sentences/objects.en.ts';
import { SCHED } from './sentences/sched.en.ts';
import { TRAFFIC } from './sentences/traffic.en.ts';
import { WHY } from './sentences/why.en.ts';
import { WORDS } from './sentences/words.en.ts';

export const ENGLISH: Catalogue = {
  language: 'en',
  begin: (text) => text.replace(/^(the|a|an) /, (word) => word[0]!.toUpperCase() + word.slice(1)),
  plural: (n) => (n === 1 ? 0 : 1),
  phrases: { ...OBJECTS, ...TRAFFIC, ...SCHED, ...WHY },
  words: WORDS,
};
