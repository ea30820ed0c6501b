import type { Catalogue } from './sentences/catalogue.ts';
import { OBJECTS_DE } from './sentences/objects.de.ts';
import { SCHED_DE } from './sentences/sched.de.ts';
import { TRAFFIC_DE } from './sentences/traffic.de.ts';
import { translated } from './sentences/translation.ts';
import type { Translation } from './sentences/translation.ts';
import { WHY_DE } from './sentences/why.de.ts';
import { WORDS_DE } from './sentences/words.de.ts';
import { ENGLISH } from './sentences.en.ts';

export const GERMAN_PHRASES: Translation = { ...OBJECTS_DE, ...TRAFFIC_DE, ...SCHED_DE, ...WHY_DE };

export const GERMAN: Catalogue = {
  language: 'de',
  begin: (text) => text.replace(/^(das|der|die|ein|eine|einen|kein|keine) /, (word) => word[0]!.toUpperCase() + word.slice(1)),
  plural: (n) => (n === 1 ? 0 : 1),
  phrases: translated(ENGLISH, GERMAN_PHRASES),
  words: { ...ENGLISH.words, ...WORDS_DE },
};
