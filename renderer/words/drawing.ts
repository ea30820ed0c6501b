import { shallowRef } from 'vue';
import { sayEnglish } from '../scene/words.ts';
import type { Say } from '../view.ts';

const current = shallowRef<Say>(sayEnglish);

/** What the drawings say, in the current language. */
export const sayDrawing: Say = (key, values) => current.value(key, values);

export function setDrawingLanguage(say: Say): void {
  current.value = say;
}
