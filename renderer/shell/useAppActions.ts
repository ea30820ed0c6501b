import { useActions } from '../keys/useActions.ts';
import { CHOICES } from '../settings/settings.ts';
import { useSettings } from '../settings/useSettings.ts';
import { t } from '../words/words.ts';
import { useDialogs } from './useDialogs.ts';
import { useFilter } from './useFilter.ts';
import { useLayout } from './useLayout.ts';
import { useSelection } from './useSelection.ts';
import { useSpeech } from './useSpeech.ts';
import { moveRegion } from './regions.ts';
import type { ViewId } from './views.ts';
import { VIEWS } from './views.ts';
import { useLabels } from '../words/useLabels.ts';

/** The actions of the window itself: panes, pages, dialogs, looks. */
export function useAppActions(): void {
  const layout = useLayout();
  const settings = useSettings();
  const selection = useSelection();
  const filter = useFilter();
  const dialogs = useDialogs();
  const speech = useSpeech();
  const { target } = useLabels();

  const show = (view: ViewId): { run(): void; blocked(): string | null } => ({
    run: () => layout.show(view),
    blocked: () => (VIEWS.some(({ id }) => id === view) ? null : 'blocked.nothing'),
  });
  const dialog = (which: Parameters<typeof dialogs.open>[0]): { run(): void } => ({ run: () => dialogs.open(which) });
  const unselected = (): string | null => (selection.target === null ? 'blocked.noSelection' : null);
  const detail = (level: 1 | 2 | 3 | 4): { run(): void } => ({ run: () => settings.set('detail', level) });

  function nextTheme(): void {
    const at = CHOICES.theme.indexOf(settings.values.theme);
    const next = CHOICES.theme[(at + 1) % CHOICES.theme.length] ?? 'system';
    settings.set('theme', next);
    speech.say(t('settings.themeNow', { theme: t(`settings.choice.${next}`) }));
  }

  useActions().provide({
    viewGraph: show('graph'),
    viewSequence: show('sequence'),
    viewBrowser: show('browser'),
    viewScheduler: show('scheduler'),
    viewFiles: show('files'),
    viewTables: show('tables'),
    detail1: detail(1),
    detail2: detail(2),
    detail3: detail(3),
    detail4: detail(4),
    guide: { run: () => layout.setGuide(!layout.guideOpen) },
    inspector: { run: () => layout.setInspector(!layout.inspectorOpen) },
    strip: { run: () => layout.setStrip(!layout.stripOpen) },
    nextRegion: { run: () => moveRegion(1) },
    previousRegion: { run: () => moveRegion(-1) },
    settings: { run: () => (layout.page = layout.page === 'settings' ? 'main' : 'settings') },
    sandbox: { run: () => (layout.page = layout.page === 'sandbox' ? 'main' : 'sandbox') },
    welcome: { run: () => (layout.page = 'welcome') },
    theme: { run: nextTheme },
    presenter: { run: () => settings.set('presenter', !settings.values.presenter) },
    mute: { run: () => settings.set('muted', !settings.values.muted) },
    inspectorBack: { run: () => selection.go(-1), blocked: () => (selection.at > 0 ? null : 'blocked.nothing') },
    inspectorForward: {
      run: () => selection.go(1),
      blocked: () => (selection.at < selection.history.length - 1 ? null : 'blocked.nothing'),
    },
    pin: { run: () => selection.togglePin(), blocked: () => (selection.pinned === null ? unselected() : null) },
    deselect: { run: () => selection.select(null), blocked: unselected },
    inspect: { run: () => layout.setInspector(true), blocked: unselected },
    openInTables: { run: () => layout.show('tables'), blocked: unselected },
    filterSelection: { run: () => (filter.text = selection.target === null ? '' : target(selection.target)), blocked: unselected },
    palette: dialog('palette'),
    keys: dialog('keys'),
    goTo: dialog('goTo'),
    breakpoints: dialog('breakpoints'),
    runProgram: dialog('program'),
    describe: { run: () => speech.say(describeFocus()) },
  });

  function describeFocus(): string {
    const focused = document.activeElement;
    const named = focused?.getAttribute('aria-label') ?? focused?.textContent?.trim().slice(0, 120) ?? '';
    return selection.target === null ? named : `${named}. ${t('describe.selected', { what: target(selection.target) })}`;
  }
}
