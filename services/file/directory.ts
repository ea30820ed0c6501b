import { readdirSync } from 'node:fs';
import type { FileKind } from '../../kernel/abi/fileNumbers.ts';
import { ENTRIES_MAX } from './limits.ts';
import { checkPath } from './path.ts';
import { attempt, type FileResult, succeed } from './result.ts';
import { kindOf } from './stat.ts';

export interface DirectoryEntry {
  readonly name: string;
  readonly kind: FileKind;
}

export interface DirectoryListing {
  readonly entries: readonly DirectoryEntry[];
  /** There are entries behind the last one; ask again with its name as `after`. */
  readonly hasMore: boolean;
  /** Entries somebody outside made under names that no path of the volume can spell (not UTF-8, a backslash). They are not listed. */
  readonly unnameable: number;
}

/**
 * Lists a folder in the order of the names' bytes, from behind `after` on. The order depends on nothing but the names, so
 * whoever reads a folder in several answers sees every entry that was there all the time exactly once, whatever else comes and goes.
 * The service's own temporary files are not entries.
 */
export function listDirectory(realPath: string, after: string | undefined, limit: number): FileResult<DirectoryListing> {
  const found = attempt(() => readdirSync(realPath, { withFileTypes: true, encoding: 'buffer' }));
  if (!found.ok) return found;
  const from = after === undefined ? undefined : Buffer.from(after);
  const wanted = [];
  let unnameable = 0;
  for (const entry of found.value) {
    const check = checkPath(entry.name);
    if (!check.ok && check.refusal !== 'RESERVED') unnameable += 1;
    if (check.ok && (from === undefined || Buffer.compare(entry.name, from) > 0)) wanted.push(entry);
  }
  wanted.sort((one, other) => Buffer.compare(one.name, other.name));
  const entries = wanted.slice(0, Math.min(limit, ENTRIES_MAX)).map((entry) => ({ name: entry.name.toString(), kind: kindOf(entry) }));
  return succeed({ entries, hasMore: entries.length < wanted.length, unnameable });
}
