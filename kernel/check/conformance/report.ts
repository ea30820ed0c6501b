/** What a run of cases comes to, in words and as JSON. */
import type { ProfileName } from '../../abi/profile.ts';
import type { Failure, Verdict } from './run.ts';

export interface CaseResult {
  readonly file: string;
  readonly id: string;
  readonly title: string;
  readonly verdict: Verdict;
}

export interface Totals {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export function totalsOf(results: readonly CaseResult[]): Totals {
  const count = (outcome: Verdict['outcome']): number => results.filter(({ verdict }) => verdict.outcome === outcome).length;
  return { passed: count('passed'), failed: count('failed'), skipped: count('skipped') };
}

export function totalsLine({ passed, failed, skipped }: Totals): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

function failureLine({ step, what, expected, actual }: Failure): string {
  return `  ${step === 0 ? '' : `step ${step} `}${what}: expected ${expected}, found ${actual}`;
}

/** Failing cases with each failing step, skipped ones with the reason, and the totals in the last line. */
export function textReport(results: readonly CaseResult[]): string {
  const lines: string[] = [];
  for (const { id, title, verdict } of results) {
    if (verdict.outcome === 'skipped') lines.push(`skipped ${id}: ${verdict.reason}`);
    if (verdict.outcome === 'failed') lines.push(`FAILED ${id}${title === '' ? '' : `: ${title}`}`, ...verdict.failures.map(failureLine));
  }
  return [...lines, totalsLine(totalsOf(results))].join('\n');
}

export function jsonReport(profile: ProfileName, results: readonly CaseResult[]): string {
  const cases = results.map(({ file, id, title, verdict }) => ({ file, id, title, ...verdict }));
  return JSON.stringify({ profile, ...totalsOf(results), cases }, null, 2);
}
