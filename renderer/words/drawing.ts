import { shallowRef } from 'vue';
import { sayEnglish } from '../scene/words.ts';
import type { Say } from '../view.ts';

/** The drawings' words in another language than English; null for English. */
const words = shallowRef<Readonly<Record<string, string>> | null>(null);

export function setDrawingWords(next: Readonly<Record<string, string>> | null): void {
  words.value = next;
}

const SLOT = /\{(\w+)(?:#([^|}]*)\|([^}]*))?\}/g;

/** What the drawings say, in the current language. */
export const sayDrawing: Say = (key, values = {}) => {
  const text = words.value?.[key];
  if (text === undefined) return sayEnglish(key, values);
  return text.replace(SLOT, (_, slot: string, one: string | undefined, many: string | undefined) => {
    const value = values[slot] ?? '';
    return one === undefined ? String(value) : `${value} ${value === 1 ? one : many}`;
  });
};
