import { Option } from 'commander';
import { GERMAN } from '../../kernel/trace/sentences.de.ts';
import { ENGLISH } from '../../kernel/trace/sentences.en.ts';
import type { Catalogue } from '../../kernel/trace/sentences.ts';

const CATALOGUES: Readonly<Record<string, Catalogue>> = { en: ENGLISH, de: GERMAN };

export interface LanguageOption {
  readonly language: string;
}

export function languageOption(): Option {
  return new Option('--language <language>', 'the language of sentences and labels').choices(Object.keys(CATALOGUES)).default('en');
}

export function catalogueOf({ language }: LanguageOption): Catalogue {
  return CATALOGUES[language] ?? ENGLISH;
}
