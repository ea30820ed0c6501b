import ffi from 'node:ffi';
import { constants } from 'node:os';
import { SystemCallError } from './attempt.ts';

export type Argument = number | string | Uint8Array;

const ERRNO_NAMES = new Map(Object.entries(constants.errno).map(([name, number]) => [number, name]));

/** Makes a system call by number as code that has broken out of JavaScript would; throws with the error's name. */
export function systemCall(name: string, number: number, args: readonly Argument[]): number {
  const { functions } = ffi.dlopen(null, {
    syscall: { arguments: ['i64', 'u64', 'u64', 'u64', 'u64', 'u64', 'u64'], return: 'i64' },
    __errno_location: { arguments: [], return: 'pointer' },
  });
  const held = args.map((argument) => (typeof argument === 'string' ? Buffer.from(`${argument}\0`) : argument));
  const word = (index: number): bigint => {
    const argument = held[index] ?? 0;
    return typeof argument === 'number' ? BigInt.asUintN(64, BigInt(argument)) : ffi.getRawPointer(argument);
  };
  const value = Number(functions.syscall(BigInt(number), word(0), word(1), word(2), word(3), word(4), word(5)));
  if (value !== -1) return value;
  const errno = ffi.getInt32(functions.__errno_location(), 0);
  throw new SystemCallError(name, ERRNO_NAMES.get(errno) ?? `errno ${errno}`);
}
