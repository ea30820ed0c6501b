import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import { useSpeech } from './useSpeech.ts';

export interface Toast {
  readonly id: number;
  readonly text: string;
  /** Errors and breakpoints stay until somebody closes them. */
  readonly kind: 'info' | 'breakpoint' | 'error';
  /** The event it is about; -1 for none. */
  readonly seq: number;
  /** Something that can be done about it; such a message stays as well. */
  readonly offer?: { readonly text: string; run(): void };
  readonly open: boolean;
}

const SHOWN_MAX = 3;
const KEPT_MAX = 100;
const INFO_MS = 6000;

/** Messages about what the user did not cause on screen. Each is spoken too. */
export const useToasts = defineStore('toasts', () => {
  const speech = useSpeech();
  const all = ref<readonly Toast[]>([]);
  const shown = computed(() => all.value.filter(({ open }) => open).slice(-SHOWN_MAX));
  let count = 0;

  function add(text: string, kind: Toast['kind'] = 'info', seq = -1, offer?: Toast['offer']): void {
    const id = ++count;
    all.value = [...all.value, { id, text, kind, seq, open: true, ...(offer === undefined ? {} : { offer }) }].slice(-KEPT_MAX);
    speech.say(text, kind !== 'info');
    if (kind === 'info' && offer === undefined) setTimeout(() => close(id), INFO_MS);
  }
  function close(id: number): void {
    all.value = all.value.map((toast) => (toast.id === id ? { ...toast, open: false } : toast));
  }

  return { all, shown, add, close };
});
