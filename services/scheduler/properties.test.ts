import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EV_SCHED_STATE, SCHED_READY, SCHED_RUNNING, SCHED_TERMINATED } from '../../kernel/abi/events.ts';
import type { Log } from '../../kernel/trace/log.ts';
import type { Schedule } from '../../kernel/trace/schedule.ts';
import type { Plan, PlannedTask } from '../workload/plan.ts';
import { POLICY_NAMES } from './policies.ts';
import { planOf, ScheduledRun } from './testing/scheduledRun.ts';

const step = fc.record({
  device: fc.constantFrom('', '', 'disk', 'terminal', 'network'),
  ticks: fc.integer({ min: 1, max: 30 }),
});
const task = fc.record({
  atTick: fc.integer({ min: 0, max: 40 }),
  priority: fc.integer({ min: 0, max: 5 }),
  trapTicks: fc.constantFrom(0, 0, 1),
  steps: fc.array(step, { minLength: 1, maxLength: 5 }),
});
const plan = fc.record({
  tasks: fc.array(task, { minLength: 1, maxLength: 8 }),
  cpus: fc.integer({ min: 1, max: 4 }),
  switchTicks: fc.constantFrom(0, 1, 3),
  registerSets: fc.integer({ min: 1, max: 3 }),
});
const options = fc.constantFrom({}, {}, { degree: 2 }, { resident: 3 });
const policy = fc.constantFrom(undefined, ...POLICY_NAMES);

interface Case {
  readonly plan: Plan;
  readonly policy: string | undefined;
  readonly options: Record<string, number>;
}
const cases = fc.tuple(plan, policy, options).map(([{ tasks, ...rest }, name, given]): Case => ({
  plan: planOf(tasks as Partial<PlannedTask>[], rest),
  policy: name,
  options: given,
}));

async function play({ plan: planned, policy: name, options: given }: Case): Promise<{ schedule: Schedule; log: Log }> {
  const run = new ScheduledRun();
  const schedule = await run.run(planned, name, given);
  return { schedule, log: run.log };
}

/** At every tick that passes: whether a CPU is idle while a thread is ready that is not swapped out. */
function idleWhileReady(log: Log, cpus: number): number[] {
  const found: number[] = [];
  let running = 0;
  const ready = new Set<number>();
  const outside = new Set<number>();
  for (let seq = 0; seq < log.end; seq++) {
    const event = log.event(seq)!;
    if (event.type === EV_SCHED_STATE) {
      const [from, to] = [event.field('old'), event.field('new')];
      if (to === SCHED_READY) ready.add(event.field('thread'));
      else ready.delete(event.field('thread'));
      running += Number(to === SCHED_RUNNING) - Number(from === SCHED_RUNNING);
    } else if (event.name === 'sched-swapped') {
      if (event.field('new') === 1) outside.add(event.field('thread'));
      else outside.delete(event.field('thread'));
    } else if (event.name === 'sched-tick' && event.field('new') > event.field('old') && running < cpus) {
      if ([...ready].some((thread) => !outside.has(thread))) found.push(seq);
    }
  }
  return found;
}

describe('whatever the workload and the policy', () => {
  it('no tick is lost: computing, switching and idling fill every CPU, and every burst is served in full', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (one) => {
        const { schedule } = await play(one);
        for (const { busy, switching, idle } of schedule.usage) expect(busy + switching + idle).toBe(schedule.ticks);
        const cpuTicks = schedule.threads.reduce((sum, { cpu }) => sum + cpu, 0);
        expect(cpuTicks).toBe(schedule.usage.reduce((sum, { busy }) => sum + busy, 0));
        schedule.threads.forEach(({ cpu, end, arrival, ready, waiting, admission, firstRun }, index) => {
          const { steps, trapTicks, atTick } = one.plan.tasks[index]!;
          const asked = steps.reduce((sum, { device, ticks }) => sum + (device === '' ? ticks : 0), 0);
          // Traps cost ticks besides what was asked for.
          expect(trapTicks === 0 ? cpu - asked : Math.min(0, cpu - asked)).toBe(0);
          expect(arrival).toBe(atTick);
          expect(firstRun).toBeGreaterThanOrEqual(arrival);
          const switching = schedule.segments.reduce(
            (sum, { thread, switching: loads, from, to }) => sum + (loads && thread === schedule.threads[index]!.thread ? to - from : 0),
            0,
          );
          expect(cpu + ready + waiting + admission + switching).toBe(end - arrival);
        });
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  it('no CPU is idle while a thread is ready that is not swapped out', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (one) => {
        const { log } = await play(one);
        expect(idleWhileReady(log, one.plan.cpus)).toEqual([]);
      }),
      { numRuns: 40 },
    );
  }, 60_000);

  it('the same workload gives the same schedule', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (one) => {
        const [a, b] = [await play(one), await play(one)];
        expect(b.schedule).toEqual(a.schedule);
      }),
      { numRuns: 20 },
    );
  }, 60_000);

  it('no two threads have a CPU at a time, and none two CPUs', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (one) => {
        const { schedule } = await play(one);
        for (const key of ['cpu', 'thread'] as const) {
          const ends = new Map<number, number>();
          for (const segment of schedule.segments.toSorted((a, b) => a.from - b.from)) {
            expect(segment.from).toBeGreaterThanOrEqual(ends.get(segment[key]) ?? 0);
            ends.set(segment[key], segment.to);
          }
        }
      }),
      { numRuns: 30 },
    );
  }, 60_000);
});

describe('promises of single policies', () => {
  it('round robin gives every ready thread a turn within n quanta', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 2, maxLength: 8 }),
        fc.integer({ min: 1, max: 9 }),
        async (bursts, quantum) => {
          const run = new ScheduledRun();
          await run.run(planOf(bursts.map((burst) => ({ burst }))), 'rr', { quantum });
          expect(longestWait(run.log)).toBeLessThanOrEqual((bursts.length - 1) * quantum);
        },
      ),
      { numRuns: 30 },
    );
  }, 60_000);

  it('with ageing nobody starves: a thread of least urgency runs although urgent ones never cease to come', async () => {
    const urgent = Array.from({ length: 60 }, (_, index) => ({ atTick: index * 4, burst: 4, priority: 0 }));
    const plan = planOf([{ burst: 6, priority: 9 }, ...urgent]);
    const end = async (age: number): Promise<number> => (await new ScheduledRun().run(plan, 'priority', { age })).threads[0]!.end;
    expect(await end(0)).toBe(246);
    expect(await end(5)).toBeLessThan(60);
  });

  it('with ageing nobody is overtaken by those who come so much later that its wait outweighs their urgency', async () => {
    const arrivals = fc.array(fc.record({ atTick: fc.nat(120), burst: fc.integer({ min: 1, max: 12 }), priority: fc.nat(6) }), {
      minLength: 2,
      maxLength: 14,
    });
    let held = 0;
    await fc.assert(
      fc.asyncProperty(arrivals, fc.integer({ min: 1, max: 8 }), async (tasks, age) => {
        const { threads } = await new ScheduledRun().run(planOf(tasks), 'priority', { age });
        tasks.forEach((early, a) =>
          tasks.forEach((late, b) => {
            if (late.atTick - early.atTick < age * (Math.max(0, early.priority - late.priority) + 2)) return;
            held++;
            expect(threads[a]!.firstRun).toBeLessThan(threads[b]!.firstRun);
          }),
        );
      }),
      { numRuns: 60 },
    );
    expect(held).toBeGreaterThan(100);
  }, 60_000);

  it('feedback queues let the brief ones through, and a boost lifts whoever has sunk', async () => {
    const tasks = [{ burst: 60 }, ...Array.from({ length: 20 }, (_, index) => ({ atTick: 5 + 3 * index, burst: 3 }))];
    const sunk = (await new ScheduledRun().run(planOf(tasks), 'mlfq', { quantum: 4 })).threads;
    expect(sunk.slice(1).every(({ ready }) => ready <= 3)).toBe(true);
    const boosted = (await new ScheduledRun().run(planOf(tasks), 'mlfq', { quantum: 4, boost: 10 })).threads;
    expect(boosted.slice(1).some(({ ready }) => ready > 3)).toBe(true);
  });

  it('the lottery gives shares by tickets, the fair scheduler by weights', async () => {
    const share = async (policy: string, priorities: readonly number[], options: Record<string, number>): Promise<number> => {
      const run = new ScheduledRun();
      const schedule = await run.run(planOf(priorities.map((priority) => ({ priority, burst: 2000 }))), policy, options);
      const until = Math.min(...schedule.threads.map(({ end }) => end));
      const ticks = schedule.threads.map(({ thread }) =>
        schedule.segments.reduce(
          (sum, segment) => sum + (segment.thread === thread ? Math.max(0, Math.min(segment.to, until) - segment.from) : 0),
          0,
        ),
      );
      return ticks[0]! / ticks[1]!;
    };
    expect(await share('lottery', [3, 1], { quantum: 2, seed: 7 })).toBeCloseTo(3, 0);
    expect(await share('fair', [0, 4], { latency: 10 })).toBeCloseTo(1.25 ** 4, 0);
    expect(await share('fair', [2, 2], { latency: 10 })).toBeCloseTo(1, 1);
  });

  it('a limit besides does not change what feedback queues think of a thread that waits', async () => {
    const steps = Array.from({ length: 6 }, () => [
      { device: '', ticks: 2 },
      { device: 'disk', ticks: 3 },
    ]).flat();
    const plan = planOf([{ steps }, { burst: 60 }]);
    const ready = async (options: Record<string, number>): Promise<number> =>
      (await new ScheduledRun().run(plan, 'mlfq', { quantum: 4, ...options })).threads[0]!.ready;
    expect(await ready({ degree: 2 })).toBe(await ready({}));
    expect(await ready({ resident: 2 })).toBe(await ready({}));
  });

  it('at most so many are in memory, and everybody comes to an end', async () => {
    await fc.assert(
      fc.asyncProperty(plan, fc.integer({ min: 1, max: 4 }), fc.constantFrom(...POLICY_NAMES), async (planned, resident, name) => {
        const { schedule, log } = await play({
          plan: planOf(planned.tasks as Partial<PlannedTask>[]),
          policy: name,
          options: { resident },
        });
        expect(schedule.threads.every(({ end }) => end >= 0)).toBe(true);
        expect(mostInMemory(log)).toBeLessThanOrEqual(resident);
      }),
      { numRuns: 30 },
    );
  }, 60_000);

  it('at most so many are admitted at a time, in the order of their arrival', async () => {
    const { threads } = await new ScheduledRun().run(planOf([9, 5, 3, 2].map((burst) => ({ burst }))), 'rr', { quantum: 2, degree: 2 });
    expect(threads.map(({ admission }) => admission)).toEqual([0, 0, 11, 16]);
  });
});

/** How many arrived threads were in memory at most while a tick passed. */
function mostInMemory(log: Log): number {
  const [here, outside] = [new Set<number>(), new Set<number>()];
  let most = 0;
  for (let seq = 0; seq < log.end; seq++) {
    const event = log.event(seq)!;
    if (event.name === 'sched-tick' && event.field('new') > event.field('old'))
      most = Math.max(most, [...here].filter((thread) => !outside.has(thread)).length);
    if (event.name === 'sched-swapped') outside[event.field('new') === 1 ? 'add' : 'delete'](event.field('thread'));
    if (event.type === EV_SCHED_STATE) here[event.field('new') === SCHED_TERMINATED ? 'delete' : 'add'](event.field('thread'));
  }
  return most;
}

/** The longest time that a thread was ready in one go. */
function longestWait(log: Log): number {
  const since = new Map<number, number>();
  let [tick, longest] = [0, 0];
  for (let seq = 0; seq < log.end; seq++) {
    const event = log.event(seq)!;
    if (event.name === 'sched-tick') tick = event.field('new');
    if (event.type !== EV_SCHED_STATE || event.field('new') === SCHED_TERMINATED) continue;
    const thread = event.field('thread');
    if (event.field('new') === SCHED_READY) since.set(thread, tick);
    else if (event.field('new') === SCHED_RUNNING) longest = Math.max(longest, tick - (since.get(thread) ?? tick));
  }
  return longest;
}
