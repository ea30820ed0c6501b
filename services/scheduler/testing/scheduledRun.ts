/** A workload on the real kernel in memory, under a policy of the real service, told by the events alone. */
import { sched, type Self, type SendRight } from 'machlab';
import { brokenInvariant, brokenText } from '../../../kernel/check/invariants.ts';
import { firstDifference } from '../../../kernel/check/replica.ts';
import { machineSnapshot } from '../../../kernel/machine/snapshot.ts';
import { foldRange, unfoldRange } from '../../../kernel/trace/fold.ts';
import { Log } from '../../../kernel/trace/log.ts';
import { type Schedule, scheduleOf } from '../../../kernel/trace/schedule.ts';
import { snapshotOf } from '../../../kernel/trace/snapshot.ts';
import { State } from '../../../kernel/trace/state.ts';
import { KernelInMemory } from '../../runtime/testing/kernelTransport.ts';
import type { Plan, PlannedTask } from '../../workload/plan.ts';
import { runWorkload } from '../../workload/run.ts';
import type { PolicyOptions } from '../policies.ts';
import { Scheduler } from '../service.ts';

/** A plan of tasks that compute: for each its burst or steps, and when it arrives and how urgent it is. */
export function planOf(tasks: readonly (Partial<PlannedTask> & { readonly burst?: number })[], rest: Partial<Plan> = {}): Plan {
  return {
    cpus: 1,
    switchTicks: 0,
    registerSets: 1,
    usPerTick: 0,
    watchdogMs: 0,
    ...rest,
    tasks: tasks.map(({ burst = 1, ...task }, index) => ({
      name: `P${index + 1}`,
      atTick: 0,
      priority: 0,
      trapTicks: 0,
      steps: [{ device: '', ticks: burst }],
      ...task,
    })),
  };
}

export class ScheduledRun {
  readonly kernel = new KernelInMemory();
  readonly log = new Log();
  readonly service: Self;
  readonly workload: Self;

  constructor() {
    this.service = this.kernel.spawn('scheduler');
    this.workload = this.kernel.spawn('workload');
  }

  hostPriv(self: Self): SendRight {
    return this.kernel.giveSend(this.kernel.bench.machine.system.hostPrivPort, self);
  }

  /** Runs it to its end, by the kernel's own rule when there is no policy. */
  async run(plan: Plan, policy?: string, options: PolicyOptions = {}): Promise<Schedule> {
    await runWorkload(this.workload, this.hostPriv(this.workload), plan, async () => {
      if (policy === undefined) return;
      const scheduler = new Scheduler(this.service, this.hostPriv(this.service));
      if (!(await scheduler.follow(policy, options))) throw new Error(`there is no ${policy}`);
    });
    return this.told();
  }

  /** What the events say; throws when the invariants do not hold, or events and kernel differ, there or back. */
  told(): Schedule {
    const { machine, recorder } = this.kernel.bench;
    if (machine.panicked) throw new Error('the kernel has stopped');
    for (const batch of recorder.take()) this.log.append(batch);
    const broken = brokenInvariant(machine);
    if (broken !== null) throw new Error(brokenText(broken));
    const state = new State();
    const chunks = [...this.log.chunks()];
    for (const chunk of chunks) foldRange(state, chunk, chunk.firstSeq, chunk.firstSeq + chunk.count);
    const difference = firstDifference(machineSnapshot(machine), snapshotOf(state), '');
    if (difference !== null) throw new Error(`kernel and events differ: ${difference}`);
    for (const chunk of chunks.toReversed()) unfoldRange(state, chunk, chunk.firstSeq + chunk.count, chunk.firstSeq);
    if (state.sched !== null || state.scheduled.size > 0) throw new Error('taking the events back does not lead back');
    return scheduleOf(this.log);
  }

  /** Somebody else decides: by answers of its own. */
  async register(wants: number, label = 'test'): Promise<{ readonly port: number }> {
    const { allocatePort, sendRightTo } = await import('../../runtime/own.ts');
    const port = await allocatePort(this.service);
    const policy = await sendRightTo(this.service, port);
    await this.service.ask(this.hostPriv(this.service), sched.sched_set_policy, { policy, wants, label });
    return { port };
  }
}
