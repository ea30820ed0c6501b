import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import type { Target } from '../view.ts';

export type DialogName =
  | 'palette'
  | 'keys'
  | 'goTo'
  | 'breakpoints'
  | 'program'
  | 'note'
  | 'bookmark'
  | 'crash'
  | 'save'
  | 'sessions'
  | 'restart';

/** Which dialog is open, and what it is about. One at a time. */
export const useDialogs = defineStore('dialogs', () => {
  const current = ref<DialogName | null>(null);
  const about = shallowRef<Target | null>(null);
  const text = ref('');

  function open(name: DialogName, what: { readonly about?: Target | null; readonly text?: string } = {}): void {
    about.value = what.about ?? null;
    text.value = what.text ?? '';
    current.value = name;
  }
  function close(): void {
    current.value = null;
  }

  return { current, about, text, open, close };
});
