import type { LockSettings } from '../../../kernel/abi/sandbox.ts';
import type { Libc } from './libc.ts';

/**
 * Started by the superuser, the process becomes an unprivileged user here and not when it is started: before this line it still may
 * read a Node binary and enter a folder that lie under a home that only the superuser can pass through.
 * The C library does it for all threads, and leaving user 0 empties the capabilities.
 */
export function becomeUnprivileged(libc: Libc, { becomeUid, becomeGid }: LockSettings): boolean {
  if (becomeUid !== null && becomeGid !== null) {
    // Groups first: afterwards there is no right left to change them.
    if (!libc.dropGroups() || !libc.setGroup(becomeGid) || !libc.setUser(becomeUid)) return false;
  }
  return process.getuid?.() !== 0 && process.geteuid?.() !== 0;
}
