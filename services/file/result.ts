/** Results of the storage: a value or a named code, never an exception for what a client, a user or a disk can cause. */

import {
  FILE_ACCESS_DENIED,
  FILE_BAD_ARGUMENT,
  FILE_BAD_PATH,
  FILE_BUSY,
  FILE_EXISTS,
  FILE_IO,
  FILE_IS_DIRECTORY,
  FILE_IS_LINK,
  FILE_NOT_DIRECTORY,
  FILE_NOT_EMPTY,
  FILE_NOT_FOUND,
  FILE_NOT_REGULAR,
  FILE_NOT_SUPPORTED,
  FILE_NO_SPACE,
  FILE_READ_ONLY,
  FILE_TOO_LARGE,
  FILE_TOO_MANY_OPEN,
  type FileError,
} from '../../kernel/abi/fileErrors.ts';

export interface Success<Value> {
  readonly ok: true;
  readonly value: Value;
}

export interface Failure {
  readonly ok: false;
  readonly error: FileError;
}

export type FileResult<Value> = Success<Value> | Failure;

export function succeed<Value>(value: Value): Success<Value> {
  return { ok: true, value };
}

export function fail(error: FileError): Failure {
  return { ok: false, error };
}

/** The operating system's error names and ours; any other name is `FILE_IO`. */
const SYSTEM_ERRORS: Readonly<Record<string, FileError>> = {
  ENOENT: FILE_NOT_FOUND,
  EEXIST: FILE_EXISTS,
  EISDIR: FILE_IS_DIRECTORY,
  ENOTDIR: FILE_NOT_DIRECTORY,
  ENOTEMPTY: FILE_NOT_EMPTY,
  ENAMETOOLONG: FILE_BAD_PATH,
  EILSEQ: FILE_BAD_PATH,
  ELOOP: FILE_IS_LINK,
  ENXIO: FILE_NOT_REGULAR,
  EINVAL: FILE_BAD_ARGUMENT,
  EFBIG: FILE_TOO_LARGE,
  EOVERFLOW: FILE_TOO_LARGE,
  ENOSPC: FILE_NO_SPACE,
  EDQUOT: FILE_NO_SPACE,
  EROFS: FILE_READ_ONLY,
  EACCES: FILE_ACCESS_DENIED,
  EPERM: FILE_ACCESS_DENIED,
  ERR_ACCESS_DENIED: FILE_ACCESS_DENIED,
  EMFILE: FILE_TOO_MANY_OPEN,
  ENFILE: FILE_TOO_MANY_OPEN,
  EBUSY: FILE_BUSY,
  ETXTBSY: FILE_BUSY,
  EXDEV: FILE_NOT_SUPPORTED,
  ENOSYS: FILE_NOT_SUPPORTED,
  ENOTSUP: FILE_NOT_SUPPORTED,
  EOPNOTSUPP: FILE_NOT_SUPPORTED,
};

/** Runs one call of the operating system. What the system refuses becomes a code; anything else thrown is a bug and goes on. */
export function attempt<Value>(call: () => Value): FileResult<Value> {
  try {
    return succeed(call());
  } catch (error) {
    const name = systemErrorName(error);
    if (name === undefined) throw error;
    return fail(SYSTEM_ERRORS[name] ?? FILE_IO);
  }
}

function systemErrorName(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  return 'syscall' in error || error.code === 'ERR_ACCESS_DENIED' ? error.code : undefined;
}
