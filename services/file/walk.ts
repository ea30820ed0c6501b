/**
 * From a checked path to a place on the disk, without ever going through a symbolic link.
 *
 * Every folder on the way is looked at with `lstat` before the place is used, and a link anywhere is refused. Node has no
 * `openat`, so between the look and the use somebody outside machlab could put a link where a folder stood (no message
 * can: the service makes no links and is the only process of machlab in the volume). What stands against that:
 *  - `open` asks for no link in the last component, truncates nothing yet, and afterwards the place is confirmed. Linux says where the
 *    file of a descriptor really stands (`/proc/self/fd`), and that must be the place in the volume. Elsewhere the whole way is looked
 *    at again: the descriptor must be the very file that stands there, which only somebody who swaps back and forth in time can feign.
 *  - `mkdir`, `unlink`, `rename` and the creation of an empty file cannot be taken back by looking again. There the OS
 *    sandbox decides: Landlock judges the place where the way really ends and refuses anything outside the volume.
 *    Where no Landlock is in force, this is the gap that remains.
 */

import { type BigIntStats, closeSync, constants, lstatSync, openSync, readlinkSync } from 'node:fs';
import { FILE_BUSY, FILE_IS_LINK, FILE_NOT_DIRECTORY, FILE_NOT_FOUND, FILE_NOT_REGULAR } from '../../kernel/abi/fileErrors.ts';
import type { VolumePath } from './path.ts';
import { attempt, fail, type FileResult, succeed } from './result.ts';

export interface Place {
  /** The path for the operating system's calls. */
  readonly realPath: string;
  /** The real path of the folder that holds it; the root's own path for the root. */
  readonly realFolder: string;
  /** What stands there: a plain file or a folder, or nothing yet. */
  readonly entry: BigIntStats | undefined;
}

/** *Returns* the place of a path whose folders all exist: `FILE_NOT_FOUND`, `FILE_NOT_DIRECTORY`, `FILE_IS_LINK`, `FILE_NOT_REGULAR`. */
export function findPlace(root: string, path: VolumePath): FileResult<Place> {
  let realPath = root;
  let realFolder = root;
  let entry = look(root);
  for (const component of path.components) {
    if (!entry.ok) return entry;
    if (entry.value === undefined) return fail(FILE_NOT_FOUND);
    if (!entry.value.isDirectory()) return fail(FILE_NOT_DIRECTORY);
    realFolder = realPath;
    realPath = `${realPath}/${component}`;
    entry = look(realPath);
  }
  return entry.ok ? succeed({ realPath, realFolder, entry: entry.value }) : entry;
}

/** The place of a path where something must stand: also `FILE_NOT_FOUND` when nothing does. */
export function findEntry(root: string, path: VolumePath): FileResult<Place & { readonly entry: BigIntStats }> {
  const place = findPlace(root, path);
  if (!place.ok) return place;
  const { entry } = place.value;
  return entry === undefined ? fail(FILE_NOT_FOUND) : succeed({ ...place.value, entry });
}

/**
 * *Returns* success when the descriptor's file, whose stat is `opened`, stands at the path; else `FILE_BUSY`, or what is there instead.
 * Needs: the path is not the root's.
 */
export function confirmPlace(root: string, path: VolumePath, descriptor: number, opened: BigIntStats): FileResult<void> {
  const standsAt = placeOf(descriptor);
  const folder = standsAt === undefined ? undefined : placeOfFolder(root);
  if (folder !== undefined) return standsAt === `${folder}/${latin1(path.components.join('/'))}` ? succeed(undefined) : fail(FILE_BUSY);
  const place = findEntry(root, path);
  if (!place.ok) return place;
  const { entry } = place.value;
  return entry.dev === opened.dev && entry.ino === opened.ino ? succeed(undefined) : fail(FILE_BUSY);
}

/** Where the file of a descriptor stands, its bytes as latin-1; undefined where the operating system does not say. */
function placeOf(descriptor: number): string | undefined {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`, 'latin1');
  } catch {
    return undefined;
  }
}

function placeOfFolder(folder: string): string | undefined {
  const opened = attempt(() => openSync(folder, constants.O_RDONLY | (constants.O_DIRECTORY ?? 0) | (constants.O_NOFOLLOW ?? 0)));
  if (!opened.ok) return undefined;
  try {
    return placeOf(opened.value);
  } finally {
    closeSync(opened.value);
  }
}

const latin1 = (text: string): string => Buffer.from(text).toString('latin1');

function look(realPath: string): FileResult<BigIntStats | undefined> {
  const entry = attempt(() => lstatSync(realPath, { bigint: true, throwIfNoEntry: false }));
  if (!entry.ok || entry.value === undefined) return entry;
  if (entry.value.isSymbolicLink()) return fail(FILE_IS_LINK);
  return entry.value.isFile() || entry.value.isDirectory() ? entry : fail(FILE_NOT_REGULAR);
}
