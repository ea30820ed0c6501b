import { computed, shallowRef } from 'vue';
import { ENGLISH } from '../../kernel/trace/sentences.en.ts';
import type { Catalogue } from '../../kernel/trace/sentences.ts';
import type { Language } from '../settings/settings.ts';
import { sayEnglish } from '../scene/words.ts';
import type { Say } from '../view.ts';
import { setDrawingLanguage } from './drawing.ts';
import { i18n } from './words.ts';

/** The catalogue of sentences about events, in the current language. */
const current = shallowRef<Catalogue>(ENGLISH);
export const catalogue = computed(() => current.value);

/** Changes the language of the window, its drawings and its sentences; other languages than English are loaded when asked for. */
export async function speak(language: Language): Promise<void> {
  const { sentences, drawing } = language === 'de' ? await loadGerman() : { sentences: ENGLISH, drawing: sayEnglish };
  current.value = sentences;
  setDrawingLanguage(drawing);
  i18n.global.locale.value = language;
}

async function loadGerman(): Promise<{ sentences: Catalogue; drawing: Say }> {
  const { GERMAN, sayGerman, WORDS } = await import('./german.ts');
  i18n.global.setLocaleMessage('de', WORDS);
  return { sentences: GERMAN, drawing: sayGerman };
}
