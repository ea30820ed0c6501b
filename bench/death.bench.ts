/** What the death of a task costs that holds many rights, each watched by a dead-name request. */
import { REQUEST_DEAD_NAME } from '../kernel/abi/notify.ts';
import { allocatePort, requestNotification } from '../services/runtime/own.ts';
import type { Self } from '../services/runtime/self.ts';
import { KernelInMemory } from '../services/runtime/testing/kernelTransport.ts';
import type { Metric } from './metric.ts';
import { median } from './statistics.ts';

const SIZES = [1000, 10_000, 100_000] as const;
const ROUNDS = { 1000: 5, 10_000: 5, 100_000: 2 } as const;

export const names = ['death.10k.ms', 'death.slope'];

export async function run(): Promise<Metric[]> {
  await dieOnce(1000, true);
  const tookMs = new Map<number, number>();
  const bareMs = new Map<number, number>();
  for (const size of SIZES) {
    const worst: number[] = [];
    for (let round = 0; round < ROUNDS[size]; round++) worst.push(Math.max(await dieOnce(size, true), await dieOnce(size, false)));
    tookMs.set(size, median(worst));
    bareMs.set(size, bare(size));
  }
  const each = (size: number): number => (tookMs.get(size) as number) / size;
  const figures = SIZES.map((size) => `${size}: ${(tookMs.get(size) as number).toFixed(1)} ms`).join(', ');
  return [
    {
      name: 'death.10k.ms',
      value: tookMs.get(10_000) as number,
      unit: 'ms',
      baseline: bareMs.get(10_000) as number,
      note: `${figures}; baseline: as many entries deleted from a map; target ≤ 100 ms`,
    },
    {
      name: 'death.slope',
      value: each(100_000) / each(1000),
      unit: '×',
      baseline: 1,
      note: 'cost of one right among 100,000, to one among 1,000; linear is 1',
    },
  ];
}

/**
 * A task dies with `rights` ports. `receiver`: it has their receive rights, and another task is told that each name is dead;
 * else it has send rights with requests of its own, which end with it.
 */
async function dieOnce(rights: number, receiver: boolean): Promise<number> {
  const kernel = new KernelInMemory();
  const owner = kernel.spawn('owner');
  const holder = kernel.spawn('holder');
  const notify = await allocatePort(holder);
  for (let count = 0; count < rights; count++) {
    const right = kernel.give(owner, await allocatePort(owner), holder);
    await requestNotification(holder, right, REQUEST_DEAD_NAME, 0, notify);
  }
  kernel.bench.recorder.take();
  const dying: Self = receiver ? owner : holder;
  const before = kernel.bench.recorder.next;
  const started = process.hrtime.bigint();
  kernel.kill(dying);
  const tookMs = Number(process.hrtime.bigint() - started) / 1e6;
  if (kernel.bench.recorder.next - before < rights) throw new Error('fewer events than rights: nothing was watched');
  return tookMs;
}

/** What deleting so many entries costs at the least. */
function bare(rights: number): number {
  const entries = new Map<number, { urefs: number }>(Array.from({ length: rights }, (_, name) => [name, { urefs: 1 }]));
  const started = process.hrtime.bigint();
  for (const [name, entry] of entries) {
    entry.urefs--;
    entries.delete(name);
  }
  return Number(process.hrtime.bigint() - started) / 1e6;
}
