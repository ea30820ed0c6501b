/**
 * Scheduled mode: calls on the privileged host port, what the kernel asks of a policy, and devices. Our own.
 * The kernel keeps the mechanism: it runs the ready thread of the highest priority. Which priority and quantum a thread has, when it is
 * admitted or swapped out, a policy says.
 */
import { bool, flags, routine, sendRight, string, subsystem, u32, u32s } from '../mig.ts';

/** Words of a list of decisions or of things that happened: four each. */
export const SCHED_WORDS = 4;
export const SCHED_LIST_MAX = 0x8000;
export const SCHED_LABEL_BYTES = 512;

/** Things that happened, as a policy hears of them: the kind, a thread, and two words. */
/** It has arrived, or is there when the policy takes over: the priority it asks for, the burst that it says comes next. */
export const HAPPENED_NEW = 1;
/** It is ready, having been new or having waited: its CPU ticks so far, the burst that it says comes next. */
export const HAPPENED_READY = 2;
/** It has used its quantum up and is ready: its CPU ticks so far, ticks left of its burst. */
export const HAPPENED_EXPIRED = 3;
/** It waits: its CPU ticks so far. */
export const HAPPENED_BLOCKED = 4;
/** It has ended: its CPU ticks. */
export const HAPPENED_ENDED = 5;
/** It runs, for the record: its CPU ticks so far, ticks left of its burst. It comes with every question and is no reason for one. */
export const HAPPENED_RUNS = 6;
/** The time that the policy asked for has come (thread 0). */
export const HAPPENED_TIMER = 7;

/** What a policy wants: bits `1 << HAPPENED_*` that are a reason to ask it, and these. */
/** New threads wait until the policy admits them. */
export const WANTS_ADMISSION = 0x10000;
/** A ready thread of higher priority takes the CPU from one that runs. */
export const WANTS_PREEMPTION = 0x20000;

/** Decisions: the kind, a thread, and two words. */
/** Priority (higher runs first) and quantum in ticks (0: as long as it likes). */
export const DECIDE_SET = 1;
export const DECIDE_ADMIT = 2;
export const DECIDE_SWAP_OUT = 3;
export const DECIDE_SWAP_IN = 4;
/** Ask again after so many ticks (first word; 0: not any more), whatever happens. */
export const DECIDE_TIMER = 5;

export const sched = subsystem('sched', {
  // Enters scheduled mode, or changes it. `watchdog_ms`: how long a running thread's process, or the policy, may be silent; 0: as it is.
  sched_configure: routine(5200, { cpus: u32, switch_ticks: u32, register_sets: u32, watchdog_ms: u32 }),
  // The thread of this port is scheduled from now on, and arrives at a tick. `trap_ticks`: what each of its traps costs.
  sched_enter: routine(5201, { thread: sendRight, at_tick: u32, priority: u32, declared: u32, trap_ticks: u32 }),
  // The clock starts or stops. `us_per_tick` 0: as fast as can be.
  sched_clock: routine(5202, { running: bool, us_per_tick: u32 }),
  // The receiver of `policy` decides from now on, and hears of all threads first. `label` comes back from `sched_info`.
  sched_set_policy: routine(5203, { policy: sendRight, wants: flags, label: string(SCHED_LABEL_BYTES) }),
  // Decisions without being asked.
  sched_decide: routine(5204, { decisions: u32s(SCHED_LIST_MAX) }),
  sched_info: routine(5205, {}, { cpus: u32, tick: u32, registered: bool, label: string(SCHED_LABEL_BYTES) }),
});

export const schedPolicy = subsystem('sched_policy', {
  // The kernel asks; time stands still until the answer.
  policy_decide: routine(5350, { tick: u32, happened: u32s(SCHED_LIST_MAX) }, { decisions: u32s(SCHED_LIST_MAX) }),
});

export const device = subsystem('device', {
  // Waits in the device's queue and is then served for so many ticks.
  device_io: routine(5370, { ticks: u32 }),
});

/** The scheduler service: which policy it follows. */
export const SCHEDULER_SERVICE = 'machlab.scheduler';
export const schedulerService = subsystem('scheduler', {
  // `options`: JSON. Codes: KERN_INVALID_ARGUMENT for a policy that it does not have or cannot make of these options.
  scheduler_follow: routine(5620, { policy: string(64), options: string(SCHED_LABEL_BYTES - 80) }),
});
