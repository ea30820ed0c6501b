import { open, openSync, readv } from 'node:fs';
import ffi from 'node:ffi';
import { connect } from 'node:net';
import {
  PROBE_FFI,
  PROBE_OS_CLONE,
  PROBE_OS_EXEC,
  PROBE_OS_IO_URING,
  PROBE_OS_PTRACE,
  PROBE_OS_READ,
  PROBE_OS_READ_MEMORY,
  PROBE_OS_SIGNAL,
  PROBE_OS_TCP,
  PROBE_OS_UDP,
  PROBE_OS_UNIX,
  PROBE_OS_UNSHARE,
  PROBE_OS_WRITE,
  PROBE_POOL_CALL,
  PROBE_POOL_READ,
  PROBE_READ,
  PROBE_SIGNAL,
  PROBE_TCP,
  PROBE_WRITE,
} from '../../../kernel/abi/sandbox.ts';
import { EPERM } from '../../../kernel/abi/bpf.ts';
import { cString, type Libc } from './libc.ts';
import type { SyscallTable } from './syscalls.ts';

/** Masks of `PROBE_` bits. */
export interface ProbeResult {
  readonly tried: number;
  readonly refused: number;
}

/** Everybody may read this file, and write to that one: if it fails, then for want of permission. */
const READABLE = process.platform === 'win32' ? 'C:\\Windows\\win.ini' : '/etc/passwd';
const WRITABLE = process.platform === 'win32' ? '\\\\.\\NUL' : '/dev/null';

const PATIENCE_MS = 250;
const EACCES = 13;
const AT_FDCWD = -100;
const O_RDONLY = 0;
const O_WRONLY = 1;
const AF_UNIX = 1;
const AF_INET = 2;
const SOCK_STREAM = 1;
const SOCK_DGRAM = 2;
const PTRACE_PEEKDATA = 2;
const CLONE_SIGHAND = 0x800;

/**
 * By system call number, while C can still be called. Each would do no harm if it were let through, and then fails, if at all,
 * for another reason than a lack of permission.
 */
export function probeOs(libc: Libc, { lock }: SyscallTable, kernelPid: number): ProbeResult {
  let tried = 0;
  let refused = 0;
  const attempt = (probe: number, number: number, ...args: readonly (number | Uint8Array)[]): void => {
    const { value, errno } = libc.call(number, ...args);
    tried |= probe;
    if (value === -1 && (errno === EPERM || errno === EACCES)) refused |= probe;
    else if (value > 0) libc.call(lock.close, value);
  };
  attempt(PROBE_OS_READ, lock.openat, AT_FDCWD, cString(READABLE), O_RDONLY);
  attempt(PROBE_OS_WRITE, lock.openat, AT_FDCWD, cString(WRITABLE), O_WRONLY);
  attempt(PROBE_OS_TCP, lock.socket, AF_INET, SOCK_STREAM);
  attempt(PROBE_OS_UDP, lock.socket, AF_INET, SOCK_DGRAM);
  attempt(PROBE_OS_UNIX, lock.socket, AF_UNIX, SOCK_STREAM);
  attempt(PROBE_OS_EXEC, lock.execve, cString('')); //               would be: no such file
  attempt(PROBE_OS_CLONE, lock.clone, CLONE_SIGHAND); //             would be: flags that contradict each other
  attempt(PROBE_OS_SIGNAL, lock.kill, kernelPid, 0);
  attempt(PROBE_OS_PTRACE, lock.ptrace, PTRACE_PEEKDATA, kernelPid); // would be: not traced by you
  attempt(PROBE_OS_UNSHARE, lock.unshare, 0);
  attempt(PROBE_OS_IO_URING, lock.io_uring_setup, 1);
  attempt(PROBE_OS_READ_MEMORY, lock.process_vm_readv, kernelPid);
  return { tried, refused };
}

interface NodeProbeOptions {
  /** An open descriptor. */
  readonly channel: number;
  readonly kernelPid: number;
  /** There is a filter, and it should hold in the pool's threads. */
  readonly poolIsFiltered: boolean;
}

/** Through Node's own library, at the same time. An attempt without an answer in time does not count as refused. */
export async function probeNode({ channel, kernelPid, poolIsFiltered }: NodeProbeOptions): Promise<ProbeResult> {
  const attempts: [probe: number, attempt: (refuse: (error: unknown) => void) => void][] = [
    [PROBE_READ, () => openSync(READABLE, 'r')],
    [PROBE_WRITE, () => openSync(WRITABLE, 'w')],
    [PROBE_POOL_READ, (refuse) => open(READABLE, 'r', refuse)],
    [PROBE_FFI, () => ffi.dlopen(null)],
    [PROBE_SIGNAL, () => process.kill(kernelPid, 0)],
    [PROBE_TCP, (refuse) => connect({ host: '127.0.0.1', port: 9 }).on('error', refuse).unref()],
  ];
  // By descriptor, which Node lets through. Would be: a socket has no position to read at.
  const readInPool = (refuse: (error: unknown) => void): void => readv(channel, [Buffer.alloc(1), Buffer.alloc(1)], 0, refuse);
  if (poolIsFiltered) attempts.push([PROBE_POOL_CALL, readInPool]);

  const outcomes = await Promise.all(attempts.map(([, attempt]) => isRefused(attempt)));
  return attempts.reduce(
    ({ tried, refused }, [probe], index) => ({ tried: tried | probe, refused: outcomes[index] ? refused | probe : refused }),
    { tried: 0, refused: 0 },
  );
}

/** An attempt that returns without an exception is over unless it has yet to call back. */
function isRefused(attempt: (refuse: (error: unknown) => void) => void): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, PATIENCE_MS, false);
    const settle = (error: unknown): void => {
      clearTimeout(timer);
      resolve(namesLackOfPermission(error));
    };
    try {
      attempt(settle);
      if (attempt.length === 0) settle(undefined);
    } catch (error) {
      settle(error);
    }
  });
}

function namesLackOfPermission(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ERR_ACCESS_DENIED' || code === 'EPERM' || code === 'EACCES';
}
