import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Schedule, scheduleOf } from '../../kernel/trace/schedule.ts';
import { readSession } from '../../kernel/trace/session.ts';
import type { Plan } from '../../services/workload/plan.ts';
import type { DataFolder } from '../dataFolder.ts';
import { Kernel, type Outcome, type ProcessExit } from '../kernel.ts';
import { bundleProgram, type Program } from '../programs.ts';
import { UserError } from '../userError.ts';
import { NO_POLICY, POLICIES, policyArguments, type PolicyChoice } from './policy.ts';

export interface StartedWorkload {
  readonly task: number;
  readonly process: number;
  /** The process of a policy of one's own; 0: the scheduler service decides, or the kernel. */
  readonly decider: number;
}

/** Starts a workload on a kernel that runs. Returns its task and process. */
export async function startWorkload(kernel: Kernel, plan: Plan, policy: PolicyChoice, own: Program | null): Promise<StartedWorkload> {
  let decider = 0;
  if (own !== null) {
    kernel.handIn(own);
    decider = (await kernel.run(own.name, { profile: 'plug-in', privileged: true, spawner: false })).process;
  }
  const chosen = own === null ? policyArguments(policy) : null;
  const started = await kernel.run('workload', { arguments: { plan, policy: chosen }, privileged: true, spawner: false });
  return { ...started, decider };
}

/** Another policy from now on, for what runs already. */
export function followPolicy(kernel: Kernel, policy: PolicyChoice): Promise<{ readonly task: number; readonly process: number }> {
  return kernel.run('workload', { arguments: { plan: null, policy: policyArguments(policy) }, privileged: true, spawner: false });
}

/** A policy from its file. Throws a `UserError`. */
function bundlePolicy(path: string): Promise<Program> {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true)
    throw new UserError(
      `cannot read ${path}: there is no such file; a policy is a program file, or one of ${[...POLICIES, NO_POLICY].join(', ')}`,
    );
  return bundleProgram(path);
}

export interface WorkloadRun {
  readonly data: DataFolder;
  readonly plan: Plan;
  readonly policy: PolicyChoice;
  /** Where to keep the session; nowhere unless given. */
  readonly trace?: string | undefined;
  /** The process of a policy of one's own has ended before the workload. */
  readonly onPolicyExit?: (exit: ProcessExit) => void;
  readonly onConsole?: (task: number, stream: number, text: string) => void;
}

/** A whole run on a kernel of its own. Returns how the workload ended, and what the events say of it where it ended well. */
export async function runAlone({
  data,
  plan,
  policy,
  trace,
  onPolicyExit,
  onConsole,
}: WorkloadRun): Promise<{ readonly outcome: Outcome; readonly schedule: Schedule | null }> {
  const folder = mkdtempSync(join(tmpdir(), 'machlab-sched-'));
  const file = trace ?? join(folder, 'session');
  try {
    const own = policy.file ? await bundlePolicy(policy.text) : null;
    const kernel = new Kernel({ data, title: `sched ${policy.text}`, trace: file, ...(onConsole !== undefined && { onConsole }) });
    await kernel.booted();
    const { process, decider } = await startWorkload(kernel, plan, policy, own);
    const over = { yet: false };
    if (decider !== 0 && onPolicyExit !== undefined) void kernel.exitOf(decider).then((exit) => void (over.yet || onPolicyExit(exit)));
    const outcome = await kernel.outcome(process);
    over.yet = true;
    const { traceProblem } = outcome.what === 'kernel' ? outcome.end : await kernel.shutdown();
    if (traceProblem !== '') throw new UserError(`cannot write ${file}: ${traceProblem}; name another file with --trace`);
    if (outcome.what !== 'exit' || outcome.exit.code !== 0) return { outcome, schedule: null };
    const { log, problem } = await readSession(readFileSync(file));
    if (problem !== null) throw new UserError(`the session of ${policy.text} is not whole: ${problem}`);
    return { outcome, schedule: scheduleOf(log) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
