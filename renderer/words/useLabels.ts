import { computed } from 'vue';
import type { ComputedRef } from 'vue';
import { Labels } from '../../kernel/trace/sentences.ts';
import type { Sentence } from '../../kernel/trace/sentences.ts';
import { nameText } from '../../kernel/abi/rights.ts';
import { usePlayer } from '../player/usePlayer.ts';
import type { Target } from '../view.ts';
import { catalogue } from './catalogue.ts';
import { useSentences } from './useSentences.ts';
import { t } from './words.ts';

export interface UsedLabels {
  readonly labels: ComputedRef<Labels>;
  /** The sentence of an event that is kept; undefined for others. */
  sentence(seq: number): Sentence | undefined;
  /** What a target is called. */
  target(target: Target): string;
}

/** Names and sentences at the cursor, in the current language. */
export function useLabels(): UsedLabels {
  const player = usePlayer();
  const { sentence } = useSentences();
  const labels = computed(() => new Labels(player.moment.state, catalogue.value));

  function target(of: Target): string {
    const { value } = labels;
    switch (of.kind) {
      case 'task':
        return value.task(of.id);
      case 'port':
        return value.port(of.id);
      case 'right':
        return t('target.right', { name: nameText(of.name), task: value.task(of.task) });
      case 'message': {
        const msg = value.state.messages.get(of.id);
        return msg === undefined ? t('target.message', { id: of.id }) : value.message(msg.msghId);
      }
      case 'thread':
        return t('target.thread', { id: of.id });
      case 'process': {
        const pid = value.state.processes.get(of.id)?.pid ?? 0;
        return t('target.process', { id: pid === 0 ? of.id : pid });
      }
      case 'event':
        return `#${of.id}`;
    }
  }

  return { labels, sentence, target };
}
