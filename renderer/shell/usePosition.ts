import { computed } from 'vue';
import type { ComputedRef } from 'vue';
import { usePlayer } from '../player/usePlayer.ts';
import { trapEnd } from '../player/search.ts';
import { n, t } from '../words/words.ts';

/** Where the cursor is, in words. */
export function usePosition(): {
  readonly number: ComputedRef<string>;
  readonly word: ComputedRef<string>;
  /** Something moves: the kernel at the live edge, or the cursor. */
  readonly active: ComputedRef<boolean>;
} {
  const player = usePlayer();
  const number = computed(() => (player.moment.cursor < 0 ? '#–' : `#${player.moment.cursor}`));
  const word = computed(() => {
    const { state, phase, behind } = player;
    switch (phase) {
      case 'empty':
        return t('position.empty');
      case 'running':
        return behind > 0 ? t('position.late', { n: n(behind) }) : t('position.running');
      case 'paused':
        return t('position.paused');
      case 'replay':
        return t('position.replay', { of: n(state.end - 1) });
      case 'past': {
        const left = state.end - state.position;
        const inside = state.mode === 'paused' && trapEnd(player.log(), state.position) === state.end;
        return inside ? t('position.inside', { n: n(left) }) : t('position.past', { n: n(left) });
      }
    }
  });
  const active = computed(() => player.state.playing || (player.phase === 'running' && player.state.source === 'live'));
  return { number, word, active };
}
