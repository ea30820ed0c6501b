import { defineStore } from 'pinia';
import { hasInjectionContext, inject, onScopeDispose, shallowReactive } from 'vue';
import type { InjectionKey, Ref } from 'vue';
import type { ActionId } from './bindings.ts';

/** Given by a pane beside the main one: whether the keyboard is in it. What its views can do counts then only, and then first. */
export const PANE_FOCUSED: InjectionKey<Readonly<Ref<boolean>>> = Symbol('pane focused');

export interface ActionHandler {
  run(): void;
  /** Why it cannot be done now, as a key of the catalogue; null when it can. Without it: always. */
  blocked?: () => string | null;
}

interface Provided extends ActionHandler {
  /** Of the pane that it belongs to, where that is not the main one. */
  readonly focused: Readonly<Ref<boolean>> | undefined;
}

/**
 * What each action does at the moment. Who can carry one out says so for as long as he is there. The pane with the keyboard in it comes
 * first, then the last one who is in no such pane.
 */
export const useActions = defineStore('actions', () => {
  const handlers = shallowReactive(new Map<ActionId, readonly Provided[]>());

  function handlerOf(action: ActionId): ActionHandler | undefined {
    const all = handlers.get(action) ?? [];
    return all.findLast(({ focused }) => focused?.value) ?? all.findLast(({ focused }) => focused === undefined);
  }

  /** Null when it can be done; else why not, as a key of the catalogue. */
  function blocked(action: ActionId): string | null {
    const handler = handlerOf(action);
    return handler === undefined ? 'blocked.nothing' : (handler.blocked?.() ?? null);
  }

  function run(action: ActionId): boolean {
    if (blocked(action) !== null) return false;
    handlerOf(action)?.run();
    return true;
  }

  /** Takes actions over until the surrounding component or scope ends. */
  function provide(given: Readonly<Partial<Record<ActionId, ActionHandler>>>): void {
    const focused = hasInjectionContext() ? inject(PANE_FOCUSED, undefined) : undefined;
    const entries = Object.entries(given).map(([action, handler]) => [action as ActionId, { ...handler, focused }] as const);
    for (const [action, handler] of entries) handlers.set(action, [...(handlers.get(action) ?? []), handler]);
    onScopeDispose(() => {
      for (const [action, handler] of entries)
        handlers.set(
          action,
          (handlers.get(action) ?? []).filter((one) => one !== handler),
        );
    });
  }

  return { blocked, run, provide };
});
