import uFuzzy from '@leeoniya/ufuzzy';
import { computed, ref } from 'vue';
import type { ComputedRef, Ref } from 'vue';
import { useHost } from '../connection/useHost.ts';
import { usePrograms } from '../guide/usePrograms.ts';
import { ACTION_IDS, keysOf } from '../keys/bindings.ts';
import type { ActionId } from '../keys/bindings.ts';
import { isApple } from '../keys/platform.ts';
import { useActions } from '../keys/useActions.ts';
import { usePlayer } from '../player/usePlayer.ts';
import { useDialogs } from '../shell/useDialogs.ts';
import { useLayout } from '../shell/useLayout.ts';
import { useSelection } from '../shell/useSelection.ts';
import { useLabels } from '../words/useLabels.ts';
import { t } from '../words/words.ts';

export interface PaletteEntry {
  readonly key: string;
  readonly text: string;
  /** Said beside it: what kind of thing it is. */
  readonly note: string;
  readonly keys: string;
  /** Why it cannot be chosen now; null when it can. */
  readonly blocked: string | null;
  readonly run: () => void;
}

const SHOWN_MAX = 60;
const RECENT_MAX = 6;
const recent: string[] = [];

/** Everything that can be done or gone to, by its words; what was chosen lately first. */
export function usePalette(): {
  readonly query: Ref<string>;
  readonly entries: ComputedRef<readonly PaletteEntry[]>;
  choose(entry: PaletteEntry): void;
} {
  const actions = useActions();
  const player = usePlayer();
  const selection = useSelection();
  const layout = useLayout();
  const dialogs = useDialogs();
  const host = useHost();
  const programs = usePrograms();
  const { labels } = useLabels();
  const fuzzy = new uFuzzy({ intraMode: 1 });
  const query = ref('');

  const entry = (key: string, text: string, note: string, run: () => void): PaletteEntry => ({
    key,
    text,
    note,
    keys: '',
    blocked: null,
    run,
  });
  function ofAction(action: ActionId): PaletteEntry {
    const blocked = actions.blocked(action);
    return {
      key: action,
      text: t(`actions.${action}`),
      note: '',
      keys: keysOf(action, isApple),
      blocked: blocked === null ? null : t(blocked),
      run: () => actions.run(action),
    };
  }
  function inspect(target: Parameters<typeof selection.select>[0]): void {
    selection.select(target);
    layout.setInspector(true);
  }

  /** Without text no objects: there may be thousands. */
  const objects = computed(() => {
    if (query.value.trim() === '') return [];
    const { state } = player.moment;
    const tasks = [...state.tasks.values()].map(({ id }) =>
      entry(`task:${id}`, labels.value.task(id), t('target.task', { id }), () => inspect({ kind: 'task', id })),
    );
    const ports = [...state.ports.values()]
      .slice(0, 2000)
      .map(({ id }) =>
        entry(`port:${id}`, labels.value.port(id), `${t('inspector.kind.port')} p${id}`, () => inspect({ kind: 'port', id })),
      );
    const run = (host.welcome?.programs ?? []).map(({ name, title }) =>
      entry(`run:${name}`, t('programs.run', { name: title }), name, () => void programs.run(name)),
    );
    return [...run, ...tasks, ...ports];
  });
  /** `#183` or `183` goes there. */
  const numbered = computed(() => {
    const seq = Number(/^#?(\d+)$/.exec(query.value.trim())?.[1] ?? Number.NaN);
    return Number.isNaN(seq)
      ? []
      : [entry(`event:${seq}`, t('palette.goTo', { seq }), '', () => player.send({ type: 'go', position: seq + 1 }))];
  });

  const entries = computed(() => {
    const all = [...ACTION_IDS.filter((action) => action !== 'palette').map(ofAction), ...objects.value];
    const text = query.value.trim();
    if (text === '') {
      const last = recent.flatMap((key) => all.filter((one) => one.key === key));
      return [...new Set([...last, ...all.filter(({ blocked }) => blocked === null), ...all])].slice(0, 200);
    }
    const hay = all.map((one) => `${one.text} ${one.note}`);
    const [found, info, order] = fuzzy.search(hay, text, 1);
    const sorted = order !== null && info !== null ? order.map((i) => info.idx[i]!) : (found ?? []);
    return [...numbered.value, ...sorted.slice(0, SHOWN_MAX).map((i) => all[i]!)];
  });

  function choose(chosen: PaletteEntry): void {
    if (chosen.blocked !== null) return;
    recent.splice(0, recent.length, ...[chosen.key, ...recent.filter((key) => key !== chosen.key)].slice(0, RECENT_MAX));
    dialogs.close();
    chosen.run();
  }

  return { query, entries, choose };
}
