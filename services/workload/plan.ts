/** What a workload program is to run: numbers, nothing left to chance. The host makes it from a workload file. */
export interface Plan {
  readonly cpus: number;
  readonly switchTicks: number;
  readonly registerSets: number;
  /** 0: as fast as can be. */
  readonly usPerTick: number;
  /** How long a silent process or policy is waited for; 0: as the kernel has it. */
  readonly watchdogMs: number;
  readonly tasks: readonly PlannedTask[];
}

export interface PlannedTask {
  readonly name: string;
  readonly atTick: number;
  /** The smaller, the more urgent. */
  readonly priority: number;
  /** What each trap costs. */
  readonly trapTicks: number;
  readonly steps: readonly Step[];
}

export interface Step {
  /** `disk`, `terminal` or `network`; empty: it computes. */
  readonly device: string;
  readonly ticks: number;
}
