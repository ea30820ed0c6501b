import { onScopeDispose, shallowRef, watch } from 'vue';
import { computed } from 'vue';
import type { ComputedRef, Ref } from 'vue';
import { usePlayer } from '../player/usePlayer.ts';
import { useFilter } from '../shell/useFilter.ts';
import type { ViewProps } from '../view.ts';
import type { TableId } from './model.ts';

const FRAME_BUDGET_MS = 4;
/** Tests between two looks at the clock. */
const TESTS = 200;
/** Rows that are copied at most. */
const COPIED_MAX = 10_000;

export interface EventNumbers {
  readonly count: ComputedRef<number>;
  readonly hidden: ComputedRef<number>;
  at(index: number): number;
  /** The row of an event; -1 when the filter leaves it out. */
  find(seq: number): number;
  /** The last numbers, for copying. */
  sample(): number[];
}

/** Which events the table of events shows: all that are kept, or those that the filter finds, looked for a little in each frame, each event in the state after it. */
export function useEventNumbers(id: Ref<TableId>, props: ViewProps): EventNumbers {
  const found = shallowRef<readonly number[]>([]);
  const looked = shallowRef(0);
  let matches: number[] = [];
  let frame = 0;
  const player = usePlayer();
  const filter = useFilter();
  let walk = player.walker();

  watch(
    () => [id.value, filter.events, props.moment.log.first, props.moment.log.end] as const,
    ([table, wanted], before) => {
      if (table !== 'events' || wanted === null) return;
      if (before === undefined || before[0] !== table || before[1] !== wanted || before[2] !== props.moment.log.first) {
        matches = [];
        walk = player.walker();
        looked.value = props.moment.log.first;
      }
      if (frame === 0) frame = requestAnimationFrame(look);
    },
    { immediate: true },
  );
  onScopeDispose(() => cancelAnimationFrame(frame));

  function look(): void {
    frame = 0;
    const { moment } = props;
    const test = filter.events;
    if (test === null) return;
    const until = performance.now() + FRAME_BUDGET_MS;
    let seq = looked.value;
    while (seq < moment.log.end && performance.now() < until) {
      for (const stop = Math.min(seq + TESTS, moment.log.end); seq < stop; seq++) {
        walk.seek(seq);
        if (test.test(walk.event!, walk.state)) matches.push(seq);
      }
    }
    looked.value = seq;
    found.value = matches.slice();
    if (seq < moment.log.end) frame = requestAnimationFrame(look);
  }

  const first = computed(() => props.moment.log.first);
  const kept = computed(() => (props.moment.version < 0 ? 0 : props.moment.log.end - first.value));
  const count = computed(() => (props.filter === null ? kept.value : found.value.length));
  const hidden = computed(() => (props.filter === null ? 0 : kept.value - found.value.length));

  const at = (index: number): number => (props.filter === null ? first.value + index : (found.value[index] ?? -1));
  function find(seq: number): number {
    if (props.filter === null) return seq < first.value || seq >= first.value + kept.value ? -1 : seq - first.value;
    return found.value.indexOf(seq);
  }
  const sample = (): number[] =>
    Array.from({ length: Math.min(count.value, COPIED_MAX) }, (_, i) => at(count.value - Math.min(count.value, COPIED_MAX) + i));

  return { count, hidden, at, find, sample };
}
