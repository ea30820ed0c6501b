import { describe, expect, it } from 'vitest';
import { EPERM, SECCOMP_ALLOW, SECCOMP_KILL_PROCESS, seccompErrno, type BpfInstruction } from '../../../kernel/abi/bpf.ts';
import { taskFilter } from './seccomp.ts';
import { arm64Syscalls } from './syscalls.arm64.ts';
import { x64Syscalls } from './syscalls.x64.ts';

const PID = 4711;
const REFUSE = seccompErrno(EPERM);

/** What Linux would make of a system call: runs the filter over the structure that it is given. */
function judge(filter: readonly BpfInstruction[], architecture: number, number: number, args: readonly number[] = []): number {
  const words = new Map([[0, number], [4, architecture], ...args.map((value, index): [number, number] => [16 + index * 8, value])]);
  let accumulator = 0;
  for (let at = 0; at < filter.length; at++) {
    const [code, jumpTrue, jumpFalse, operand] = filter[at]!;
    if (code === 0x06) return operand >>> 0;
    if (code === 0x20) accumulator = (words.get(operand) ?? 0) >>> 0;
    else at += accumulator === operand >>> 0 ? jumpTrue : jumpFalse;
  }
  throw new Error('the filter ends without a verdict');
}

describe.each([
  ['x86-64', x64Syscalls],
  ['64-bit ARM', arm64Syscalls],
])('the filter for %s', (_, table) => {
  const plain = taskFilter(table, { pid: PID, withFileCalls: false });
  const withFiles = taskFilter(table, { pid: PID, withFileCalls: true });
  const on = (filter: readonly BpfInstruction[], number: number, args?: readonly number[]): number =>
    judge(filter, table.auditArchitecture, number, args);
  const deadly = Object.values(table.deadly);
  const special = [...Object.values(table.signalCalls), table.fcntl, ...deadly];

  it('allows what its lists name, files only with a folder, and nothing else', () => {
    const computing = new Set(Object.values(table.allowed));
    const onFiles = new Set(Object.values(table.fileCalls));
    for (let number = 0; number < 600; number++) {
      if (special.includes(number)) continue;
      expect(on(plain, number)).toBe(computing.has(number) ? SECCOMP_ALLOW : REFUSE);
      expect(on(withFiles, number)).toBe(computing.has(number) || onFiles.has(number) ? SECCOMP_ALLOW : REFUSE);
    }
  });

  it('lets signals go to the process itself only', () => {
    for (const number of Object.values(table.signalCalls)) {
      expect(on(plain, number, [PID, 6])).toBe(SECCOMP_ALLOW);
      for (const other of [1, 0, -1, PID + 1, -PID]) expect(on(plain, number, [other, 6])).toBe(REFUSE);
    }
  });

  it('lets fcntl read and set flags, and not choose who gets signals', () => {
    expect([1, 2, 3, 4].map((command) => on(plain, table.fcntl, [3, command]))).toEqual(Array(4).fill(SECCOMP_ALLOW));
    expect([0, 5, 8, 10, 15, 1024, 1033].map((command) => on(plain, table.fcntl, [3, command]))).toEqual(Array(7).fill(REFUSE));
  });

  it('ends a process that asks to become another user', () => {
    expect(deadly.map((number) => on(withFiles, number, [0, 0]))).toEqual([SECCOMP_KILL_PROCESS]);
  });

  it('ends a process that calls by the numbers of another architecture', () => {
    expect(judge(plain, 0x40000003, 1)).toBe(SECCOMP_KILL_PROCESS);
  });

  it('names nothing that goes round it or makes a way out', () => {
    const { clone, execve, io_uring_setup, kill, openat, ptrace, read, close, seccomp: _, ...rest } = table.lock;
    expect(Object.values(table.allowed)).not.toContain(openat);
    expect(Object.values(table.fileCalls)).toContain(openat);
    expect([read, close].every((number) => Object.values(table.allowed).includes(number))).toBe(true);
    const never = [clone, execve, io_uring_setup, io_uring_setup + 1, io_uring_setup + 2, ptrace, ...Object.values(rest)];
    expect(never.filter((number) => on(withFiles, number) !== REFUSE)).toEqual([]);
    expect(on(withFiles, kill, [1, 9])).toBe(REFUSE);
  });

  it('has no number twice', () => {
    const numbers = [...Object.values(table.allowed), ...Object.values(table.fileCalls), ...special];
    expect(new Set(numbers).size).toBe(numbers.length);
  });
});
