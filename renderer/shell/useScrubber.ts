import { useElementSize } from '@vueuse/core';
import { computed, ref } from 'vue';
import type { ComputedRef, Ref } from 'vue';
import { useMarks } from '../player/useMarks.ts';
import { density, ticks } from '../player/density.ts';
import { indexFrom } from '../player/marks.ts';
import type { Mark } from '../player/marks.ts';
import { useLate } from '../player/useLate.ts';
import { usePlayer } from '../player/usePlayer.ts';

const PAD = 8;
const BAR_PX = 12;
const TICK_PX = 110;
/** Marks closer than this to one another are drawn once. */
const MARK_PX = 3;

/** While the system runs the track follows a few times a second; the cursor on it always does. */
const LATE = { frames: 1, runningMs: 250 };

/** What stands on the scrubber: bars as one path, numbers, marks; in pixels. */
export interface Track {
  readonly width: number;
  readonly bars: string;
  readonly labels: readonly { readonly x: number; readonly text: number }[];
  readonly marks: readonly (Mark & { readonly x: number })[];
}

/** Where everything on the scrubber stands, in pixels, and which position a pixel means. */
export function useScrubber(element: Ref<Element | null>): {
  readonly width: ComputedRef<number>;
  readonly x: (position: number) => number;
  readonly positionAt: (clientX: number) => number;
  readonly track: ComputedRef<Track>;
  readonly preview: Ref<number | null>;
} {
  const player = usePlayer();
  const allMarks = useMarks();
  const { width } = useElementSize(element as Ref<HTMLElement | null>);
  const preview = ref<number | null>(null);
  const inner = computed(() => Math.max(1, width.value - 2 * PAD));
  const place = (position: number, first: number, end: number): number =>
    PAD + ((position - first) / Math.max(1, end - first)) * inner.value;
  const x = (position: number): number => place(position, player.state.first, player.state.end);

  function positionAt(clientX: number): number {
    const { first, end } = player.state;
    const left = element.value?.getBoundingClientRect().left ?? 0;
    const share = (clientX - left - PAD) / inner.value;
    return Math.round(first + Math.min(1, Math.max(0, share)) * Math.max(1, end - first));
  }

  const reach = useLate(() => {
    const { first, end } = player.state;
    return `${first} ${end}`;
  }, LATE);

  const track = computed<Track>(() => {
    const [first = 0, end = 0] = reach.value.split(' ').map(Number);
    const at = (position: number): number => place(position, first, end);
    const heights = density(player.log(), Math.floor(inner.value / BAR_PX));
    const each = inner.value / Math.max(1, heights.length);
    const bars = heights.map((height, i) => {
      const high = 3 + height * 20;
      return `M${PAD + i * each} ${28 - high}h${Math.max(1, each - 1.2)}v${high}h${-Math.max(1, each - 1.2)}z`;
    });
    const labels = ticks(first, end, inner.value / TICK_PX).map((text) => ({ x: at(text), text }));
    return { width: width.value, bars: bars.join(''), labels, marks: apart(allMarks.value, first, (seq) => at(seq + 1)) };
  });

  return { width: computed(() => width.value), x, positionAt, track, preview };
}

/** The marks that can be told from one another. */
function apart(all: readonly Mark[], first: number, at: (seq: number) => number): Track['marks'] {
  const shown: (Mark & { x: number })[] = [];
  const last = new Map<string, number>();
  for (let i = indexFrom(all, first); i < all.length; i++) {
    const mark = all[i]!;
    const x = at(mark.seq);
    if (x - (last.get(mark.kind) ?? -MARK_PX) < MARK_PX) continue;
    last.set(mark.kind, x);
    shown.push({ ...mark, x });
  }
  return shown;
}
