import { computed } from 'vue';
import type { ComputedRef } from 'vue';
import { previousWhere } from '../../kernel/trace/scan.ts';
import { targetTest } from '../player/about.ts';
import { usePlayer } from '../player/usePlayer.ts';
import type { Target } from '../view.ts';

/** The last events about a target up to the cursor, oldest first. */
export function useHistory(target: () => Target, most = 12): ComputedRef<readonly number[]> {
  const player = usePlayer();
  return computed(() => {
    const test = targetTest(target());
    const log = player.log();
    const found: number[] = [];
    if (test === null) return found;
    for (let at: number | undefined = player.moment.cursor; at !== undefined && found.length < most; at = found.at(-1)! - 1) {
      at = previousWhere(log, at, log.first, test);
      if (at === undefined) break;
      found.push(at);
    }
    return found.toReversed();
  });
}
