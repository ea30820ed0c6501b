/**
 * Calls on the privileged host port about scheduled mode as a whole: 5200 sched_configure(cpus, switch_ticks, register_sets, watchdog_ms),
 * 5202 sched_clock(running, us_per_tick), 5205 sched_info() → cpus, tick, registered, label. Our own.
 */
import { KERN_FAILURE, KERN_INVALID_ARGUMENT, KERN_SUCCESS } from '../abi/codes.ts';
import type { sched } from '../abi/interfaces/sched.ts';
import { CPUS_MAX, REGISTER_SETS_MAX } from '../abi/limits.ts';
import { scheduledMode, schedulerOf } from '../sched/scheduler.ts';
import type { CallHandler } from './call.ts';

const SWITCH_TICKS_MAX = 1000;

/**
 * Purpose: enter scheduled mode, or change it while its clock stands still or nobody is scheduled; the devices can be looked up as
 * `machlab.device.disk` and so on. There is no way out of the mode, and no need of one: it concerns nobody but the threads that enter it.
 * Rights: none. Returns: KERN_INVALID_ARGUMENT (a number out of bounds; threads are scheduled and the clock runs, or one holds a CPU).
 */
export const schedConfigure: CallHandler<(typeof sched)['sched_configure'], unknown> = ({ system }, args) => {
  const { cpus, switch_ticks: switchTicks, register_sets: registerSets, watchdog_ms: watchdogMs } = args;
  if (cpus < 1 || cpus > CPUS_MAX || registerSets < 1 || registerSets > REGISTER_SETS_MAX || switchTicks > SWITCH_TICKS_MAX)
    return KERN_INVALID_ARGUMENT;
  const scheduler = scheduledMode(system);
  if ((scheduler.clock && scheduler.alive) || scheduler.cpus.some((cpu) => cpu.thread !== null)) return KERN_INVALID_ARGUMENT;
  scheduler.configure(cpus, switchTicks, registerSets);
  if (watchdogMs > 0) scheduler.watchdogUs = watchdogMs * 1000;
  return KERN_SUCCESS;
};

/** Purpose: start or stop the tick clock. Rights: none. Returns: KERN_FAILURE (not in scheduled mode). */
export const schedClock: CallHandler<(typeof sched)['sched_clock'], unknown> = ({ system }, { running, us_per_tick: usPerTick }) => {
  const scheduler = schedulerOf(system);
  if (scheduler === null) return KERN_FAILURE;
  scheduler.setClock(running, usPerTick & 0x7fffffff);
  return KERN_SUCCESS;
};

/** Purpose: the tick, and the label of the policy that was registered last, gone wrong ones left out. Rights: none. Returns: no code of its own. */
export const schedInfo: CallHandler<(typeof sched)['sched_info'], unknown> = ({ system }) => {
  const scheduler = schedulerOf(system);
  if (scheduler === null) return { cpus: 0, tick: 0, registered: false, label: '' };
  const { cpus, tick, policy } = scheduler;
  return { cpus: cpus.length, tick, registered: policy.port !== null, label: policy.label };
};
