/** Calls on a task port about the task. Ids: mach/task.defs (XNU); those from 3480 are our own. */
import { OOL_PORTS_MAX, TASK_NAME_BYTES } from '../limits.ts';
import { bool, flags, portName, routine, sendRight, sendRights, specialPort, string, subsystem, u32, u32s } from '../mig.ts';

/** Numbers of `task_get_special_port` and `thread_get_special_port`. */
export const TASK_KERNEL_PORT = 1;
export const TASK_HOST_PORT = 2;
export const TASK_EXCEPTION_PORT = 3;
export const TASK_BOOTSTRAP_PORT = 4;
export const THREAD_KERNEL_PORT = 1;
export const THREAD_EXCEPTION_PORT = 3;

/** Flavour of `task_info`; its words: suspend count, threads, names in the space, task id. */
export const TASK_BASIC_INFO = 5;
export const TASK_BASIC_INFO_COUNT = 4;
export const TASK_INFO_SUSPEND_COUNT = 0;
export const TASK_INFO_THREADS = 1;
export const TASK_INFO_NAMES = 2;
export const TASK_INFO_TASK = 3;

/** Kinds of exception, as bits of a mask: `1 << type` (mach/exception_types.h). */
export const EXC_BAD_ACCESS = 1;
export const EXC_BAD_INSTRUCTION = 2;
export const EXC_ARITHMETIC = 3;
export const EXC_EMULATION = 4;
export const EXC_SOFTWARE = 5;
export const EXC_BREAKPOINT = 6;
export const EXC_SYSCALL = 7;
export const EXC_MACH_SYSCALL = 8;
export const EXC_RPC_ALERT = 9;
export const EXC_CRASH = 10;
/** Types count from 1 to this. */
export const EXC_TYPES_COUNT = 11;
export const EXC_MASK_ALL = 0x7fe;

export const task = subsystem('task', {
  task_create: routine(3400, { inherit_memory: bool }, { child_task: sendRight }),
  task_terminate: routine(3401, {}),
  task_threads: routine(3402, {}, { threads: sendRights(OOL_PORTS_MAX) }),
  mach_ports_register: routine(3403, { ports: sendRights(OOL_PORTS_MAX) }),
  mach_ports_lookup: routine(3404, {}, { ports: sendRights(OOL_PORTS_MAX) }),
  task_info: routine(3405, { flavor: u32 }, { info: u32s(64) }),
  task_suspend: routine(3407, {}),
  task_resume: routine(3408, {}),
  task_get_special_port: routine(3409, { which_port: specialPort }, { special_port: sendRight }),
  task_set_special_port: routine(3410, { which_port: specialPort, special_port: sendRight }),
  // The thread is suspended once; its first frames carry `thread_id` in their header.
  thread_create: routine(3411, {}, { thread: sendRight, thread_id: u32 }),
  task_set_exception_ports: routine(3413, { exception_mask: flags, new_port: sendRight }),
  // One port for each mask: `masks[i]` names the exception types that go to `ports[i]`.
  task_get_exception_ports: routine(3414, { exception_mask: flags }, { masks: u32s(32), ports: sendRights(32) }),
  task_swap_exception_ports: routine(3415, { exception_mask: flags, new_port: sendRight }, { masks: u32s(32), ports: sendRights(32) }),
  task_set_name: routine(3480, { name: string(TASK_NAME_BYTES) }),
  // The name, in the task's own space, of the receive right that it was born with, for its notifications.
  task_get_notify_port: routine(3481, {}, { name: portName }),
});
