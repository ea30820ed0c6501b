import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { Target } from '../view.ts';

/** The question that the inspector answers: why is this so? */
export const useWhy = defineStore('why', () => {
  const asked = shallowRef<Target | null>(null);
  const canAsk = (target: Target | null): boolean => target !== null && ['task', 'thread', 'right', 'message'].includes(target.kind);
  function ask(target: Target | null): void {
    asked.value = target;
  }
  return { asked, canAsk, ask };
});
