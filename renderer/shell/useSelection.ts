import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import { sameTarget } from '../view.ts';
import type { Target } from '../view.ts';

const HISTORY_MAX = 100;

/** What is selected in every view, what the pointer is on, and what was selected before. */
export const useSelection = defineStore('selection', () => {
  const target = shallowRef<Target | null>(null);
  const hover = shallowRef<Target | null>(null);
  /** The inspector keeps showing this one, whatever is selected. */
  const pinned = shallowRef<Target | null>(null);
  const history = shallowRef<readonly Target[]>([]);
  const at = ref(-1);

  function select(next: Target | null): void {
    if (sameTarget(next, target.value)) return;
    target.value = next;
    if (next === null) return;
    history.value = [...history.value.slice(0, at.value + 1), next].slice(-HISTORY_MAX);
    at.value = history.value.length - 1;
  }

  function go(by: number): void {
    const next = history.value[at.value + by];
    if (next === undefined) return;
    at.value += by;
    target.value = next;
  }

  function togglePin(): void {
    pinned.value = pinned.value === null ? target.value : null;
  }

  /** Another log: its ids mean other things. */
  function clear(): void {
    target.value = hover.value = pinned.value = null;
    history.value = [];
    at.value = -1;
  }

  return { target, hover, pinned, history, at, select, go, togglePin, clear };
});
