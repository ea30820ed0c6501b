import { describe, expect, it } from 'vitest';
import { POLICY_DIED, POLICY_NONSENSE, POLICY_SILENT, POLICY_STALLED } from '../../kernel/abi/events.ts';
import {
  DECIDE_ADMIT,
  DECIDE_SET,
  DECIDE_SWAP_OUT,
  DECIDE_TIMER,
  HAPPENED_EXPIRED,
  HAPPENED_NEW,
  HAPPENED_READY,
  HAPPENED_TIMER,
  sched,
  SCHED_WORDS,
  schedPolicy,
  WANTS_ADMISSION,
} from '../../kernel/abi/interfaces/sched.ts';
import type { Schedule } from '../../kernel/trace/schedule.ts';
import { handles, serve } from '../runtime/serve.ts';
import type { ReceiveRight } from '../runtime/ports.ts';
import { runWorkload } from '../workload/run.ts';
import { Scheduler } from './service.ts';
import { planOf, ScheduledRun } from './testing/scheduledRun.ts';

const WANTS = (1 << HAPPENED_NEW) | (1 << HAPPENED_READY) | (1 << HAPPENED_EXPIRED);
const PLAN = planOf([{ burst: 24 }, { burst: 3 }, { burst: 3 }]);

/** A run whose policy answers as told; the kernel's time passes while nothing else happens. */
async function against(
  answer: (count: number, happened: readonly number[]) => readonly number[] | 'never',
  wants = WANTS,
): Promise<{ schedule: Schedule; run: ScheduledRun }> {
  const run = new ScheduledRun();
  const ended = runWorkload(run.workload, run.hostPriv(run.workload), PLAN, async () => {
    const { port } = await run.register(wants);
    let count = 0;
    const service = handles(schedPolicy, {
      policy_decide: (_, { happened }) => {
        const decisions = answer(++count, happened);
        return decisions === 'never' ? new Promise(() => undefined) : { decisions };
      },
    });
    void serve(run.service, port as ReceiveRight, [service]);
  });
  const over = { yet: false };
  void ended.then(() => (over.yet = true));
  for (let round = 0; round < 50 && !over.yet; round++) {
    await new Promise((resolve) => setImmediate(resolve));
    if (!over.yet) run.kernel.pass(1000);
  }
  await ended;
  return { schedule: run.told(), run };
}

const whys = (run: ScheduledRun): number[] =>
  Array.from({ length: run.log.end }, (_, seq) => run.log.event(seq)!)
    .filter(({ name }) => name === 'sched-policy')
    .map((event) => event.field('why'))
    .slice(1);
const ended = ({ threads }: Schedule): boolean => threads.every(({ end }) => end >= 0);
const isAlive = (run: ScheduledRun): boolean => run.kernel.bench.machine.system.tasks.has(run.service.task);

describe('a policy that misbehaves is ended, and the kernel goes on by its own rule', () => {
  it('when it never answers', async () => {
    const { schedule, run } = await against(() => 'never');
    expect([ended(schedule), whys(run), isAlive(run)]).toEqual([true, [POLICY_SILENT], false]);
    expect(schedule.ticks).toBe(30);
  });

  it('when it stops answering in the middle', async () => {
    const { schedule, run } = await against((count) => (count < 2 ? [] : 'never'));
    expect([ended(schedule), whys(run), isAlive(run)]).toEqual([true, [POLICY_SILENT], false]);
  });

  it.each([
    ['half a decision', [DECIDE_SET, 1]],
    ['a decision of no kind', [77, 1, 0, 0]],
    ['a priority beyond all bounds', [DECIDE_SET, 1, 0xffffffff, 0]],
  ])('when it answers %s', async (_, decisions) => {
    const { schedule, run } = await against(() => decisions);
    expect([ended(schedule), whys(run), isAlive(run)]).toEqual([true, [POLICY_NONSENSE], false]);
  });

  it.each([
    ['admits nobody', WANTS | WANTS_ADMISSION, () => []],
    ['admits nobody, and asks for time again and again', WANTS | WANTS_ADMISSION, () => [DECIDE_TIMER, 0, 5, 0]],
    [
      'swaps everybody out',
      WANTS,
      (_: number, happened: readonly number[]) =>
        happened.filter((_word, at) => at % SCHED_WORDS === 1).flatMap((thread) => [DECIDE_SWAP_OUT, thread, 0, 0]),
    ],
  ])('when it %s', async (_, wants, answer) => {
    const { schedule, run } = await against(answer, wants);
    expect([ended(schedule), whys(run), isAlive(run)]).toEqual([true, [POLICY_STALLED], false]);
    expect(schedule.threads.map(({ cpu }) => cpu)).toEqual([24, 3, 3]);
  });

  it('but not when it lets time pass before it admits anybody', async () => {
    const admit = (_: number, happened: readonly number[]): number[] =>
      happened.length === SCHED_WORDS && happened[0] === HAPPENED_TIMER
        ? [1, 2, 3].flatMap((_one, index) => [DECIDE_ADMIT, threads[index]!, 0, 0])
        : (threads.push(...happened.filter((_word, at) => at % SCHED_WORDS === 1)), [DECIDE_TIMER, 0, 50, 0]);
    const threads: number[] = [];
    const { schedule, run } = await against(admit, (1 << HAPPENED_NEW) | WANTS_ADMISSION);
    expect([ended(schedule), whys(run), isAlive(run), schedule.ticks]).toEqual([true, [], true, 80]);
    expect(schedule.threads.map(({ admission }) => admission)).toEqual([50, 50, 50]);
  });

  it('but not when it speaks of threads that do not exist', async () => {
    const { schedule, run } = await against(() => [DECIDE_SET, 999_999, 5, 5]);
    expect([ended(schedule), whys(run), isAlive(run)]).toEqual([true, [], true]);
  });

  it('a flood of decisions that nobody asked for changes nothing but priorities', async () => {
    const run = new ScheduledRun();
    const hostPriv = run.hostPriv(run.service);
    await runWorkload(run.workload, run.hostPriv(run.workload), PLAN, async () => {
      for (let round = 0; round < 200; round++) {
        await run.service.call(hostPriv, sched.sched_decide, { decisions: [DECIDE_SET, round % 9, round, round % 3] });
      }
    });
    expect(ended(run.told())).toBe(true);
  });
});

describe('the scheduler service killed in the middle of a run', () => {
  it('loses nothing: the threads take turns, and its next instance takes up the same policy', async () => {
    const run = new ScheduledRun();
    const plan = planOf([{ burst: 40 }, { burst: 40 }, { burst: 40 }], { usPerTick: 1000 });
    const over = runWorkload(run.workload, run.hostPriv(run.workload), plan, async () => {
      await new Scheduler(run.service, run.hostPriv(run.service)).follow('rr', { quantum: 7 });
    });
    const later = async (ms: number): Promise<void> => {
      for (let round = 0; round < ms; round++) {
        await new Promise((resolve) => setImmediate(resolve));
        run.kernel.pass(1);
      }
    };
    await later(30);
    run.kernel.kill(run.service);
    await later(30);
    const next = run.kernel.spawn('scheduler');
    await new Scheduler(next, run.hostPriv(next)).resume();
    await later(120);
    await over;
    const schedule = run.told();
    expect(whys(run)).toEqual([POLICY_DIED, 1]);
    expect([ended(schedule), schedule.ticks]).toEqual([true, 120]);
    const lengths = (from: number, to: number): Set<number> =>
      new Set(schedule.segments.filter((one) => one.from >= from && one.to <= to).map((one) => one.to - one.from));
    expect(lengths(0, 29)).toEqual(new Set([7]));
    expect(lengths(36, 56)).toEqual(new Set([4]));
    expect(lengths(70, 105)).toContain(7);
  });
});

describe('one workload after another', () => {
  it('gives the same figures: its arrivals count from where the clock stands', async () => {
    const run = new ScheduledRun();
    const plan = planOf([8, 4, 9, 5].map((burst, atTick) => ({ burst, atTick })));
    const waits = (schedule: Schedule, from: number): number[] => schedule.threads.slice(from).map(({ ready }) => ready);
    const first = waits(await run.run(plan, 'srtf'), 0);
    const second = waits(await run.run(plan, 'srtf'), 4);
    expect(second).toEqual(first);
  });

  it('is refused while the first one runs, and begins when that was ended in the middle', async () => {
    const run = new ScheduledRun();
    const slow = planOf([{ burst: 1000 }], { usPerTick: 1000 });
    void runWorkload(run.workload, run.hostPriv(run.workload), slow, async () => {});
    for (let round = 0; round < 30; round++) {
      await new Promise((resolve) => setImmediate(resolve));
      run.kernel.pass(1);
    }
    const other = run.kernel.spawn('workload');
    const begin = (): Promise<void> => runWorkload(other, run.hostPriv(other), PLAN, async () => {});
    await expect(begin()).rejects.toThrow('another workload runs');
    run.kernel.kill(run.workload);
    await begin();
    expect(
      run
        .told()
        .threads.map(({ cpu, end }) => [cpu, end >= 0])
        .slice(1),
    ).toEqual([
      [24, true],
      [3, true],
      [3, true],
    ]);
  });
});
