import { readdirSync, unlinkSync } from 'node:fs';
import { isReservedName } from './path.ts';
import { attempt, type FileResult, succeed } from './result.ts';

export interface Sweep {
  /** Temporary files removed. */
  readonly removed: number;
  /** Folders that could not be read and temporary files that could not be removed. */
  readonly failed: number;
}

/**
 * Removes the temporary files that a killed service left behind, in the whole volume. Only for the start, when no
 * replacement is under way: then every file of such a name is stale. Links are not followed.
 */
export function sweepTemporaries(root: string): FileResult<Sweep> {
  let removed = 0;
  let failed = 0;
  const folders = [root];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const realFolder = folder;
    const found = attempt(() => readdirSync(realFolder, { withFileTypes: true }));
    if (!found.ok && realFolder === root) return found;
    if (!found.ok) failed += 1;
    for (const entry of found.ok ? found.value : []) {
      const realPath = `${realFolder}/${entry.name}`;
      if (entry.isDirectory()) folders.push(realPath);
      if (entry.isDirectory() || !isReservedName(entry.name)) continue;
      if (attempt(() => unlinkSync(realPath)).ok) removed += 1;
      else failed += 1;
    }
  }
  return succeed({ removed, failed });
}
