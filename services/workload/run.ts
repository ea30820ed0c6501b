/** A workload as real tasks: each has a thread that computes and waits for devices as the plan says. All are hosted by one process. */
import {
  device,
  KERN_INVALID_ARGUMENT,
  KERN_SUCCESS,
  MachError,
  NOTIFY_DEAD_NAME,
  lookUpFor,
  requestNotificationFor,
  allocatePortFor,
  sched,
  Self,
  type SendRight,
  type TaskPort,
  task as taskCalls,
  TASK_BASIC_INFO,
  TASK_INFO_TASK,
  thread as threadCalls,
} from 'machlab';
import type { Plan, PlannedTask } from './plan.ts';

/**
 * Sets everything up, calls `ready` while the clock still stands, lets it run, and waits for the end of all tasks. Its first tick is the one
 * at which it starts: the clock may have run before. Throws when another workload runs.
 */
export async function runWorkload(self: Self, hostPriv: SendRight, plan: Plan, ready: () => Promise<void>): Promise<void> {
  const { cpus, switchTicks, registerSets, usPerTick, watchdogMs } = plan;
  const { code } = await self.call(hostPriv, sched.sched_configure, {
    cpus,
    switch_ticks: switchTicks,
    register_sets: registerSets,
    watchdog_ms: watchdogMs,
  });
  if (code === KERN_INVALID_ARGUMENT) throw new Error('another workload runs; it has to end, or be ended, first');
  if (code !== KERN_SUCCESS) throw new MachError('sched_configure', code);
  // A workload before this one may have been ended while its clock ran.
  await self.ask(hostPriv, sched.sched_clock, { running: false, us_per_tick: 0 });
  const { tick: startTick } = await self.ask(hostPriv, sched.sched_info, {});
  const notices = await allocatePortFor(self);
  for (const planned of plan.tasks) {
    const { child, name } = await begin(self, hostPriv, { ...planned, atTick: startTick + planned.atTick });
    await requestNotificationFor(self, name, NOTIFY_DEAD_NAME, 0, notices);
    void live(child, planned);
  }
  await ready();
  await self.ask(hostPriv, sched.sched_clock, { running: true, us_per_tick: usPerTick });
  for (let alive = plan.tasks.length; alive > 0; alive--) {
    const notice = await self.receive(notices);
    if (notice.code !== KERN_SUCCESS) throw new MachError('mach_msg', notice.code);
  }
  await self.ask(hostPriv, sched.sched_clock, { running: false, us_per_tick: 0 });
}

/** A task with one thread, which is scheduled. */
async function begin(
  self: Self,
  hostPriv: SendRight,
  { name, atTick, priority, trapTicks, steps }: PlannedTask,
): Promise<{ child: Self; name: SendRight }> {
  const { child_task: made } = await self.ask(await self.taskPort(), taskCalls.task_create, { inherit_memory: false });
  const child = made as unknown as TaskPort;
  await self.ask(child, taskCalls.task_set_name, { name });
  const { info } = await self.ask(child, taskCalls.task_info, { flavor: TASK_BASIC_INFO });
  const { thread, thread_id } = await self.ask(child, taskCalls.thread_create, {});
  const port = thread as unknown as SendRight;
  await self.ask(port, threadCalls.thread_resume, {});
  const declared = burstAfter(steps, -1);
  await self.ask(hostPriv, sched.sched_enter, { thread: port, at_tick: atTick, priority, declared, trap_ticks: trapTicks });
  return { child: new Self(self.transport, info[TASK_INFO_TASK]!, thread_id), name: made as unknown as SendRight };
}

/** The burst that follows a step, in all: computing that is not interrupted is one burst. */
function burstAfter(steps: PlannedTask['steps'], step: number): number {
  for (let at = step + 1; at < steps.length; at++) {
    const one = steps[at]!;
    if (one.device === '') return one.ticks;
  }
  return 0;
}

/** What the thread does, in traps of its own. */
async function live(child: Self, { steps }: PlannedTask): Promise<void> {
  const own = await child.main.thread_self();
  const devices = new Map<string, SendRight>();
  for (const [at, { device: name, ticks }] of steps.entries()) {
    if (name === '') await child.ask(own, threadCalls.thread_compute, { ticks, next: burstAfter(steps, at) });
    else {
      let port = devices.get(name);
      if (port === undefined) devices.set(name, (port = await lookUpFor(child, `machlab.device.${name}`)));
      await child.ask(port, device.device_io, { ticks });
    }
  }
  await child.ask(await child.taskPort(), taskCalls.task_terminate, {});
}
