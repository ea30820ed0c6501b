import { defineStore } from 'pinia';
import { computed, hasInjectionContext, inject, onScopeDispose, ref, shallowReactive } from 'vue';
import { PANE_FOCUSED } from '../keys/useActions.ts';
import { sameTarget } from '../view.ts';
import type { Target } from '../view.ts';
import { useSelection } from './useSelection.ts';

/** Something in a view, and the text by which it is found. */
export interface Item {
  readonly target: Target;
  readonly text: string;
}

/** A view that can be searched. */
export interface Searched {
  /** What it has, in its order. */
  items(): readonly Item[];
  /** Whether it can be searched now. Without it: always. */
  possible?(): boolean;
  /** Brings what was found into sight, where its selection does not. */
  show?(target: Target): void;
}

/** Looking for a text in the main view: what is found is selected, one after the other. */
export const useFind = defineStore('find', () => {
  const selection = useSelection();
  const views = shallowReactive<Searched[]>([]);
  const open = ref(false);
  const text = ref('');

  const view = computed(() => views.at(-1) ?? null);
  const possible = computed(() => view.value !== null && (view.value.possible?.() ?? true));
  const found = computed<readonly Item[]>(() => {
    const wanted = text.value.trim().toLowerCase();
    if (!open.value || wanted === '' || !possible.value) return [];
    return view.value?.items().filter((item) => item.text.toLowerCase().includes(wanted)) ?? [];
  });
  /** The one that was gone to last: several items may stand for one target. */
  const last = ref(-1);
  const isSelected = (item: Item | undefined): boolean => item !== undefined && sameTarget(item.target, selection.target);
  /** Which of them is selected; -1: none. */
  const at = computed(() => (isSelected(found.value[last.value]) ? last.value : found.value.findIndex(isSelected)));

  /** Selects the next one (1) or the one before (-1), round and round. */
  function go(by: 1 | -1): void {
    const { length } = found.value;
    if (length === 0) return;
    const next = at.value < 0 ? (by > 0 ? 0 : length - 1) : (at.value + by + length) % length;
    last.value = next;
    const { target } = found.value[next]!;
    selection.select(target);
    view.value?.show?.(target);
  }

  /** The surrounding view can be searched until its component ends; a view beside the main one is not. */
  function provide(searched: Searched): void {
    if (hasInjectionContext() && inject(PANE_FOCUSED, undefined) !== undefined) return;
    views.push(searched);
    onScopeDispose(() => void views.splice(views.indexOf(searched), 1));
  }

  return { open, text, possible, found, at, go, provide };
});
