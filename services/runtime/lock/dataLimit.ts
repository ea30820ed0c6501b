import { cString, type Libc } from './libc.ts';
import type { SyscallTable } from './syscalls.ts';

const AT_FDCWD = -100;
const O_CLOEXEC = 0o2000000;
const RLIMIT_DATA = 2;
const RLIMIT_CORE = 4;
const STATM_DATA_FIELD = 5;

/**
 * Bounds writable private memory: V8's heap, array buffers, stacks and the C heap together, where `--max-old-space-size` bounds
 * only the first. The limit counts from what is mapped now, since V8 reserves room for code long before it is used.
 */
export function dataLimit(libc: Libc, { lock }: SyscallTable, programBytes: number): boolean {
  if (programBytes <= 0) return false;
  const mappedPages = readMappedPages(libc, lock);
  if (mappedPages === undefined) return false;
  return setLimit(libc, lock.prlimit64, RLIMIT_DATA, mappedPages * libc.pageBytes() + programBytes);
}

/** An abort leaves no core file, whatever limit the shell had. */
export function noCoreFile(libc: Libc, { lock }: SyscallTable): boolean {
  return setLimit(libc, lock.prlimit64, RLIMIT_CORE, 0);
}

function setLimit(libc: Libc, prlimit64: number, resource: number, bytes: number): boolean {
  const limit = Buffer.alloc(16);
  limit.writeBigUInt64LE(BigInt(bytes), 0);
  limit.writeBigUInt64LE(BigInt(bytes), 8);
  return libc.call(prlimit64, 0, resource, limit, 0).value === 0;
}

/** By system call: Node's permissions are on already, and they keep `/proc` shut. */
function readMappedPages(libc: Libc, lock: SyscallTable['lock']): number | undefined {
  const descriptor = libc.call(lock.openat, AT_FDCWD, cString('/proc/self/statm'), O_CLOEXEC).value;
  if (descriptor < 0) return undefined;
  const text = Buffer.alloc(256);
  const length = libc.call(lock.read, descriptor, text, text.length).value;
  libc.call(lock.close, descriptor);
  const pages = Number(text.toString('latin1', 0, Math.max(0, length)).split(' ')[STATM_DATA_FIELD]);
  return Number.isSafeInteger(pages) && pages > 0 ? pages : undefined;
}
