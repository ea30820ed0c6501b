import { closeSync, existsSync, openSync, unlinkSync } from 'node:fs';
import { reasonOf, UserError } from '../userError.ts';

/** Before anything runs: that a file can be written, which stays as it is. `option` is how the user names another. */
export function checkWritable(path: string, option: string): void {
  const isThere = existsSync(path);
  try {
    closeSync(openSync(path, 'a'));
    if (!isThere) unlinkSync(path);
  } catch (error) {
    throw cannotWrite(path, option, error);
  }
}

export function cannotWrite(path: string, option: string, error: unknown): UserError {
  return new UserError(`cannot write ${path}: ${reasonOf(error)}; name another file with ${option}`);
}
