/** Plays one case: every step through traps and messages, on a machine of its own. */
import type { ProfileName } from '../../abi/profile.ts';
import type { Batch } from '../../trace/batch.ts';
import { Stuck } from '../client/threads.ts';
import { Unprepared } from '../client/world.ts';
import { Unbound, Stage } from './stage.ts';
import type { Case, Step } from './case.ts';
import { awaitStep, callStep, Unsupported } from './step.call.ts';
import { checkStep, setupStep } from './step.setup.ts';

/** A step that did not go as expected. `step` counts from 1; 0: the case as a whole. */
export interface Failure {
  readonly step: number;
  readonly what: string;
  readonly expected: string;
  readonly actual: string;
}

export type Verdict =
  | { readonly outcome: 'passed' }
  | { readonly outcome: 'failed'; readonly failures: readonly Failure[] }
  | { readonly outcome: 'skipped'; readonly reason: string };

/** Sees the events of each case that was played, e.g. for the table of calls and codes. */
export type Witness = (events: readonly Batch[]) => void;

/** Why a case is not played under a profile; null: it is. */
export function notPlayed({ profile, profileOnly }: Case, under: ProfileName): string | null {
  if (under === 'recommended') return profileOnly ? `only under the profile of ${profile}` : null;
  if (profile === 'any' || (profile === 'xnu') === (under === 'xnu')) return null;
  return `the answer of ${profile}`;
}

/** Purpose: play a case under a profile. Never throws for what a case says or a kernel answers. */
export function playCase(played: Case, under: ProfileName, witness: Witness = () => {}): Verdict {
  const reason = notPlayed(played, under);
  if (reason !== null) return { outcome: 'skipped', reason };
  const failures: Failure[] = [];
  let stage: Stage | null = null;
  let at = 0;
  try {
    stage = new Stage(under);
    stage.prepare();
    for (const step of played.steps) {
      at++;
      for (const failure of playStep(stage, step)) failures.push({ step: at, what: nameOf(step), ...failure });
      const fault = stage.fault();
      if (fault === null) continue;
      failures.push({ step: at, what: nameOf(step), expected: 'a sound kernel', actual: fault });
      return { outcome: 'failed', failures };
    }
    witness(stage.replica.follow());
    const difference = stage.replica.difference(stage.rig.machine);
    if (difference !== null) failures.push({ step: 0, what: 'the log', expected: 'the state of the kernel', actual: difference });
  } catch (error) {
    if (error instanceof Unsupported && played.optional && failures.length === 0) return { outcome: 'skipped', reason: error.message };
    if (!(error instanceof Stuck || error instanceof Unbound || error instanceof Unprepared || error instanceof Unsupported)) throw error;
    const step = played.steps[at - 1];
    const actual = stage?.fault() ?? error.message;
    failures.push({ step: at, what: step === undefined ? 'begin' : nameOf(step), expected: 'the step can be made', actual });
  }
  return failures.length === 0 ? { outcome: 'passed' } : { outcome: 'failed', failures };
}

function playStep(stage: Stage, step: Step): readonly { expected: string; actual: string }[] {
  switch (step.kind) {
    case 'call':
      return callStep(stage, step);
    case 'await':
      return awaitStep(stage, step);
    case 'setup':
      return setupStep(stage, step);
    default:
      return checkStep(stage, step);
  }
}

function nameOf(step: Step): string {
  switch (step.kind) {
    case 'call':
      return step.call;
    case 'await':
      return `await ${step.handle}`;
    case 'setup':
      return `setup ${step.setup}`;
    default:
      return `check ${step.check}`;
  }
}
