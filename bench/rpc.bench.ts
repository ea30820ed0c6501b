/** Calls from task to task through the kernel process, recorded, beside a bare relay of three processes. */
import type { Metric } from './metric.ts';
import { type Load, type Sample, throughKernel, throughRelay } from './rpc/runs.ts';
import { compare, quantile } from './statistics.ts';

export const names = ['rpc.p50.ratio', 'rpc.p99.ratio', 'rpc.pipelined.ratio', 'rpc.flooded.ratio'];

const ROUNDS = 5;
const STUB_ROUNDS = 3;
const ALONE: Load = { threads: 1, warm: 3000, calls: 6000 };
const PIPELINED: Load = { threads: 64, warm: 10_000, calls: 40_000 };
const FLOODERS = 256;

export async function run(): Promise<Metric[]> {
  const alone: [Sample[], Sample[]] = [[], []];
  const p50 = await compare(
    ROUNDS,
    keeping(alone[0], () => throughKernel(ALONE)),
    keeping(alone[1], () => throughRelay(ALONE)),
  );
  const stubs = await compare(
    STUB_ROUNDS,
    async () => middle(await throughKernel({ ...ALONE, stubs: true })),
    () => p50.baseline,
  );
  const p99s = alone.map((samples) => samples.map(({ us }) => quantile(us, 0.99)));
  let at = 0;
  let baseAt = 0;
  const p99 = await compare(
    ROUNDS,
    () => p99s[0]?.[at++] ?? Number.NaN,
    () => p99s[1]?.[baseAt++] ?? Number.NaN,
  );
  const perSecond = ({ tookMs }: Sample): number => (PIPELINED.calls / tookMs) * 1000;
  const pipelined = await compare(
    ROUNDS,
    async () => perSecond(await throughKernel(PIPELINED)),
    async () => perSecond(await throughRelay(PIPELINED)),
  );
  const flooded = await compare(
    ROUNDS,
    async () => middle(await throughKernel({ ...ALONE, company: { role: 'flooder', threads: FLOODERS } })),
    async () => middle(await throughKernel({ ...ALONE, company: { role: 'spinner' } })),
  );
  return [
    {
      name: 'rpc.p50.ratio',
      value: p50.ratio,
      unit: 'ratio',
      baseline: p50.baseline,
      note: `median call ${p50.value.toFixed(0)} µs of mach_msg over the relay's (baseline, µs), median of ${ROUNDS} rounds; with typed stubs ${stubs.value.toFixed(0)} µs; target: at most 1.25`,
    },
    {
      name: 'rpc.p99.ratio',
      value: p99.ratio,
      unit: 'ratio',
      baseline: p99.baseline,
      note: `99th percentile ${p99.value.toFixed(0)} µs over the relay's (baseline, µs)`,
    },
    {
      name: 'rpc.pipelined.ratio',
      value: pipelined.ratio,
      unit: 'ratio',
      baseline: pipelined.baseline,
      note: `${PIPELINED.threads} threads: ${pipelined.value.toFixed(0)} calls/s over the relay's (baseline, 1/s), each message written by itself; target: at least 0.5`,
    },
    {
      name: 'rpc.flooded.ratio',
      value: flooded.ratio,
      unit: 'ratio',
      baseline: flooded.baseline,
      note: `median call ${flooded.value.toFixed(0)} µs while a task floods with ${FLOODERS} threads, over that with a spinning process in its place (baseline, µs); target: at most 2`,
    },
  ];
}

function keeping(samples: Sample[], measure: () => Promise<Sample>): () => Promise<number> {
  return async () => {
    const sample = await measure();
    samples.push(sample);
    return middle(sample);
  };
}

function middle({ us }: Sample): number {
  return quantile(us, 0.5);
}
