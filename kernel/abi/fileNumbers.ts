/** Numbers that stand in messages to and from the file service, apart from its error codes (fileErrors.ts). */

/** Reads are allowed. */
export const OPEN_READ = 0x01;
/** Writes and truncation are allowed. */
export const OPEN_WRITE = 0x02;
/** A missing file is made. */
export const OPEN_CREATE = 0x04;
/** With `OPEN_CREATE`: the file must not be there yet. */
export const OPEN_EXCLUSIVE = 0x08;
/** With `OPEN_WRITE`: the file starts empty. */
export const OPEN_TRUNCATE = 0x10;
/** With `OPEN_WRITE`: every write goes to the end, wherever that is then. */
export const OPEN_APPEND = 0x20;
/** With `OPEN_WRITE`: a write is answered when it is on the disk, not only in the operating system's memory. */
export const OPEN_SYNC = 0x40;
export const OPEN_FLAGS_ALL = 0x7f;

/** What an entry of a folder is. */
export const FILE_KIND_FILE = 1;
export const FILE_KIND_DIRECTORY = 2;
/** A symbolic link: listed, never followed. */
export const FILE_KIND_LINK = 3;
/** A device, pipe or socket: listed, never opened. */
export const FILE_KIND_OTHER = 4;
export type FileKind = typeof FILE_KIND_FILE | typeof FILE_KIND_DIRECTORY | typeof FILE_KIND_LINK | typeof FILE_KIND_OTHER;

/** Where a seek counts from. */
export const SEEK_START = 0;
export const SEEK_CURRENT = 1;
export const SEEK_END = 2;
export type SeekFrom = typeof SEEK_START | typeof SEEK_CURRENT | typeof SEEK_END;

/** Bytes of one component of a path: what the usual file systems hold. */
export const PATH_COMPONENT_BYTES = 255;
/** Bytes of a whole path, so that the volume's own folder before it still fits what operating systems take. */
export const PATH_BYTES = 1024;
