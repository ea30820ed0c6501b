import ffi from 'node:ffi';

/**
 * The C library of the running process, for the time of the lock: Node has no other way to make these calls. Symbols are
 * resolved in the process image, so that nothing is read from disk.
 */
export interface Libc {
  /** Makes a system call by number. Missing arguments are 0; a `Uint8Array` is passed as its address. */
  readonly call: (number: number, ...args: readonly SystemCallArgument[]) => SystemCallResult;
  /** The C library's own functions, which act on every thread of the process. */
  readonly setUser: (uid: number) => boolean;
  readonly setGroup: (gid: number) => boolean;
  readonly dropGroups: () => boolean;
  readonly pageBytes: () => number;
}

export type SystemCallArgument = number | bigint | Uint8Array;

export interface SystemCallResult {
  /** −1 when it failed. */
  readonly value: number;
  /** The error number when it failed, else 0. */
  readonly errno: number;
}

const AT_PAGESZ = 6n;

const word = (argument: SystemCallArgument | undefined): bigint => {
  if (argument === undefined) return 0n;
  if (argument instanceof Uint8Array) return ffi.getRawPointer(argument);
  return BigInt.asUintN(64, BigInt(argument));
};

/** Linux only (glibc and musl). Throws where Node has no FFI or was not allowed to use it. */
export function openLibc(): Libc {
  const { functions } = ffi.dlopen(null, {
    syscall: { arguments: ['i64', 'u64', 'u64', 'u64', 'u64', 'u64', 'u64'], return: 'i64' },
    __errno_location: { arguments: [], return: 'pointer' },
    setresuid: { arguments: ['u32', 'u32', 'u32'], return: 'i32' },
    setresgid: { arguments: ['u32', 'u32', 'u32'], return: 'i32' },
    getauxval: { arguments: ['u64'], return: 'u64' },
    setgroups: { arguments: ['u64', 'u64'], return: 'i32' },
  });
  return {
    call: (number, ...args) => {
      const [a, b, c, d, e, f] = args;
      const value = Number(functions.syscall(BigInt(number), word(a), word(b), word(c), word(d), word(e), word(f)));
      return { value, errno: value === -1 ? ffi.getInt32(functions.__errno_location(), 0) : 0 };
    },
    setUser: (uid) => functions.setresuid(uid, uid, uid) === 0,
    setGroup: (gid) => functions.setresgid(gid, gid, gid) === 0,
    dropGroups: () => functions.setgroups(0n, 0n) === 0,
    pageBytes: () => Number(functions.getauxval(AT_PAGESZ)),
  };
}

/** A NUL-terminated string for C. */
export const cString = (text: string): Uint8Array => Buffer.from(`${text}\0`, 'utf8');
