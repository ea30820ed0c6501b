import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Schedule, scheduleOf } from '../../kernel/trace/schedule.ts';
import { readSession } from '../../kernel/trace/session.ts';
import type { Plan } from '../../services/workload/plan.ts';
import type { DataFolder } from '../dataFolder.ts';
import { Kernel, type Outcome } from '../kernel.ts';
import { bundleProgram, type Program } from '../programs.ts';
import { UserError } from '../userError.ts';
import { policyArguments, type PolicyChoice } from './policy.ts';

/** Starts a workload on a kernel that runs. Returns its task and process. */
export async function startWorkload(
  kernel: Kernel,
  plan: Plan,
  policy: PolicyChoice,
  own: Program | null,
): Promise<{ readonly task: number; readonly process: number }> {
  if (own !== null) {
    kernel.handIn(own);
    await kernel.run(own.name, { profile: 'plug-in', privileged: true, spawner: false });
  }
  const chosen = own === null ? policyArguments(policy) : null;
  return kernel.run('workload', { arguments: { plan, policy: chosen }, privileged: true, spawner: false });
}

/** Another policy from now on, for what runs already. */
export function followPolicy(kernel: Kernel, policy: PolicyChoice): Promise<{ readonly task: number; readonly process: number }> {
  return kernel.run('workload', { arguments: { plan: null, policy: policyArguments(policy) }, privileged: true, spawner: false });
}

export interface WorkloadRun {
  readonly data: DataFolder;
  readonly plan: Plan;
  readonly policy: PolicyChoice;
  /** Where to keep the session; nowhere unless given. */
  readonly trace?: string | undefined;
  readonly onConsole?: (task: number, stream: number, text: string) => void;
}

/** A whole run on a kernel of its own. Returns how the workload ended, and what the events say of it where it ended well. */
export async function runAlone({
  data,
  plan,
  policy,
  trace,
  onConsole,
}: WorkloadRun): Promise<{ readonly outcome: Outcome; readonly schedule: Schedule | null }> {
  const folder = mkdtempSync(join(tmpdir(), 'machlab-sched-'));
  const file = trace ?? join(folder, 'session');
  try {
    const own = policy.file ? await bundleProgram(policy.text) : null;
    const kernel = new Kernel({ data, title: `sched ${policy.text}`, trace: file, ...(onConsole !== undefined && { onConsole }) });
    await kernel.booted();
    const { process } = await startWorkload(kernel, plan, policy, own);
    const outcome = await kernel.outcome(process);
    if (outcome.what !== 'kernel') await kernel.shutdown();
    if (outcome.what !== 'exit' || outcome.exit.code !== 0) return { outcome, schedule: null };
    const { log, problem } = await readSession(readFileSync(file));
    if (problem !== null) throw new UserError(`the session of ${policy.text} is not whole: ${problem}`);
    return { outcome, schedule: scheduleOf(log) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
