/**
 * Runs a workload. Arguments: `{ plan, policy }`; policy null: the one that is or will be registered; empty name: the kernel's own rule.
 * Plan null: only has the policy followed from now on, for what runs already.
 */
import { args, ask, lookUp, sched, SCHEDULER_SERVICE, schedulerService, schedulingPort, self } from 'machlab';
import type { Plan } from './plan.ts';
import { runWorkload } from './run.ts';

/** How long a policy's own process may take until it registers, and how often to look. */
const REGISTER_MS = 10_000;
const LOOK_MS = 5;

const { plan, policy } = args as { plan: Plan | null; policy: { name: string; options: object } | null };
const hostPriv = await schedulingPort(self());

async function decide(): Promise<void> {
  if (policy === null) {
    for (const startedMs = performance.now(); !(await ask(hostPriv, sched.sched_info, {})).registered;) {
      if (performance.now() - startedMs > REGISTER_MS)
        throw new Error('the program that should decide has not registered as a policy; see runPolicy');
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  } else if (policy.name !== '') {
    const scheduler = await lookUp(SCHEDULER_SERVICE);
    await ask(scheduler, schedulerService.scheduler_follow, { policy: policy.name, options: JSON.stringify(policy.options) });
  }
}

if (plan === null) await decide();
else await runWorkload(self(), hostPriv, plan, decide);

// The tasks ended in calls of their own, which nobody answers any more.
process.exit(0);
