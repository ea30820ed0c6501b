import { useElementSize } from '@vueuse/core';
import { computed, ref } from 'vue';
import type { ComputedRef, Ref } from 'vue';
import { useMarks } from '../player/useMarks.ts';
import { density, ticks } from '../player/density.ts';
import { indexFrom } from '../player/marks.ts';
import type { Mark } from '../player/marks.ts';
import { usePlayer } from '../player/usePlayer.ts';

const PAD = 8;
const BAR_PX = 12;
const TICK_PX = 110;
/** Marks closer than this to one another are drawn once. */
const MARK_PX = 3;

/** Where everything on the scrubber stands, in pixels, and which position a pixel means. */
export function useScrubber(element: Ref<Element | null>): {
  readonly width: ComputedRef<number>;
  readonly x: (position: number) => number;
  readonly positionAt: (clientX: number) => number;
  readonly bars: ComputedRef<readonly { x: number; width: number; height: number; past: boolean }[]>;
  readonly labels: ComputedRef<readonly { x: number; text: number }[]>;
  readonly marks: ComputedRef<readonly (Mark & { x: number })[]>;
  readonly preview: Ref<number | null>;
} {
  const player = usePlayer();
  const allMarks = useMarks();
  const { width } = useElementSize(element as Ref<HTMLElement | null>);
  const preview = ref<number | null>(null);
  const inner = computed(() => Math.max(1, width.value - 2 * PAD));
  const span = computed(() => Math.max(1, player.state.end - player.state.first));
  const x = (position: number): number => PAD + ((position - player.state.first) / span.value) * inner.value;

  function positionAt(clientX: number): number {
    const left = element.value?.getBoundingClientRect().left ?? 0;
    const share = (clientX - left - PAD) / inner.value;
    return Math.round(player.state.first + Math.min(1, Math.max(0, share)) * span.value);
  }

  /** Only the log changes them, not the cursor: computed again when the end has moved by a bar's worth. */
  const heights = computed(() => {
    void player.state.end;
    return density(player.moment.log, Math.floor(inner.value / BAR_PX));
  });
  const bars = computed(() => {
    const each = inner.value / Math.max(1, heights.value.length);
    const now = x(player.state.position);
    return heights.value.map((height, i) => ({
      x: PAD + i * each,
      width: Math.max(1, each - 1.2),
      height: 3 + height * 20,
      past: PAD + i * each < now,
    }));
  });
  const labels = computed(() => ticks(player.state.first, player.state.end, inner.value / TICK_PX).map((text) => ({ x: x(text), text })));

  const marks = computed(() => {
    const shown: (Mark & { x: number })[] = [];
    const last = new Map<string, number>();
    const all = allMarks.value;
    for (let i = indexFrom(all, player.state.first); i < all.length; i++) {
      const mark = all[i]!;
      const at = x(mark.seq + 1);
      if (at - (last.get(mark.kind) ?? -MARK_PX) < MARK_PX) continue;
      last.set(mark.kind, at);
      shown.push({ ...mark, x: at });
    }
    return shown;
  });

  return { width: computed(() => width.value), x, positionAt, bars, labels, marks, preview };
}
