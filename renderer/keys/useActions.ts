import { defineStore } from 'pinia';
import { onScopeDispose, shallowReactive } from 'vue';
import type { ActionId } from './bindings.ts';

export interface ActionHandler {
  run(): void;
  /** Why it cannot be done now, as a key of the catalogue; null when it can. Without it: always. */
  blocked?: () => string | null;
}

/** What each action does at the moment. Who can carry one out says so for as long as he is there; the last one counts. */
export const useActions = defineStore('actions', () => {
  const handlers = shallowReactive(new Map<ActionId, readonly ActionHandler[]>());

  function handlerOf(action: ActionId): ActionHandler | undefined {
    return handlers.get(action)?.at(-1);
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
    const entries = Object.entries(given) as [ActionId, ActionHandler][];
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
