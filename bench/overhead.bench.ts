/** What recording costs: calls with every event recorded, beside calls of which nothing is. */
import type { Metric } from './metric.ts';
import { type Load, throughKernel } from './rpc/runs.ts';
import { compare } from './statistics.ts';

export const names = ['trace.overhead.ratio'];

const ROUNDS = 5;
const LOAD: Load = { threads: 1, warm: 3000, calls: 10_000 };
/** So many calls at a time that every core is busy, the one that keeps the log too. */
const BUSY: Load = { threads: 64, warm: 10_000, calls: 40_000 };

export async function run(): Promise<Metric[]> {
  const recordedAndNot = (load: Load): ReturnType<typeof compare> => {
    const perSecond = async (recording: boolean): Promise<number> => (load.calls / (await throughKernel(load, recording)).tookMs) * 1000;
    return compare(
      ROUNDS,
      () => perSecond(true),
      () => perSecond(false),
    );
  };
  const found = await recordedAndNot(LOAD);
  const busy = await recordedAndNot(BUSY);
  return [
    {
      name: 'trace.overhead.ratio',
      value: found.ratio,
      unit: 'ratio',
      baseline: found.baseline,
      note: `${found.value.toFixed(0)} calls/s recorded over calls/s with recording off (baseline, 1/s), median of ${ROUNDS} rounds; target: at least 0.9; with ${BUSY.threads} calls at a time, every core busy: ${busy.ratio.toFixed(2)}`,
    },
  ];
}
