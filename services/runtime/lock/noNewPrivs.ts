import type { Libc } from './libc.ts';
import type { SyscallTable } from './syscalls.ts';

const PR_SET_DUMPABLE = 4;
const PR_SET_NO_NEW_PRIVS = 38;

/** No program started from here, a set-uid one included, gains a right. It also lets a process without privileges install filters. */
export function noNewPrivs(libc: Libc, { lock }: SyscallTable): boolean {
  return libc.call(lock.prctl, PR_SET_NO_NEW_PRIVS, 1).value === 0;
}

/** No core file on abort, and no other process of the same user may attach to this one or read its memory. */
export function notDumpable(libc: Libc, { lock }: SyscallTable): boolean {
  return libc.call(lock.prctl, PR_SET_DUMPABLE, 0).value === 0;
}
