/** What recording costs: calls with every event recorded, beside calls of which nothing is. */
import type { Metric } from './metric.ts';
import { type Load, throughKernel } from './rpc/runs.ts';
import { compare } from './statistics.ts';

export const names = ['trace.overhead.ratio'];

const ROUNDS = 5;
const LOAD: Load = { threads: 1, warm: 3000, calls: 10_000 };

export async function run(): Promise<Metric[]> {
  const perSecond = async (recording: boolean): Promise<number> => (LOAD.calls / (await throughKernel(LOAD, recording)).tookMs) * 1000;
  const found = await compare(
    ROUNDS,
    () => perSecond(true),
    () => perSecond(false),
  );
  return [
    {
      name: 'trace.overhead.ratio',
      value: found.ratio,
      unit: 'ratio',
      baseline: found.baseline,
      note: `${found.value.toFixed(0)} calls/s recorded over calls/s with recording off (baseline, 1/s), median of ${ROUNDS} rounds; target: at least 0.9`,
    },
  ];
}
