import { describe, expect, it } from 'vitest';
import { metricsOf } from '../../kernel/trace/schedule.ts';
import type { PolicyOptions } from './policies.ts';
import { planOf, ScheduledRun } from './testing/scheduledRun.ts';

type Task = { readonly burst: number; readonly atTick?: number; readonly priority?: number };
const waiting = async (tasks: readonly Task[], policy?: string, options?: PolicyOptions): Promise<number> =>
  metricsOf(await new ScheduledRun().run(planOf(tasks), policy, options)).waiting;
const bursts = (...all: readonly number[]): Task[] => all.map((burst) => ({ burst }));

describe('the worked examples, through kernel and service', () => {
  it('first come, first served: 24, 3, 3 wait 17 on average', async () => {
    expect(await waiting(bursts(24, 3, 3), 'fcfs')).toBe(17);
  });

  it('first come, first served in the better order: 3, 3, 24 wait 3', async () => {
    expect(await waiting(bursts(3, 3, 24), 'fcfs')).toBe(3);
  });

  it('shortest job first: 6, 8, 7, 3 wait 7', async () => {
    expect(await waiting(bursts(6, 8, 7, 3), 'sjf')).toBe(7);
  });

  it('shortest remaining time first: 8, 4, 9, 5 that arrive one tick after the other wait 6.5', async () => {
    const tasks = [8, 4, 9, 5].map((burst, atTick) => ({ burst, atTick }));
    expect(await waiting(tasks, 'srtf')).toBe(6.5);
  });

  it('round robin with a quantum of 4: 24, 3, 3 wait 17/3', async () => {
    expect(await waiting(bursts(24, 3, 3), 'rr', { quantum: 4 })).toBeCloseTo(17 / 3, 10);
  });

  it('priorities 3, 1, 4, 5, 2: 10, 1, 2, 1, 5 wait 8.2', async () => {
    const priorities = [3, 1, 4, 5, 2];
    const tasks = [10, 1, 2, 1, 5].map((burst, index) => ({ burst, priority: priorities[index]! }));
    expect(await waiting(tasks, 'priority')).toBe(8.2);
  });

  it('without a policy the kernel lets them take turns of 4', async () => {
    expect(await waiting(bursts(24, 3, 3))).toBeCloseTo(17 / 3, 10);
  });
});
