/** The conformance runner: case files in, a verdict on each case out. */
import type { ProfileName } from '../abi/profile.ts';
import { readCases } from './conformance/case.ts';
import { Malformed } from './conformance/json.ts';
import { type CaseResult, jsonReport, textReport, totalsOf } from './conformance/report.ts';
import { playCase, type Witness } from './conformance/run.ts';

/** A case file: its name to show, and its text. */
export interface CaseFile {
  readonly name: string;
  readonly text: string;
}

/** What a run may be asked to play under: the kernel's profiles, and the name that case files have for the classic one. */
export const PROFILE_CHOICES = { recommended: 'recommended', classic: 'classic', gnumach: 'classic', xnu: 'xnu' } as const;
export type ProfileChoice = keyof typeof PROFILE_CHOICES;

export interface ConformanceOptions {
  readonly profile?: ProfileChoice;
  /** One JSON document instead of lines. */
  readonly json?: boolean;
  /** Takes the report, with its line ends. */
  readonly write: (text: string) => void;
}

/** Purpose: play every case of the files and report. Returns: the exit code, 1 when anything failed or was no case. */
export function runConformance(
  files: readonly CaseFile[],
  { profile: choice = 'recommended', json = false, write }: ConformanceOptions,
): number {
  const profile = PROFILE_CHOICES[choice];
  const results = playFiles(files, profile);
  write(`${json ? jsonReport(profile, results) : textReport(results)}\n`);
  return totalsOf(results).failed > 0 || results.length === 0 ? 1 : 0;
}

/** Returns: the verdict on every case of the files, in order. A file that cannot be read as one counts as a failed case. */
export function playFiles(files: readonly CaseFile[], profile: ProfileName, witness?: Witness): readonly CaseResult[] {
  return files.flatMap(({ name, text }) => {
    try {
      return readCases(text).map((read): CaseResult => {
        if (!read.ok) return notACase(name, read.id, read.problem);
        const { id, title } = read.case;
        return { file: name, id, title, verdict: playCase(read.case, profile, witness) };
      });
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      return [notACase(name, name, error.message)];
    }
  });
}

function notACase(file: string, id: string, problem: string): CaseResult {
  const failure = { step: 0, what: 'the file', expected: 'a case in the format', actual: problem };
  return { file, id, title: '', verdict: { outcome: 'failed', failures: [failure] } };
}
