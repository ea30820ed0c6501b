/** What a task process costs: its start up to the first frame, all locks and probes included, and its memory when it has nothing to do. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { takeIoUringAway } from '../kernel/process/ioUring.ts';
import { residentBytes } from '../kernel/process/memoryWatch.ts';
import { TASK_PROFILES } from '../kernel/process/profiles.ts';
import { bundleRuntime } from '../services/runtime/escape/bundles.fixture.ts';
import { runTask } from '../services/runtime/escape/taskRun.fixture.ts';
import type { Metric } from './metric.ts';
import { median } from './statistics.ts';

const ROUNDS = 20;
const SETTLE_MS = 100;
const MB = 2 ** 20;

/** Traps once, so that the whole runtime is in use, and then waits. */
const IDLE_PROGRAM = `import { mainTask, mainThread, trap } from 'machlab';
await trap(mainTask(), mainThread(), new Uint8Array(4)); setInterval(() => {}, 1e6);`;

export const names = ['task.start.ms', 'rss.task.MB'];

interface Sample {
  readonly startMs: number;
  readonly residentMB: number;
}

export async function run(): Promise<Metric[]> {
  takeIoUringAway();
  const runtime = Buffer.from(await bundleRuntime());
  const tasks: Sample[] = [];
  const plain: Sample[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    tasks.push(await taskSample(runtime));
    plain.push(await plainSample());
  }
  const middle = (samples: readonly Sample[], of: keyof Sample): number => median(samples.map((sample) => sample[of]));
  return [
    {
      name: 'task.start.ms',
      value: middle(tasks, 'startMs'),
      unit: 'ms',
      baseline: middle(plain, 'startMs'),
      note: `spawn to first frame of a locked and probed task, median of ${ROUNDS}; baseline: a bare Node to its first byte; target: under 100 ms more`,
    },
    {
      name: 'rss.task.MB',
      value: middle(tasks, 'residentMB'),
      unit: 'MB',
      baseline: middle(plain, 'residentMB'),
      note: `resident memory of an idle task, most of it shared between tasks, median of ${ROUNDS}; baseline: a bare idle Node; target: at most 60`,
    },
  ];
}

async function taskSample(runtime: Buffer): Promise<Sample> {
  const task = await runTask({ runtime, program: IDLE_PROGRAM, profile: TASK_PROFILES.program });
  await task.nextTrap();
  await wait(SETTLE_MS);
  const residentMB = ((await residentBytes(task.process.pid ?? 0)) ?? Number.NaN) / MB;
  task.process.kill();
  await task.exit;
  return { startMs: task.helloMs, residentMB };
}

async function plainSample(): Promise<Sample> {
  const started = performance.now();
  const child = spawn(process.execPath, ['-e', "process.stdout.write('x'); setInterval(() => {}, 1e6)"], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: {},
  });
  await once(child.stdout, 'data');
  const startMs = performance.now() - started;
  await wait(SETTLE_MS);
  const residentMB = ((await residentBytes(child.pid ?? 0)) ?? Number.NaN) / MB;
  child.kill('SIGKILL');
  await once(child, 'exit');
  return { startMs, residentMB };
}
