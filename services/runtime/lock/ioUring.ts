import { ENOSYS, EPERM } from '../../../kernel/abi/bpf.ts';
import type { Libc } from './libc.ts';
import type { SyscallTable } from './syscalls.ts';

/**
 * Whether the process was started without io_uring. libuv makes a ring before any JavaScript runs, and what goes through a ring no
 * filter sees, so only the kernel process can take it away: it does, for itself and its children.
 */
export function ioUringIsOff(libc: Libc, { lock }: SyscallTable): boolean {
  const { errno } = libc.call(lock.io_uring_setup, 1, 0);
  return errno === ENOSYS || errno === EPERM;
}
