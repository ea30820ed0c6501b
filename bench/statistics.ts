/** The value that `share` (0 to 1) of the samples do not exceed. */
export const quantile = (samples: readonly number[], share: number): number => {
  const sorted = samples.toSorted((a, b) => a - b);
  const found = sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))];
  if (found === undefined) throw new Error('there is no quantile of no samples');
  return found;
};

/** The middle sample, or the mean of the two in the middle. */
export const median = (samples: readonly number[]): number => {
  const lower = quantile(samples, 0.5);
  const upper = -quantile(
    samples.map((sample) => -sample),
    0.5,
  );
  return (lower + upper) / 2;
};

/**
 * Runs two measurements in turn, so that both meet the same noise, and answers the medians and the median of the rounds' ratios.
 * The order changes every round.
 */
export const compare = async (
  rounds: number,
  measure: () => number | Promise<number>,
  measureBaseline: () => number | Promise<number>,
): Promise<{ readonly value: number; readonly baseline: number; readonly ratio: number }> => {
  const values: number[] = [];
  const baselines: number[] = [];
  for (let round = 0; round < rounds; round++) {
    if (round % 2 === 0) values.push(await measure());
    baselines.push(await measureBaseline());
    if (round % 2 === 1) values.push(await measure());
  }
  const ratios = values.map((value, round) => value / (baselines[round] ?? NaN));
  return { value: median(values), baseline: median(baselines), ratio: median(ratios) };
};
