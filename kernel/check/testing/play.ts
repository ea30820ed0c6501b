/** Cases as values, for tests: steps in, the verdict out. */
import type { ProfileName } from '../../abi/profile.ts';
import { FORMAT } from '../conformance/case.ts';
import { playFiles } from '../conformance.ts';
import type { Failure, Verdict } from '../conformance/run.ts';

export type StepValue = Readonly<Record<string, unknown>>;

/** A file with one case of these steps. */
export function fileOf(steps: readonly StepValue[], more: StepValue = {}): string {
  const one = { id: 'x', title: 'x', kind: 'source', profile: 'any', recommended: 'pass', steps, ...more };
  return JSON.stringify({ format: FORMAT, cases: [one] });
}

export function play(steps: readonly StepValue[], profile: ProfileName = 'recommended', more: StepValue = {}): Verdict {
  const result = playFiles([{ name: 'x.json', text: fileOf(steps, more) }], profile)[0];
  if (result === undefined) throw new Error('the file has no case');
  return result.verdict;
}

/** What was wrong, one line a failure. */
export function failuresOf(verdict: Verdict): readonly Failure[] {
  return verdict.outcome === 'failed' ? verdict.failures : [];
}

export const allocate = (bind: string, right = 'RECEIVE'): StepValue => ({
  call: 'mach_port_allocate',
  args: { right },
  expect: 'KERN_SUCCESS',
  bind,
});
