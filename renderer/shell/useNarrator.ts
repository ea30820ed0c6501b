import { ref, watch } from 'vue';
import type { Ref } from 'vue';
import { lastTold } from '../player/search.ts';
import { usePlayer } from '../player/usePlayer.ts';
import { useSettings } from '../settings/useSettings.ts';
import { useLabels } from '../words/useLabels.ts';
import { n, t } from '../words/words.ts';
import { useSpeech } from './useSpeech.ts';

/** While events flow by themselves, one line at most this often. */
const RUNNING_MS = 2000;
/** A burst larger than this is told as a number. */
const TOLD_EVENTS = 8;

/** What a screen reader says: each step's sentence, or while running a line now and then. */
export function useNarrator(): { readonly polite: Ref<string>; readonly urgent: Ref<string> } {
  const player = usePlayer();
  const settings = useSettings();
  const speech = useSpeech();
  const { sentence } = useLabels();
  const polite = ref('');
  const urgent = ref('');
  let saidMs = 0;
  let saidSeq = -1;

  watch(
    () => player.moment.cursor,
    (at) => {
      const flowing = player.moment.running || player.state.playing;
      // Nobody is told each second how much memory a process has.
      const cursor = player.moment.running ? lastTold(player.log(), at) : at;
      if (settings.values.muted || cursor === saidSeq) return;
      const nowMs = performance.now();
      if (flowing && nowMs - saidMs < RUNNING_MS) return;
      const passed = cursor - saidSeq;
      saidMs = nowMs;
      saidSeq = cursor;
      polite.value = flowing && passed > TOLD_EVENTS ? t('narration.many', { n: n(passed) }) : line(cursor);
    },
  );
  watch(
    () => speech.said,
    ({ text, important }) => ((important ? urgent : polite).value = text),
  );

  function line(cursor: number): string {
    const text = sentence(cursor)?.text ?? '';
    if (settings.values.verbosity === 'sentence') return text;
    const where = t('narration.where', { seq: cursor, end: player.state.end - 1 });
    const changes =
      player.step === null
        ? ''
        : t('narration.changes', { n: player.step.to - player.step.from + 1 }, player.step.to - player.step.from + 1);
    return settings.values.verbosity === 'changes' ? `${text} ${changes}` : `${where} ${text} ${changes}`;
  }

  return { polite, urgent };
}
