/** A Gantt chart as paths: one for each kind of stretch in each lane, whatever their number. */
import { SCHED_NEW, SCHED_READY, SCHED_RUNNING, SCHED_WAITING } from '../../kernel/abi/events.ts';
import type { Schedule, Segment, Span } from '../../kernel/trace/schedule.ts';

export type Stretch = 'run' | 'switch' | 'ready' | 'wait' | 'new';

export interface Lane {
  readonly key: string;
  /** The CPU, or the thread. */
  readonly cpu: number;
  readonly thread: number;
  readonly stretches: readonly { readonly kind: Stretch; readonly from: number; readonly to: number; readonly thread: number }[];
}

const KINDS: Readonly<Record<number, Stretch>> = {
  [SCHED_NEW]: 'new',
  [SCHED_READY]: 'ready',
  [SCHED_RUNNING]: 'run',
  [SCHED_WAITING]: 'wait',
};

/** A lane for each CPU, then one for each thread in the order in which they arrived. Stretches of a lane are in order and apart. */
export function lanesOf({ cpus, segments, spans, threads }: Schedule): Lane[] {
  const ofCpu = Array.from({ length: cpus }, (): Segment[] => []);
  for (const segment of segments) ofCpu[segment.cpu - 1]?.push(segment);
  const ofThread = new Map<number, Span[]>(threads.map(({ thread }) => [thread, []]));
  for (const span of spans) ofThread.get(span.thread)?.push(span);
  return [
    ...ofCpu.map((own, at): Lane => ({
      key: `cpu${at + 1}`,
      cpu: at + 1,
      thread: 0,
      stretches: own.map(({ from, to, thread, switching }) => ({ kind: switching ? 'switch' : 'run', from, to, thread })),
    })),
    ...threads
      .toSorted((a, b) => (arrival(a) === arrival(b) ? 0 : arrival(a) - arrival(b)) || a.thread - b.thread)
      .map(({ thread }): Lane => ({
        key: `thread${thread}`,
        cpu: 0,
        thread,
        stretches: ofThread.get(thread)!.map(({ from, to, state }) => ({ kind: KINDS[state] ?? 'wait', from, to, thread })),
      })),
  ];
}

/** Who has yet to arrive comes last. */
const arrival = (times: Schedule['threads'][number]): number => (times.arrival < 0 ? Infinity : times.arrival);

export interface Drawn {
  /** Outlines by kind of stretch; stretches of one kind that are closer than half a pixel are one. */
  readonly paths: Readonly<Partial<Record<Stretch, string>>>;
  /** Stretches wide enough for words. */
  readonly wide: readonly {
    readonly x: number;
    readonly width: number;
    readonly ticks: number;
    readonly thread: number;
    readonly kind: Stretch;
  }[];
}

/** Where ticks are, in pixels. */
export interface Scale {
  readonly from: number;
  readonly to: number;
  readonly pxPerTick: number;
}

const WIDE_PX = 18;
const APART_PX = 0.5;

/** The stretches of a lane that are in sight, `top` and `height` in pixels. */
export function drawLane({ stretches }: Lane, { from, to, pxPerTick }: Scale, top: number, height: number): Drawn {
  const paths: Partial<Record<Stretch, string>> = {};
  const open: Partial<Record<Stretch, { x: number; end: number }>> = {};
  const wide: Drawn['wide'][number][] = [];
  const close = (kind: Stretch): void => {
    const one = open[kind];
    if (one === undefined) return;
    const middle = top + height / 2;
    const width = Math.max(APART_PX, one.end - one.x);
    const flat = kind === 'wait' || kind === 'new';
    paths[kind] =
      `${paths[kind] ?? ''}${flat ? `M${round(one.x)} ${middle}h${round(width)}` : `M${round(one.x)} ${top}h${round(width)}v${height}h${round(-width)}z`}`;
    delete open[kind];
  };
  for (let i = firstAt(stretches, from); i < stretches.length; i++) {
    const { kind, from: start, to: end, thread } = stretches[i]!;
    if (start >= to) break;
    const x = (Math.max(start, from) - from) * pxPerTick;
    const until = (Math.min(end, to) - from) * pxPerTick;
    const one = open[kind];
    if (one !== undefined && x - one.end < APART_PX && until - x < APART_PX) one.end = until;
    else {
      close(kind);
      open[kind] = { x, end: until };
    }
    if (until - x >= WIDE_PX) wide.push({ x, width: until - x, ticks: end - start, thread, kind });
  }
  for (const kind of ['run', 'switch', 'ready', 'wait', 'new'] as const) close(kind);
  return { paths, wide };
}

const round = (px: number): number => Math.round(px * 100) / 100;

/** The first stretch that ends after a tick. */
function firstAt(stretches: Lane['stretches'], tick: number): number {
  let [low, high] = [0, stretches.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (stretches[middle]!.to > tick) high = middle;
    else low = middle + 1;
  }
  return low;
}
