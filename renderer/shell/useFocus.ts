import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { Focus } from '../view.ts';

/** What the drawings show in full; null for everything. */
export const useFocus = defineStore('focus', () => ({ focus: shallowRef<Focus | null>(null) }));
