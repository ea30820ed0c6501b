import { constants } from 'node:fs';
import { FILE_BAD_ARGUMENT } from '../../kernel/abi/fileErrors.ts';
import {
  OPEN_APPEND,
  OPEN_CREATE,
  OPEN_EXCLUSIVE,
  OPEN_FLAGS_ALL,
  OPEN_READ,
  OPEN_SYNC,
  OPEN_TRUNCATE,
  OPEN_WRITE,
} from '../../kernel/abi/fileNumbers.ts';
import { fail, type FileResult, succeed } from './result.ts';

export interface OpenFlags {
  readonly read: boolean;
  readonly write: boolean;
  readonly create: boolean;
  readonly exclusive: boolean;
  readonly truncate: boolean;
  readonly append: boolean;
  readonly sync: boolean;
}

/** Decodes the flags of an `open`: unknown bits, neither read nor write, and a flag without the one it needs are `FILE_BAD_ARGUMENT`. */
export function decodeOpenFlags(bits: number): FileResult<OpenFlags> {
  const has = (flag: number): boolean => (bits & flag) !== 0;
  if (!Number.isInteger(bits) || bits < 0 || bits > OPEN_FLAGS_ALL) return fail(FILE_BAD_ARGUMENT);
  if (!has(OPEN_READ | OPEN_WRITE)) return fail(FILE_BAD_ARGUMENT);
  if (has(OPEN_EXCLUSIVE) && !has(OPEN_CREATE)) return fail(FILE_BAD_ARGUMENT);
  if (has(OPEN_TRUNCATE | OPEN_APPEND | OPEN_SYNC) && !has(OPEN_WRITE)) return fail(FILE_BAD_ARGUMENT);
  return succeed({
    read: has(OPEN_READ),
    write: has(OPEN_WRITE),
    create: has(OPEN_CREATE),
    exclusive: has(OPEN_EXCLUSIVE),
    truncate: has(OPEN_TRUNCATE),
    append: has(OPEN_APPEND),
    sync: has(OPEN_SYNC),
  });
}

/**
 * The operating system's flags. Never `O_TRUNC`: the file is emptied once it is known to be the right one. Never a link
 * in the last component, and never waiting, should a pipe have appeared there. Windows lacks some of them, hence the zeros.
 */
export function systemFlags(flags: OpenFlags): number {
  const access = flags.read ? (flags.write ? constants.O_RDWR : constants.O_RDONLY) : constants.O_WRONLY;
  return (
    access |
    (constants.O_NOFOLLOW ?? 0) |
    (constants.O_NONBLOCK ?? 0) |
    (flags.create ? constants.O_CREAT : 0) |
    (flags.exclusive ? constants.O_EXCL : 0) |
    (flags.append ? constants.O_APPEND : 0) |
    (flags.sync ? (constants.O_SYNC ?? 0) : 0)
  );
}
