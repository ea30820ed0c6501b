import type { Libc } from './libc.ts';
import type { SyscallTable } from './syscalls.ts';

const PR_SET_PDEATHSIG = 1;
const SIGKILL = 9;

/**
 * A process that computes for ever never notices the end of its channel, so the OS is asked to kill it when its parent ends.
 * A change of user clears the request: this comes after. Ends the process if the parent is gone already.
 */
export function dieWithParent(libc: Libc, { lock }: SyscallTable, kernelPid: number): boolean {
  const asked = libc.call(lock.prctl, PR_SET_PDEATHSIG, SIGKILL).value === 0;
  if (libc.call(lock.getppid).value !== kernelPid) process.exit(1);
  return asked;
}
