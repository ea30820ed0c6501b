import { computed, shallowRef } from 'vue';
import { ENGLISH } from '../../kernel/trace/sentences.en.ts';
import type { Catalogue } from '../../kernel/trace/sentences.ts';
import type { Language } from '../settings/settings.ts';
import { setDrawingWords } from './drawing.ts';
import { i18n } from './words.ts';

/** The catalogue of sentences about events, in the current language. */
const current = shallowRef<Catalogue>(ENGLISH);
export const catalogue = computed(() => current.value);

/** Changes the language of the window and of its sentences; other languages than English are loaded when asked for. */
export async function speak(language: Language): Promise<void> {
  if (language === 'de') {
    const [words, drawing] = await Promise.all([import('./de.json'), import('../scene/words.de.ts')]);
    i18n.global.setLocaleMessage('de', words.default);
    setDrawingWords(drawing.DRAWING_WORDS_DE);
  }
  if (language === 'en') setDrawingWords(null);
  current.value = ENGLISH;
  i18n.global.locale.value = language;
}
