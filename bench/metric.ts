/** One measured figure, beside the baseline that was measured in the same run. */
export interface Metric {
  /** Dotted, as in `rpc.p50.ratio`. */
  readonly name: string;
  readonly value: number;
  /** `ratio`, `ms`, `us`, `MB`, `1/s` … */
  readonly unit: string;
  /** What the figure is held against, in the same unit or the one the note names; null where there is nothing to compare with. */
  readonly baseline: number | null;
  /** How it was measured and what the target is, in one sentence. */
  readonly note: string;
}

/** What a file `bench/*.bench.ts` exports. */
export interface Bench {
  /** The names of all the metrics that `run` answers. */
  readonly names: readonly string[];
  readonly run: () => Promise<Metric[]>;
}
