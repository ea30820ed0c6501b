import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import { Labels } from '../../kernel/trace/sentences.ts';
import { usePlayer } from '../player/usePlayer.ts';
import { targetKey } from '../view.ts';
import type { Target, ViewFilter } from '../view.ts';
import { catalogue } from '../words/catalogue.ts';
import { compileFilter, fitsTerms } from './filter.ts';

/** The one filter of the window. */
export const useFilter = defineStore('filter', () => {
  const player = usePlayer();
  const text = ref('');
  const compiled = computed(() => compileFilter(text.value, catalogue.value));
  const problem = computed(() => compiled.value.problem);

  /** Objects are judged once for each moment. */
  const filter = computed<ViewFilter | null>(() => {
    const { events, terms } = compiled.value;
    if (events === null) return null;
    const { state, log } = player.moment;
    const labels = new Labels(state, catalogue.value);
    const known = new Map<string, boolean>();
    function matches(target: Target): boolean {
      if (target.kind === 'event') {
        const event = log.event(target.id);
        return event !== undefined && events!.test(event, state);
      }
      const key = targetKey(target);
      const before = known.get(key);
      if (before !== undefined) return before;
      const fits = fitsTerms(terms, target, state, labels);
      known.set(key, fits);
      return fits;
    }
    return { text: text.value.trim(), matches };
  });
  /** For tests of many events, each in the state after it. */
  const events = computed(() => compiled.value.events);

  return { text, filter, events, problem };
});
