import ffi from 'node:ffi';

/** System calls that the kernel process makes about itself, by name, with their numbers. */
const NUMBERS = {
  x64: { prctl: 157, seccomp: 317, close_range: 436 },
  arm64: { prctl: 167, seccomp: 277, close_range: 436 },
} as const;

export type SystemCallName = 'prctl' | 'seccomp' | 'close_range';
type Argument = number | Uint8Array;
/** Missing arguments are 0; bytes are passed as their address. */
export type SystemCall = (name: SystemCallName, a?: Argument, b?: Argument, c?: Argument, d?: Argument) => number;

/** Undefined where there are no such calls: not Linux, or an architecture without numbers here. */
export function openSystemCalls(): SystemCall | undefined {
  const numbers =
    process.platform !== 'linux' ? undefined : process.arch === 'x64' || process.arch === 'arm64' ? NUMBERS[process.arch] : undefined;
  if (numbers === undefined) return undefined;
  const { functions } = ffi.dlopen(null, { syscall: { arguments: ['i64', 'u64', 'u64', 'u64', 'u64', 'u64'], return: 'i64' } });
  const word = (value: number | Uint8Array = 0): bigint => (typeof value === 'number' ? BigInt(value) : ffi.getRawPointer(value));
  return (name, a, b, c, d) => Number(functions.syscall(BigInt(numbers[name]), word(a), word(b), word(c), word(d), 0n));
}

/** The address of bytes, for a structure that holds one. The bytes must stay referenced while it is used. */
export const addressOf = (bytes: Uint8Array): bigint => ffi.getRawPointer(bytes);
