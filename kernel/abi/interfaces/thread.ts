/** Calls on a thread port. Ids: mach/thread_act.defs (XNU). 3680 is our own. */
import { flags, routine, sendRight, sendRights, specialPort, subsystem, u32, u32s } from '../mig.ts';

/** Flavour of `thread_info`; its words: suspend count, `THREAD_RUN_*`, thread id, task id. */
export const THREAD_BASIC_INFO = 3;
export const THREAD_BASIC_INFO_COUNT = 4;
export const THREAD_INFO_SUSPEND_COUNT = 0;
export const THREAD_INFO_RUN_STATE = 1;
export const THREAD_INFO_THREAD = 2;
export const THREAD_INFO_TASK = 3;
export const THREAD_RUN_RUNNING = 1;
export const THREAD_RUN_STOPPED = 2;
export const THREAD_RUN_WAITING = 3;

export const thread = subsystem('thread_act', {
  thread_terminate: routine(3600, {}),
  thread_suspend: routine(3605, {}),
  thread_resume: routine(3606, {}),
  thread_abort: routine(3607, {}),
  thread_get_special_port: routine(3610, { which_port: specialPort }, { special_port: sendRight }),
  thread_set_special_port: routine(3611, { which_port: specialPort, special_port: sendRight }),
  thread_info: routine(3612, { flavor: u32 }, { info: u32s(64) }),
  thread_set_exception_ports: routine(3613, { exception_mask: flags, new_port: sendRight }),
  thread_get_exception_ports: routine(3614, { exception_mask: flags }, { masks: u32s(32), ports: sendRights(32) }),
  // Computes for so many ticks: the thread itself holds a virtual CPU until it is answered. `next`: the burst that it says comes after; 0: unknown.
  thread_compute: routine(3680, { ticks: u32, next: u32 }),
  thread_swap_exception_ports: routine(3615, { exception_mask: flags, new_port: sendRight }, { masks: u32s(32), ports: sendRights(32) }),
});
