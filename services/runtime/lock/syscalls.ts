import { arm64Syscalls } from './syscalls.arm64.ts';
import { x64Syscalls } from './syscalls.x64.ts';

/** System calls by name, with their numbers on one architecture. */
export interface SyscallTable {
  /** The architecture as seccomp names it. */
  readonly auditArchitecture: number;
  /**
   * What a task needs to compute, to use its channel and to end: what a battery of programs was seen to make after the lock, and
   * besides what is made only on some machines (time without a vDSO, protection keys) or after a signal.
   */
  readonly allowed: Readonly<Record<string, number>>;
  /** What a task with a folder needs besides. */
  readonly fileCalls: Readonly<Record<string, number>>;
  /** Signals: allowed to the process itself only, so that an abort is a true SIGABRT. First argument: process id. */
  readonly signalCalls: Readonly<Record<string, number>>;
  /** `fcntl`: allowed for the commands in `FCNTL_COMMANDS` only. */
  readonly fcntl: number;
  /** What only somebody who is breaking out calls: the process is not refused but ended, by SIGSYS. */
  readonly deadly: Readonly<Record<string, number>>;
  /** Used by the lock itself and by its probes, and refused afterwards. */
  readonly lock: LockSyscalls;
}

export interface LockSyscalls {
  readonly bpf: number;
  readonly clone: number;
  readonly close: number;
  readonly execve: number;
  readonly getppid: number;
  readonly io_uring_setup: number;
  readonly kill: number;
  readonly landlock_add_rule: number;
  readonly landlock_create_ruleset: number;
  readonly landlock_restrict_self: number;
  readonly openat: number;
  readonly prctl: number;
  readonly prlimit64: number;
  readonly process_vm_readv: number;
  readonly ptrace: number;
  readonly read: number;
  readonly seccomp: number;
  readonly socket: number;
  readonly unshare: number;
}

/**
 * Flags of a descriptor and of an open file. The commands that send signals to an owner (`F_SETOWN` and its kin) would let a
 * task signal any process of its user.
 */
export const FCNTL_COMMANDS: readonly number[] = [1, 2, 3, 4];

/** The table for an architecture as `process.arch` names it, or undefined where there is none. */
export function syscallsOf(architecture: string): SyscallTable | undefined {
  if (architecture === 'x64') return x64Syscalls;
  if (architecture === 'arm64') return arm64Syscalls;
  return undefined;
}
