import { defineStore } from 'pinia';
import { ref } from 'vue';

export const TOUR_STEPS = ['look', 'send', 'queue', 'death', 'back'] as const;

/** The tour on the live system: which step it is at. */
export const useTour = defineStore('tour', () => {
  const active = ref(false);
  const at = ref(0);
  function start(): void {
    active.value = true;
    at.value = 0;
  }
  function next(): void {
    if (at.value < TOUR_STEPS.length - 1) at.value++;
    else active.value = false;
  }
  function stop(): void {
    active.value = false;
  }
  return { active, at, start, next, stop };
});
