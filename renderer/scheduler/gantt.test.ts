import { describe, expect, it } from 'vitest';
import { SCHED_READY, SCHED_RUNNING } from '../../kernel/abi/events.ts';
import type { Schedule } from '../../kernel/trace/schedule.ts';
import { drawLane, lanesOf } from './gantt.ts';

const thread = (id: number, arrival: number) => ({
  thread: id,
  task: id,
  name: `P${id}`,
  arrival,
  firstRun: 0,
  end: -1,
  cpu: 0,
  ready: 0,
  waiting: 0,
  admission: 0,
});

const schedule: Schedule = {
  cpus: 1,
  ticks: 10,
  segments: [
    { cpu: 1, thread: 1, from: 0, to: 4, switching: false },
    { cpu: 1, thread: 2, from: 4, to: 5, switching: true },
    { cpu: 1, thread: 2, from: 5, to: 8, switching: false },
  ],
  spans: [
    { thread: 1, state: SCHED_RUNNING, cpu: 1, from: 0, to: 4 },
    { thread: 2, state: SCHED_READY, cpu: 0, from: 1, to: 4 },
    { thread: 2, state: SCHED_RUNNING, cpu: 1, from: 4, to: 8 },
  ],
  threads: [thread(2, 1), thread(1, 0)],
  usage: [],
  dispatches: 2,
  switches: 1,
  asked: 0,
  unanswered: 0,
  policies: [],
};

describe('a Gantt chart', () => {
  const [cpu, first, second] = lanesOf(schedule);

  it('has a lane for each CPU, then one for each thread in the order of arrival', () => {
    expect([cpu, first, second].map((lane) => lane?.key)).toEqual(['cpu1', 'thread1', 'thread2']);
    expect(cpu!.stretches.map(({ kind }) => kind)).toEqual(['run', 'switch', 'run']);
    expect(second!.stretches.map(({ kind }) => kind)).toEqual(['ready', 'run']);
  });

  it('draws what is in sight, cut at its edges', () => {
    const { paths, wide } = drawLane(second!, { from: 2, to: 6, pxPerTick: 10 }, 0, 20);
    expect(paths).toEqual({ ready: 'M0 0h20v20h-20z', run: 'M20 0h20v20h-20z' });
    expect(wide.map(({ ticks }) => ticks)).toEqual([3, 4]);
    expect(drawLane(first!, { from: 4, to: 10, pxPerTick: 10 }, 0, 20).paths).toEqual({});
  });

  it('is one outline where single stretches cannot be told apart', () => {
    const many = {
      ...first!,
      stretches: Array.from({ length: 100_000 }, (_, i) => ({ kind: 'run' as const, from: i, to: i + 1, thread: 1 })),
    };
    const { paths, wide } = drawLane(many, { from: 0, to: 100_000, pxPerTick: 0.01 }, 0, 20);
    expect(paths.run).toBe('M0 0h1000v20h-1000z');
    expect(wide).toEqual([]);
  });
});
