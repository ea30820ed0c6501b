import { watchEffect } from 'vue';
import { desktop } from '../connection/desktop.ts';
import { useSession } from '../connection/useSession.ts';
import { ACTION_IDS, bindingOf } from '../keys/bindings.ts';
import type { ActionGroup, ActionId } from '../keys/bindings.ts';
import { useActions } from '../keys/useActions.ts';
import { t } from '../words/words.ts';

const GROUPS: readonly ActionGroup[] = ['time', 'views', 'selection', 'search', 'system', 'window'];

/** In the desktop edition: the application's menu has the window's commands, and session files are opened in it. */
export function useDesktop(): void {
  if (desktop === undefined) return;
  const actions = useActions();
  const session = useSession();
  watchEffect(() => desktop?.menu(menuGroups()));
  desktop.onAction((action) => {
    if ((ACTION_IDS as readonly string[]).includes(action)) actions.run(action as ActionId);
  });
  desktop.onFile((name, bytes) => void session.open(name, bytes));
}

/** Every action under its name in the present language, with its first key. */
export function menuGroups(): { label: string; items: { action: string; label: string; key: string }[] }[] {
  return GROUPS.map((group) => ({
    label: t(`keys.${group}`),
    items: ACTION_IDS.filter((action) => bindingOf(action).group === group).map((action) => ({
      action,
      label: t(`actions.${action}`),
      key: bindingOf(action).keys[0] ?? '',
    })),
  }));
}
