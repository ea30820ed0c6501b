import { readdirSync, unlinkSync } from 'node:fs';
import { isReservedName } from './path.ts';
import { attempt, type FileResult, succeed } from './result.ts';
import { inFolder, type Root } from './walk.ts';

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
export function sweepTemporaries(root: Root): FileResult<Sweep> {
  let removed = 0;
  let failed = 0;
  const folders: (readonly string[])[] = [[]];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const components = folder;
    const swept = inFolder(root, components, (realFolder) =>
      attempt(() => {
        for (const entry of readdirSync(realFolder, { withFileTypes: true })) {
          if (entry.isDirectory()) folders.push([...components, entry.name]);
          else if (!isReservedName(entry.name)) continue;
          else if (attempt(() => unlinkSync(`${realFolder}/${entry.name}`)).ok) removed += 1;
          else failed += 1;
        }
      }),
    );
    if (swept.ok) continue;
    if (components.length === 0) return swept;
    failed += 1;
  }
  return succeed({ removed, failed });
}
