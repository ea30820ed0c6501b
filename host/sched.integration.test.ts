import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { POLICY_DIED, POLICY_REGISTERED } from '../kernel/abi/events.ts';
import { type Metrics, type Schedule, scheduleOf } from '../kernel/trace/schedule.ts';
import { readSession } from '../kernel/trace/session.ts';
import { openDataFolder } from './dataFolder.ts';
import { Kernel } from './kernel.ts';
import { ROOT } from './paths.ts';
import { readWorkload } from './workload/read.ts';

const run = promisify(execFile);
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'machlab-sched-test-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Told {
  readonly runs: readonly ({ readonly policy: string; readonly metrics: Metrics } & Pick<
    Schedule,
    'threads' | 'segments' | 'policies' | 'asked' | 'unanswered'
  >)[];
}

async function sched(...words: readonly string[]): Promise<{ told: Told; stdout: string; stderr: string }> {
  const { stdout, stderr } = await run(
    process.execPath,
    [join(ROOT, 'dist', 'machlab.mjs'), 'sched', ...words, '--json', '--data', folder],
    {
      maxBuffer: 1 << 26,
    },
  );
  return { told: JSON.parse(stdout) as Told, stdout, stderr };
}

describe('machlab sched, with real processes', () => {
  it('gives the averages of the worked examples, side by side', async () => {
    const { told } = await sched('convoy', '--policy', 'fcfs', '--policy', 'rr:quantum=4', '--policy', 'none');
    expect(told.runs.map(({ metrics }) => Number(metrics.waiting.toFixed(3)))).toEqual([17, 5.667, 5.667]);
    const { told: preemptive } = await sched('arrivals', '--policy', 'srtf');
    expect(preemptive.runs[0]!.metrics.waiting).toBe(6.5);
    const { told: priorities } = await sched('priorities', '--policy', 'priority');
    expect(priorities.runs[0]!.metrics.waiting).toBe(8.2);
  });

  it('gives the same schedule each time, whatever the machine does meanwhile', async () => {
    const [a, b] = await Promise.all([sched('mix', '--policy', 'lottery:seed=3'), sched('mix', '--policy', 'lottery:seed=3')]);
    expect(b.stdout).toBe(a.stdout);
    expect(a.told.runs[0]!.segments.length).toBeGreaterThan(100);
  });

  it('follows a policy of one’s own, in a process of its own', async () => {
    const { told } = await sched('mix', '--policy', join(ROOT, 'labs', 'policies', 'youngest-first.ts'));
    const [one] = told.runs;
    expect([one!.asked > 0, one!.unanswered, one!.threads.every(({ end }) => end >= 0)]).toEqual([true, 0, true]);
  });

  it('goes on without a policy that hangs', async () => {
    const file = join(folder, 'hangs.ts');
    writeFileSync(file, `import { runPolicy } from 'machlab';\nawait runPolicy({ wants: ['new'], decide() { for (;;); } }, 'hangs');\n`);
    const { told } = await sched('convoy', '--policy', file);
    const [one] = told.runs;
    expect([one!.unanswered, one!.threads.every(({ end }) => end >= 0)]).toEqual([1, true]);
    expect(one!.metrics.waiting).toBeCloseTo(17 / 3, 5);
  });
});

describe('a policy of one’s own that is wrong', () => {
  const write = (name: string, decide: string): string => {
    const file = join(folder, `${name}.ts`);
    writeFileSync(
      file,
      `import { runPolicy } from 'machlab';\nawait runPolicy({ wants: ['new', 'ready'], decide(turn) { ${decide} } }, '${name}');\n`,
    );
    return file;
  };

  it('and throws is told of with its line, and the run goes on without it', async () => {
    const { told, stderr } = await sched('convoy', '--policy', write('throws', 'throw new Error("oh no " + turn.tick);'));
    expect(stderr).toMatch(/Error: oh no 0\n\s+at .*throws\.ts:2:/);
    expect(stderr).toContain('the policy’s process ended at tick 0; from there on the kernel’s own rule held');
    expect(told.runs[0]!.policies.map(({ why }) => why)).toEqual([POLICY_REGISTERED, POLICY_DIED]);
  });

  it('and lets nobody run is ended, and said so', async () => {
    const { told, stderr } = await sched('convoy', '--policy', write('holds', 'for (const one of turn.threads) turn.swapOut(one);'));
    expect(stderr).toContain('the policy let nobody run, and was ended at tick 0');
    expect(told.runs[0]!.threads.map(({ cpu, end }) => [cpu, end >= 0])).toEqual([
      [24, true],
      [3, true],
      [3, true],
    ]);
  });
});

describe('the scheduler service killed from outside in the middle of a run', () => {
  it('comes back and takes up its policy; meanwhile the threads take turns, and nothing is lost', async () => {
    const trace = join(folder, 'killed.session');
    const kernel = new Kernel({ data: openDataFolder(folder), title: 'killed', trace });
    await kernel.booted();
    const plan = { ...readWorkload('w', 'tasks:\n  - { count: 3, run: [cpu 400] }'), usPerTick: 2000 };
    const policy = { name: 'rr', options: { quantum: 20 } };
    const { process: id } = await kernel.run('workload', { arguments: { plan, policy }, privileged: true });
    const scheduler = async (): Promise<number> => {
      for (;;) {
        const found = [...kernel.processes.values()].find(({ name }) => name === 'scheduler');
        if (found !== undefined) return found.process;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    };
    const process = await scheduler();
    await new Promise((resolve) => setTimeout(resolve, 500));
    kernel.signal({ process, signal: 'SIGKILL' });
    const outcome = await kernel.outcome(id, 30_000);
    expect(outcome).toMatchObject({ what: 'exit', exit: { code: 0 } });
    await kernel.shutdown();
    const { log, problem } = await readSession(readFileSync(trace));
    expect(problem).toBeNull();
    const events = Array.from({ length: log.end }, (_, seq) => log.event(seq)!);
    const whys = events.filter(({ name }) => name === 'sched-policy').map((event) => event.field('why'));
    expect(whys).toEqual([POLICY_REGISTERED, POLICY_DIED, POLICY_REGISTERED]);
    const { ticks, threads, segments } = scheduleOf(log);
    expect([ticks, threads.map(({ cpu }) => cpu)]).toEqual([1200, [400, 400, 400]]);
    const lengths = new Set(segments.map(({ from, to }) => to - from));
    expect([lengths.has(20), lengths.has(4)]).toEqual([true, true]);
  });
});
