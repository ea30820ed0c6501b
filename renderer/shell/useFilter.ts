import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import { usePlayer } from '../player/usePlayer.ts';
import type { ViewFilter } from '../view.ts';
import { compileFilter } from './filter.ts';

/** The one filter of the window. */
export const useFilter = defineStore('filter', () => {
  const player = usePlayer();
  const text = ref('');
  const compiled = computed(() => compileFilter(text.value));
  const filter = computed<ViewFilter | null>(() => {
    const { value } = compiled;
    const { moment } = player;
    return value.test === null ? null : { text: text.value.trim(), matches: (target) => value.test!(target, moment) };
  });
  const problem = computed(() => compiled.value.problem);

  return { text, filter, problem };
});
