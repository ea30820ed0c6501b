/** Runs a workload. Arguments: `{ plan, policy }`; policy null: the one that is or will be registered; empty name: the kernel's own rule. */
import { args, ask, lookUp, sched, SCHEDULER_SERVICE, schedulerService, schedulingPort, self } from 'machlab';
import type { Plan } from './plan.ts';
import { runWorkload } from './run.ts';

const { plan, policy } = args as { plan: Plan; policy: { name: string; options: object } | null };
const hostPriv = await schedulingPort(self());

await runWorkload(self(), hostPriv, plan, async () => {
  if (policy === null) {
    while (!(await ask(hostPriv, sched.sched_info, {})).registered) await new Promise((resolve) => setTimeout(resolve, 5));
  } else if (policy.name !== '') {
    const scheduler = await lookUp(SCHEDULER_SERVICE);
    await ask(scheduler, schedulerService.scheduler_follow, { policy: policy.name, options: JSON.stringify(policy.options) });
  }
});
