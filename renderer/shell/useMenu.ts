import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { Target, ViewAction } from '../view.ts';

export interface OpenMenu {
  readonly target: Target;
  readonly x: number;
  readonly y: number;
  /** Takes the focus when the menu closes. */
  readonly of: HTMLElement;
}

/** The menu of actions for one target. */
export const useMenu = defineStore('menu', () => {
  const current = shallowRef<OpenMenu | null>(null);
  function open({ target, x, y, of }: Extract<ViewAction, { what: 'menu' }>): void {
    current.value = { target, x, y, of };
  }
  function close(): void {
    current.value?.of.focus();
    current.value = null;
  }
  return { current, open, close };
});
