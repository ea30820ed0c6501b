import { computed, watch } from 'vue';
import { EV_PROCESS_ENDED, EVENT_TYPE_MASK, TASK_END_TERMINATED } from '../../kernel/abi/events.ts';
import { fieldOffset } from '../../kernel/trace/fields.ts';
import { nextWhere } from '../../kernel/trace/scan.ts';
import { useHost } from '../connection/useHost.ts';
import { usePlayer } from '../player/usePlayer.ts';
import { useLabels } from '../words/useLabels.ts';
import { t } from '../words/words.ts';
import { DEFAULTS } from '../settings/settings.ts';
import { useSettings } from '../settings/useSettings.ts';
import { useLayout } from './useLayout.ts';
import { useSpeech } from './useSpeech.ts';
import { useToasts } from './useToasts.ts';

const SIGNAL = fieldOffset(EV_PROCESS_ENDED, 'signal');
const PROCESS = fieldOffset(EV_PROCESS_ENDED, 'process');

/** A screen of four thousand points across whose system scales nothing: text for a person beside it is small there. */
const LARGE_PX = 3840;
const LARGE_TEXT = 175;

/** Says what happened without anybody doing it on screen: a breakpoint was hit, a process was killed from outside, the kernel ended. */
export function useNotices(): void {
  const player = usePlayer();
  const host = useHost();
  const toasts = useToasts();
  const speech = useSpeech();
  const { sentence } = useLabels();
  const layout = useLayout();
  const settings = useSettings();
  let looked = 0;

  watch(
    () => player.stopped,
    (hit) => {
      const filter = host.breakpoints.find(({ breakpoint }) => breakpoint === hit?.breakpoint)?.filter;
      if (hit === null || filter === undefined) return;
      toasts.add(t('breakpoints.stopped', { seq: hit.event, filter }), 'breakpoint', hit.event);
    },
  );

  /** Only what arrives while one watches: not what a window finds when it opens. */
  watch(
    () => player.state.end,
    (end, before) => {
      const fresh = player.state.source === 'live' && before > 0 && end > before;
      const from = Math.max(before, looked);
      looked = end;
      if (!fresh) return;
      const killed = nextWhere(
        player.log(),
        from,
        end,
        (words, at) => (words[at]! & EVENT_TYPE_MASK) === EV_PROCESS_ENDED && words[at + SIGNAL] !== 0 && !wasAsked(words[at + PROCESS]!),
      );
      if (killed === undefined) return;
      toasts.add(sentence(killed)?.text ?? '', 'info', killed);
    },
  );

  /** Its task had been ended by a call before: that is an ordinary end. */
  function wasAsked(process: number): boolean {
    const { tasks, processes } = player.moment.state;
    return tasks.get(processes.get(process)?.task ?? 0)?.ended?.how === TASK_END_TERMINATED;
  }

  watch(
    () => host.welcome?.recovered ?? [],
    (names, before) => {
      const last = names.at(-1);
      if (last !== undefined && before?.at(-1) !== last) toasts.add(t('notices.recovered', { name: last }), 'info');
    },
    { immediate: true },
  );

  watch(
    () => host.welcome?.settingsSetAside ?? '',
    (name) => name !== '' && toasts.add(t('notices.settings', { name }), 'info'),
    { immediate: true },
  );

  const small = computed(() => layout.width >= LARGE_PX && window.devicePixelRatio === 1 && settings.values.textSize === DEFAULTS.textSize);
  let offered = false;
  watch(
    small,
    (is) => {
      if (!is || offered) return;
      offered = true;
      const run = (): void => settings.set('textSize', LARGE_TEXT);
      toasts.add(t('notices.large'), 'info', -1, { text: t('notices.larger', { size: LARGE_TEXT }), run });
    },
    { immediate: true },
  );

  watch(
    () => host.status?.kernel.state,
    (state, before) => {
      if (state === 'ended' && before === 'running') speech.say(t('kernel.ended', { how: '', seq: player.state.end - 1 }), true);
    },
  );
}
