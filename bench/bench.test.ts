import { describe, expect, it } from 'vitest';
import { choose, table } from './choice.ts';
import { compare, median, quantile } from './statistics.ts';

const NAMES = ['rpc.p50.ratio', 'rpc.p99.ratio', 'rpcx.ratio', 'boot.ms'];

describe('the choice of benchmarks', () => {
  it('takes all without a word, one by its name, several by their beginning', () => {
    expect(choose(NAMES, [])).toEqual(new Set(NAMES));
    expect(choose(NAMES, ['boot.ms'])).toEqual(new Set(['boot.ms']));
    expect(choose(NAMES, ['rpc'])).toEqual(new Set(['rpc.p50.ratio', 'rpc.p99.ratio']));
  });

  it('says which name is unknown and which there are', () => {
    expect(choose(NAMES, ['boot', 'rcp'])).toBe('bench: there is no rcp; there are rpc.p50.ratio, rpc.p99.ratio, rpcx.ratio, boot.ms');
  });

  it('refuses a name that two files measure', () => {
    expect(choose([...NAMES, 'boot.ms'], [])).toBe('bench: boot.ms is measured by two files');
  });

  it('prints a table with aligned columns', () => {
    const metrics = [{ name: 'boot.ms', value: 412.34, unit: 'ms', baseline: null, note: 'to the first answer' }];
    expect(table(metrics).split('\n')).toEqual([
      'name     value  unit  baseline  note',
      'boot.ms  412    ms    –         to the first answer',
    ]);
  });
});

describe('the statistics', () => {
  it('finds the median of an odd and of an even number of samples', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([9, 1, 5, 6])).toBe(5.5);
    expect(median([3])).toBe(3);
  });

  it('finds a quantile that is one of the samples', () => {
    const samples = Array.from({ length: 100 }, (_, at) => 100 - at);
    expect(quantile(samples, 0.99)).toBe(99);
    expect(quantile(samples, 1)).toBe(100);
    expect(quantile(samples, 0)).toBe(1);
  });

  it('refuses to find either in nothing', () => {
    expect(() => median([])).toThrow();
    expect(() => quantile([], 0.5)).toThrow();
  });

  it('compares round by round and takes the median of the ratios', async () => {
    const values = [2, 20, 3];
    const baselines = [1, 10, 3];
    const found = await compare(
      3,
      () => values.shift() ?? NaN,
      () => baselines.shift() ?? NaN,
    );
    expect(found).toEqual({ value: 3, baseline: 3, ratio: 2 });
  });
});
