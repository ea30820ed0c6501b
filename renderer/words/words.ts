import { createI18n } from 'vue-i18n';
import type { Language } from '../settings/settings.ts';
import en from './en.json';

type Words = typeof en;

declare module 'vue-i18n' {
  export interface DefineLocaleMessage extends Words {}
}

/** The words of the window. Compiled when it is built: nothing here makes code out of text. */
export const i18n = createI18n<[Words], Language, false>({
  legacy: false,
  locale: 'en',
  fallbackLocale: 'en',
  messages: { en } as Record<Language, Words>,
});

/** A word or sentence of the current language; templates that use it follow a change of language. */
export const t = i18n.global.t;
/** A number as the language writes it. */
export const n = i18n.global.n;
