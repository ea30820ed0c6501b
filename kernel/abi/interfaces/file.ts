/**
 * The file service: calls on its service port, by path; on the port of an open file; on the port of a replacement under way.
 * Numbers: `fileNumbers.ts`; codes: `fileErrors.ts`. A file or replacement is given up when nobody holds a send right to its port any more.
 */
import { PATH_BYTES, PATH_COMPONENT_BYTES } from '../fileNumbers.ts';
import { bool, bytes, flags, int, memory, routine, sendRight, strings, subsystem, u32, u32s } from '../mig.ts';

/** Most bytes of a read or write that travel inside the message; more go out of line (`_large`). */
export const FILE_INLINE_BYTES = 0x4000;
/** An `offset` that means the open file's own position, which moves. */
export const FILE_POSITION = -1;
/** Most entries of one `file_readdir`. */
export const FILE_ENTRIES_MAX = 2048;

/** A path as bytes, not text, so that the service itself judges what it is; with room for one that is too long. */
const path = bytes(4 * PATH_BYTES);
const entryName = bytes(4 * PATH_COMPONENT_BYTES);
/** `kind`: FILE_KIND_*; size in bytes; when it was last changed, in milliseconds since 1970. */
const stat = { kind: u32, size: int, modified_ms: int } as const;

export const fileService = subsystem('file_service', {
  // `flags`: OPEN_*.
  file_open: routine(6000, { path, flags }, { file: sendRight }),
  file_stat: routine(6001, { path }, stat),
  // Entries behind the name `after` (empty: from the first), in the order of their bytes; at most `limit`. `more`: ask again behind the last.
  // `unnameable`: entries that no path can spell.
  file_readdir: routine(
    6002,
    { path, after: entryName, limit: u32 },
    { names: strings(FILE_ENTRIES_MAX), kinds: u32s(FILE_ENTRIES_MAX), more: bool, unnameable: u32 },
  ),
  file_mkdir: routine(6003, { path }),
  file_unlink: routine(6004, { path }),
  file_rmdir: routine(6005, { path }),
  file_rename: routine(6006, { from: path, to: path }),
  // The whole file at once; made if missing. Whatever happens, there is the old file or the new one.
  file_replace: routine(6007, { path, data: memory }),
  // The same in pieces: nothing changes until `replacement_commit`.
  file_begin_replace: routine(6008, { path }, { replacement: sendRight }),
});

export const openFile = subsystem('file', {
  // Fewer bytes than asked for: the file ended.
  file_read: routine(6200, { offset: int, count: u32 }, { data: bytes(FILE_INLINE_BYTES) }),
  file_read_large: routine(6201, { offset: int, count: u32 }, { data: memory }),
  file_write: routine(6202, { offset: int, data: bytes(FILE_INLINE_BYTES) }, { written: u32 }),
  file_write_large: routine(6203, { offset: int, data: memory }, { written: u32 }),
  // `whence`: SEEK_*.
  file_seek: routine(6204, { distance: int, whence: u32 }, { position: int }),
  file_truncate: routine(6205, { size: int }),
  file_fstat: routine(6206, {}, stat),
  file_close: routine(6207, {}),
});

export const replacement = subsystem('replacement', {
  replacement_write: routine(6400, { data: memory }, { written: u32 }),
  replacement_commit: routine(6401, {}),
  replacement_discard: routine(6402, {}),
});
