/** What the kernel asks an exception port. Id: mach/exc.defs. A reply of `KERN_SUCCESS` lets the thread go on. */
import { i32, routine, sendRight, subsystem, u32s } from '../mig.ts';

export const exc = subsystem('exc', {
  exception_raise: routine(2401, { thread: sendRight, task: sendRight, exception: i32, code: u32s(2) }),
});
