import {
  assembleBpf,
  EPERM,
  ifEqualSkip,
  loadArchitecture,
  loadArgument,
  loadNumber,
  SECCOMP_ALLOW,
  SECCOMP_KILL_PROCESS,
  seccompErrno,
  unlessEqualSkip,
  verdict,
  type BpfInstruction,
} from '../../../kernel/abi/bpf.ts';
import ffi from 'node:ffi';
import type { Libc } from './libc.ts';
import { FCNTL_COMMANDS, type SyscallTable } from './syscalls.ts';

const SET_MODE_FILTER = 1;
/** The filter binds every thread of the process, not only this one. */
const FLAG_TSYNC = 1;

export interface FilterOptions {
  /** The process that the filter is for: signals go to it alone, so a filter is built after the fork. */
  readonly pid: number;
  /** Calls on files by name, for a profile with a folder; Landlock then says which files. */
  readonly withFileCalls: boolean;
}

/** An allow list: what it does not name fails with `EPERM`. A deadly call, and one of another architecture, ends the process. */
export function taskFilter(table: SyscallTable, { pid, withFileCalls }: FilterOptions): BpfInstruction[] {
  const numbers = [...Object.values(table.allowed), ...(withFileCalls ? Object.values(table.fileCalls) : [])];
  const refuse = verdict(seccompErrno(EPERM));
  const allow = verdict(SECCOMP_ALLOW);
  return [
    loadArchitecture(),
    ifEqualSkip(table.auditArchitecture, 1),
    verdict(SECCOMP_KILL_PROCESS),
    loadNumber(),
    ...numbers.flatMap((number) => [unlessEqualSkip(number, 1), allow]),
    ...Object.values(table.deadly).flatMap((number) => [unlessEqualSkip(number, 1), verdict(SECCOMP_KILL_PROCESS)]),
    ...Object.values(table.signalCalls).flatMap((number) => onlyWithArgument(number, 0, [pid])),
    ...onlyWithArgument(table.fcntl, 1, FCNTL_COMMANDS),
    refuse,
  ];

  function onlyWithArgument(number: number, index: number, values: readonly number[]): BpfInstruction[] {
    const checks = values.flatMap((value) => [unlessEqualSkip(value, 1), allow]);
    return [unlessEqualSkip(number, checks.length + 2), loadArgument(index), ...checks, refuse];
  }
}

/** Installs a filter on every thread. Needs `noNewPrivs`. */
export function installFilter(libc: Libc, { lock }: SyscallTable, filter: readonly BpfInstruction[]): boolean {
  const instructions = assembleBpf(filter);
  const program = Buffer.alloc(16);
  program.writeUInt16LE(filter.length, 0);
  program.writeBigUInt64LE(ffi.getRawPointer(instructions), 8);
  // More than 0 would be the id of a thread that could not be bound.
  return libc.call(lock.seccomp, SET_MODE_FILTER, FLAG_TSYNC, program).value === 0;
}
