/** What part of the log is seen, how it follows the cursor, and what pointer and keys do to it. */

import { computed, inject, onBeforeUnmount, onMounted, ref, shallowRef, toRaw, watch } from 'vue';
import type { ComputedRef, Ref } from 'vue';
import { Labels } from '../../kernel/trace/sentences.ts';
import { endText } from '../scene/boxes.ts';
import { drawingOf } from '../scene/drawing.ts';
import { sayEnglish } from '../scene/words.ts';
import { SAY } from '../view.ts';
import type { ViewProps } from '../view.ts';
import { buildSequence } from './build.ts';
import type { SequenceScene } from './build.ts';
import { columnsOf, numbered } from './columns.ts';
import type { ColumnMode } from './columns.ts';
import { concurrentWith } from './concurrent.ts';
import { lanesOf } from './lanes.ts';

export const HEADER_H = 20;
const NAMES_W = 104;
const NUMBER_W = 44;
const PITCH_LEAST = 2;
const PITCH_MOST = 80;
const PITCH_FIRST = 16;
/** How far from the edges the cursor is kept, in columns; and where the live edge stands while it is followed. */
const MARGIN = 3;
const LIVE_AT = 0.88;
/** While messages rush by the picture is drawn so often. */
const RUNNING_EVERY_MS = 100;
const CONCURRENT_MOST = 3000;

export interface Sequence {
  readonly scene: Readonly<Ref<SequenceScene | null>>;
  readonly numbers: ComputedRef<ReadonlySet<number>>;
  readonly concurrent: ComputedRef<ReadonlySet<number>>;
  readonly left: ComputedRef<number>;
  readonly header: ComputedRef<number>;
  readonly pitch: Ref<number>;
  readonly mode: Ref<ColumnMode>;
  readonly folded: Ref<ReadonlySet<number>>;
  pan(px: number): void;
  zoom(factor: number, aroundX: number): void;
  fold(task: number): void;
  unfold(): void;
  /** Brings an event into what is seen. */
  reveal(seq: number): void;
}

export function useSequence(props: ViewProps, host: Readonly<Ref<HTMLElement | null>>): Sequence {
  const say = inject(SAY, sayEnglish);
  const size = shallowRef({ w: 800, h: 188 });
  const pitch = ref(PITCH_FIRST);
  const mode = ref<ColumnMode>('events');
  const folded = shallowRef<ReadonlySet<number>>(new Set());
  const scene = shallowRef<SequenceScene | null>(null);
  const left = computed(() => NAMES_W * props.scale);
  const header = computed(() => HEADER_H * props.scale);
  /** The event that stands at `anchorX`. */
  let anchor = props.moment.cursor;
  let anchorX = -1;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let frame = 0;
  let drawnMs = 0;

  function draw(): void {
    frame = 0;
    const { state, cursor } = props.moment;
    const log = toRaw(props.moment.log);
    const { layout } = drawingOf(log);
    layout.feed(log);
    drawnMs = performance.now();
    const { w, h } = size.value;
    if (anchorX < 0) anchorX = left.value + (w - left.value) * LIVE_AT;
    const { filter } = props;
    const columns = columnsOf({
      log,
      anchor,
      anchorX,
      from: left.value,
      to: w,
      pitch: pitch.value,
      mode: mode.value,
      matches: filter === null ? null : (seq) => filter.matches({ kind: 'event', id: seq }),
    });
    const { first, last } = columns;
    const lanes = lanesOf({
      layout,
      first,
      last,
      folded: folded.value,
      nameOf: ({ id, name }) => props.moment.state.tasks.get(id)?.name ?? name,
      kernelName: say('sequence.kernel'),
      heightPx: h,
      top: header.value,
      scale: props.scale,
    });
    const labels = new Labels(toRaw(state), props.catalogue);
    scene.value = buildSequence({
      log,
      state: toRaw(state),
      cursor,
      columns,
      lanes,
      width: w,
      left: left.value,
      pitch: pitch.value,
      messageName: (msghId) => labels.message(msghId),
      say,
      endName: (how, code) => endText(say, how, code),
      measure: (text) => text.length * 6.2 * props.scale,
    });
  }

  /** Draws with the next frame; while it runs, only so often. */
  function redraw(): void {
    if (frame !== 0 || timer !== undefined) return;
    const wait = props.moment.running ? drawnMs + RUNNING_EVERY_MS - performance.now() : 0;
    if (wait <= 0) frame = requestAnimationFrame(draw);
    else {
      timer = setTimeout(() => {
        timer = undefined;
        frame = requestAnimationFrame(draw);
      }, wait);
    }
  }

  /** The cursor stays in what is seen; the picture moves no more than that takes. */
  function follow(): void {
    const { cursor, running } = props.moment;
    const x = scene.value?.columns.x(cursor) ?? -1;
    const margin = Math.min(MARGIN * pitch.value, 60);
    const seen = scene.value;
    const inside =
      seen !== null &&
      cursor >= seen.columns.first &&
      cursor <= seen.columns.last &&
      x >= left.value + margin &&
      x <= size.value.w - margin;
    if (!inside || running) {
      const back = seen !== null && cursor < seen.columns.first;
      anchor = cursor;
      anchorX =
        back && !running ? left.value + (size.value.w - left.value) * (1 - LIVE_AT) : left.value + (size.value.w - left.value) * LIVE_AT;
    }
    redraw();
  }

  let observer: ResizeObserver | undefined;
  onMounted(() => {
    observer = new ResizeObserver(() => {
      const { clientWidth, clientHeight } = host.value!;
      size.value = { w: clientWidth, h: clientHeight };
      anchorX = -1;
      redraw();
    });
    observer.observe(host.value!);
  });
  onBeforeUnmount(() => {
    observer?.disconnect();
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  });
  watch(() => [props.moment.version, props.moment.log], follow);
  watch(() => [props.filter, props.catalogue, props.scale, folded.value, pitch.value, mode.value], redraw);

  const concurrent = computed<ReadonlySet<number>>(() => {
    const { selection } = props;
    const seen = scene.value;
    if (seen === null || selection?.kind !== 'event') return new Set();
    const { first, last } = seen.columns;
    return last - first > CONCURRENT_MOST ? new Set() : concurrentWith(toRaw(props.moment.log), selection.id, first, last);
  });

  return {
    scene,
    concurrent,
    left,
    header,
    pitch,
    mode,
    folded,
    numbers: computed(() =>
      scene.value === null ? new Set<number>() : numbered(scene.value.columns, pitch.value, NUMBER_W * props.scale, left.value),
    ),
    pan(px) {
      const seen = scene.value;
      if (seen === null) return;
      const middle = (left.value + size.value.w) / 2;
      const column = seen.columns.at(middle - px);
      if (column === null) return;
      anchor = column.seq;
      anchorX = Math.min(size.value.w - 8, Math.max(left.value + 8, column.x + px));
      redraw();
    },
    zoom(factor, aroundX) {
      const column = scene.value?.columns.at(aroundX) ?? null;
      if (column !== null) [anchor, anchorX] = [column.seq, column.x];
      pitch.value = Math.min(PITCH_MOST, Math.max(PITCH_LEAST, pitch.value * factor));
    },
    fold(task) {
      folded.value = new Set([...folded.value, task]);
    },
    unfold() {
      folded.value = new Set();
    },
    reveal(seq) {
      const seen = scene.value;
      if (seen !== null && seq > seen.columns.first && seq < seen.columns.last) return;
      anchor = seq;
      anchorX = (left.value + size.value.w) / 2;
      redraw();
    },
  };
}
