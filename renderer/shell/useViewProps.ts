import { computed } from 'vue';
import type { ComputedRef } from 'vue';
import { useHost } from '../connection/useHost.ts';
import { useSession } from '../connection/useSession.ts';
import { useActions } from '../keys/useActions.ts';
import { type Late, useLate } from '../player/useLate.ts';
import { usePlayer } from '../player/usePlayer.ts';
import { useSettings } from '../settings/useSettings.ts';
import type { Target, ViewAction, ViewProps } from '../view.ts';
import { catalogue } from '../words/catalogue.ts';
import { useFilter } from './useFilter.ts';
import { useFocus } from './useFocus.ts';
import { useLayout } from './useLayout.ts';
import { useMenu } from './useMenu.ts';
import { useSelection } from './useSelection.ts';
import { useSpeech } from './useSpeech.ts';

export interface ViewListeners {
  select(target: Target | null): void;
  hover(target: Target | null): void;
  action(action: ViewAction): void;
}

/** What every view is given, and what becomes of what it says. `late`: it lets others be drawn before it. */
export function useViewProps(late?: Late): { readonly props: ComputedRef<ViewProps>; readonly listeners: ViewListeners } {
  const player = usePlayer();
  const host = useHost();
  const session = useSession();
  const selection = useSelection();
  const settings = useSettings();
  const filter = useFilter();
  const layout = useLayout();
  const actions = useActions();
  const speech = useSpeech();
  const focus = useFocus();
  const menu = useMenu();

  const moment = late === undefined ? computed(() => player.moment) : useLate(() => player.moment, late);
  const props = computed<ViewProps>(() => ({
    moment: moment.value,
    step: player.step,
    selection: selection.target,
    hover: selection.hover,
    detail: settings.values.detail,
    filter: filter.filter,
    focus: focus.focus,
    theme: settings.theme,
    scale: settings.scale,
    reducedMotion: settings.reducedMotion,
    spotlight: settings.values.presenter,
    catalogue: catalogue.value,
    places: session.opened === null ? host.places : session.opened.view.places,
  }));

  function act(action: ViewAction): void {
    switch (action.what) {
      case 'menu':
        selection.select(action.target);
        return menu.open(action);
      case 'focus':
        focus.focus = action.focus;
        return;
      case 'place':
        if (host.commands) void host.command(action.place === null ? { do: 'forgetPlaces' } : { do: 'place', ...action.place });
        return;
      case 'seek':
        return player.send({ type: 'go', position: action.seq + 1 });
      case 'speak':
        return speech.say(action.text);
      case 'inspect':
        selection.select(action.target);
        return layout.setInspector(true);
      default:
        selection.select(action.target);
        actions.run(ACTIONS[action.what]);
    }
  }

  return { props, listeners: { select: selection.select, hover: (target) => (selection.hover = target), action: act } };
}

const ACTIONS = {
  filter: 'filterSelection',
  why: 'why',
  origin: 'origin',
  breakpoint: 'breakOn',
  table: 'openInTables',
  crash: 'crash',
  restart: 'restartTask',
} as const;
