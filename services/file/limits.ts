/** Limits of the file service, each with its reason. Whoever meets one gets a code. */

import { OOL_BYTES_MAX } from '../../kernel/abi/limits.ts';

/** Bytes of one read, write or replace: as many as one message carries out of line. */
export const TRANSFER_BYTES_MAX = OOL_BYTES_MAX;
/** Files open at once, replacements included: below the 1,024 descriptors that systems commonly give a process, with room for its own. */
export const OPEN_FILES_MAX = 768;
/** Bytes of the volume's own folder's path: with a path and a temporary name behind it, it stays below the 4,096 of Linux. */
export const ROOT_BYTES_MAX = 2048;
/** Entries of one answer to `readdir`: with names of full length they fit a message's inline bytes. */
export const ENTRIES_MAX = 2048;
/** Names tried for a temporary file. All of ours were swept at the start, so a second try means that somebody else made one. */
export const TEMPORARY_NAME_TRIES = 16;
