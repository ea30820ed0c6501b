import { onScopeDispose, shallowRef, watch } from 'vue';
import type { ShallowRef } from 'vue';
import { usePlayer } from './usePlayer.ts';

export interface Late {
  /** So many frames later than what is drawn first. */
  readonly frames: number;
  /** While the system runs and the cursor with it: at most once in so many milliseconds. */
  readonly runningMs: number;
}

/**
 * A value that comes after others. At a new moment the sentence and the numbers are shown first; what is large follows in frames of its
 * own, one after the other, so that none of them takes long and the hand on the scrubber is never held up.
 */
export function useLate<Value>(source: () => Value, { frames, runningMs }: Late): Readonly<ShallowRef<Value>> {
  const player = usePlayer();
  const late = shallowRef(source()) as ShallowRef<Value>;
  let frame = 0;
  let left = 0;
  let shownMs = 0;
  const turn = (nowMs: number): void => {
    const due = left-- <= 0 && (!player.moment.running || nowMs - shownMs >= runningMs);
    frame = due ? 0 : requestAnimationFrame(turn);
    if (!due) return;
    shownMs = nowMs;
    late.value = source();
  };
  watch(
    source,
    () => {
      if (frame !== 0) return;
      left = frames;
      frame = requestAnimationFrame(turn);
    },
    { flush: 'sync' },
  );
  onScopeDispose(() => cancelAnimationFrame(frame));
  return late;
}
