/** Scheduled mode: dispatches of the core alone, and decisions of the scheduler service in a process of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDataFolder } from '../host/dataFolder.ts';
import { Kernel } from '../host/kernel.ts';
import { KernelInMemory } from '../services/runtime/testing/kernelTransport.ts';
import type { Plan } from '../services/workload/plan.ts';
import { runWorkload } from '../services/workload/run.ts';
import type { Metric } from './metric.ts';
import { median } from './statistics.ts';

export const names = ['sched.dispatchesPerSecond', 'sched.service100.s'];

const ROUNDS = 5;
const THREADS = 100;
const TICKS = 10_000;
const QUANTUM = 50;

function plan(threads: number, ticks: number): Plan {
  const tasks = Array.from({ length: threads }, (_, index) => ({
    name: `T${index + 1}`,
    atTick: 0,
    priority: 0,
    trapTicks: 0,
    steps: [{ device: '', ticks }],
  }));
  return { cpus: 1, switchTicks: 0, registerSets: 1, usPerTick: 0, watchdogMs: 0, tasks };
}

/** Taking turns of the kernel's own quantum, every event recorded and taken. Returns: dispatches a second. */
async function core(): Promise<number> {
  const kernel = new KernelInMemory();
  const workload = kernel.spawn('workload');
  const { machine, recorder } = kernel.bench;
  const hostPriv = kernel.giveSend(machine.system.hostPrivPort, workload);
  let startedMs = 0;
  const over = { yet: false };
  const ended = runWorkload(workload, hostPriv, plan(THREADS, 8000), async () => {
    startedMs = performance.now();
  }).then(() => (over.yet = true));
  while (!over.yet) {
    await new Promise((resolve) => setImmediate(resolve));
    recorder.take();
    // The kernel does a bounded part at a time, and asks to be called again.
    if (machine.nextTimerUs() >= 0 && machine.nextTimerUs() <= kernel.bench.hostUs) {
      machine.timer(kernel.bench.hostUs);
      kernel.settle();
    }
  }
  await ended;
  return (1000 * (machine.scheduler()?.dispatches ?? 0)) / (performance.now() - startedMs);
}

/** 100 threads of 10,000 ticks under feedback queues that ask at every quantum. Returns: seconds, and how many questions were asked. */
async function service(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'machlab-bench-'));
  try {
    const kernel = new Kernel({ data: openDataFolder(folder), title: 'sched', onConsole: () => {} });
    await kernel.booted();
    const quanta = [QUANTUM, QUANTUM, QUANTUM];
    const policy = { name: 'mlfq', options: { quanta } };
    const startedMs = performance.now();
    const { process: id } = await kernel.run('workload', { arguments: { plan: plan(THREADS, TICKS), policy }, privileged: true });
    const outcome = await kernel.outcome(id);
    const seconds = (performance.now() - startedMs) / 1000;
    await kernel.shutdown();
    if (outcome.what !== 'exit' || outcome.exit.code !== 0) throw new Error(`the workload did not end well: ${JSON.stringify(outcome)}`);
    return seconds;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export async function run(): Promise<Metric[]> {
  await core();
  const dispatches: number[] = [];
  for (let round = 0; round < ROUNDS; round++) dispatches.push(await core());
  return [
    {
      name: 'sched.dispatchesPerSecond',
      value: median(dispatches),
      unit: 'dispatches/s',
      baseline: null,
      note: '100 threads taking turns of 4 ticks by the kernel’s own rule, in memory, every event recorded; target at least 200,000',
    },
    {
      name: 'sched.service100.s',
      value: await service(),
      unit: 's',
      baseline: null,
      note: '100 threads × 10,000 ticks under feedback queues with quantum 50, decided by the service’s process, its start included; target at most 5',
    },
  ];
}
