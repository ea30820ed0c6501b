/**
 * From a checked path to a place on the disk, without ever going through a symbolic link.
 *
 * Every folder on the way is looked at before it is entered, and a link anywhere is refused. Somebody outside machlab may put a link
 * where a folder stood between the look and the use (no message can: the service makes no links and is the only process of machlab in
 * the volume). What stands against that:
 *  - Linux shows a process its open descriptors as paths (`/proc/self/fd`), which gives Node the `openat` that it lacks: each folder is
 *    entered through the handle of the one above it, no link followed, and everything is done in the last one's handle. A folder that is
 *    swapped meanwhile is not the one that is held.
 *  - Elsewhere paths are all there is. `open` asks for no link in the last component, truncates nothing yet, and afterwards the place is
 *    confirmed: the descriptor must be the very file that stands there, which only somebody who swaps back and forth in time can feign.
 *    `mkdir`, `unlink`, `rename` and the creation of an empty file cannot be taken back: this is the gap that remains there.
 * Besides, where Landlock is in force, it judges the place where the way really ends and refuses anything outside the volume.
 */

import { type BigIntStats, closeSync, constants, existsSync, lstatSync, openSync } from 'node:fs';
import { FILE_BUSY, FILE_IS_LINK, FILE_NOT_DIRECTORY, FILE_NOT_FOUND, FILE_NOT_REGULAR } from '../../kernel/abi/fileErrors.ts';
import type { VolumePath } from './path.ts';
import { attempt, fail, type FileResult, succeed } from './result.ts';

/** Where a volume begins. */
export interface Root {
  /** Of a folder that is no link. */
  readonly path: string;
  /** Whether folders are entered by their handles. */
  readonly byHandle: boolean;
}

export interface Place {
  /** The path for the operating system's calls. */
  readonly realPath: string;
  /** The same of the folder that holds it; the root's own for the root. */
  readonly realFolder: string;
  /** What stands there: a plain file or a folder, or nothing yet. */
  readonly entry: BigIntStats | undefined;
}

const DESCRIPTORS = '/proc/self/fd';

/** Whether this system has handles as paths. */
export const hasHandles = (): boolean => existsSync(DESCRIPTORS);

/** Node has no name for it; the number is that of Linux on x86-64 and arm64. Whoever may pass a folder may open it so, unreadable ones too. */
const O_PATH = 0o10000000;
const ENTER = O_PATH | (constants.O_DIRECTORY ?? 0) | (constants.O_NOFOLLOW ?? 0);

/**
 * Does something in a folder of the volume, by the path that it has for the operating system's calls meanwhile.
 * *Returns* what `use` does, or `FILE_NOT_FOUND`, `FILE_NOT_DIRECTORY`, `FILE_IS_LINK`, `FILE_NOT_REGULAR`.
 */
export function inFolder<Value>(
  root: Root,
  components: readonly string[],
  use: (realFolder: string) => FileResult<Value>,
): FileResult<Value> {
  let held: number | undefined;
  const hold = (handle?: number): void => {
    if (held !== undefined) closeSync(held);
    held = handle;
  };
  try {
    let path = root.path;
    for (let depth = 0; ; depth += 1) {
      const folder = enter(path, root.byHandle);
      if (!folder.ok) return folder;
      hold(folder.value.handle);
      if (depth === components.length) return use(folder.value.path);
      path = `${folder.value.path}/${components[depth]}`;
    }
  } finally {
    hold();
  }
}

interface Folder {
  readonly path: string;
  readonly handle?: number;
}

function enter(path: string, byHandle: boolean): FileResult<Folder> {
  const entry = look(path);
  if (!entry.ok) return entry;
  if (entry.value === undefined) return fail(FILE_NOT_FOUND);
  if (!entry.value.isDirectory()) return fail(FILE_NOT_DIRECTORY);
  if (!byHandle) return succeed({ path });
  return attempt(() => {
    const handle = openSync(path, ENTER);
    return { path: `${DESCRIPTORS}/${handle}`, handle };
  });
}

/** Does something at a place whose folders all exist. *Returns* what `use` does, or as `inFolder`. */
export function atPlace<Value>(root: Root, path: VolumePath, use: (place: Place) => FileResult<Value>): FileResult<Value> {
  const name = path.components.at(-1);
  return inFolder(root, path.components.slice(0, -1), (realFolder) => {
    const realPath = name === undefined ? realFolder : `${realFolder}/${name}`;
    const entry = look(name === undefined ? root.path : realPath);
    return entry.ok ? use({ realPath, realFolder, entry: entry.value }) : entry;
  });
}

/** The same where something must stand: also `FILE_NOT_FOUND` when nothing does. */
export function atEntry<Value>(
  root: Root,
  path: VolumePath,
  use: (place: Place & { readonly entry: BigIntStats }) => FileResult<Value>,
): FileResult<Value> {
  return atPlace(root, path, (place) => (place.entry === undefined ? fail(FILE_NOT_FOUND) : use({ ...place, entry: place.entry })));
}

/** *Returns* success when the file that was opened at a path, whose stat is `opened`, is the one that stands there; else `FILE_BUSY`, or what is there instead. */
export function confirmPlace(root: Root, path: VolumePath, opened: BigIntStats): FileResult<void> {
  if (root.byHandle) return succeed(undefined);
  return atEntry(root, path, ({ entry }) => (entry.dev === opened.dev && entry.ino === opened.ino ? succeed(undefined) : fail(FILE_BUSY)));
}

function look(realPath: string): FileResult<BigIntStats | undefined> {
  const entry = attempt(() => lstatSync(realPath, { bigint: true, throwIfNoEntry: false }));
  if (!entry.ok || entry.value === undefined) return entry;
  if (entry.value.isSymbolicLink()) return fail(FILE_IS_LINK);
  return entry.value.isFile() || entry.value.isDirectory() ? entry : fail(FILE_NOT_REGULAR);
}
