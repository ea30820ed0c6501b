import { closeSync, fstatSync, ftruncateSync, readSync, writeSync } from 'node:fs';
import { FILE_BAD_ARGUMENT, FILE_BAD_MODE, FILE_NOT_OPEN, FILE_TOO_LARGE } from '../../kernel/abi/fileErrors.ts';
import { SEEK_CURRENT, SEEK_END, SEEK_START } from '../../kernel/abi/fileNumbers.ts';
import { TRANSFER_BYTES_MAX } from './limits.ts';
import type { OpenFlags } from './openFlags.ts';
import { attempt, fail, type FileResult, succeed } from './result.ts';
import { type FileStat, fileStat } from './stat.ts';

/**
 * An open file: what stands behind one open-file port. It stays with the file it was opened on, whatever becomes of the
 * name: renamed, unlinked or replaced, the handle goes on reading and writing the bytes it had.
 *
 * What writes in place promise (each call is finished when it returns, and nothing of it is put off):
 *  - Writes happen in the order of the calls, through whichever handles: a read that comes later sees them all.
 *  - When the service is killed, every write that was answered is in the file, and of the one under way a part from its
 *    start may be: none, some or all of it. Nothing after a gap, nothing of a later write.
 *  - When the machine loses power, what was written lately may be lost and the order with it, except for a handle with
 *    `OPEN_SYNC`, each of whose answered writes is on the disk.
 * Whoever needs "the whole of it or nothing" replaces the file (replace.ts).
 */
export class OpenFile {
  readonly #descriptor: number;
  readonly #flags: OpenFlags;
  readonly #onClose: (file: OpenFile) => void;
  #isOpen = true;
  #position = 0;

  constructor(descriptor: number, flags: OpenFlags, onClose: (file: OpenFile) => void) {
    this.#descriptor = descriptor;
    this.#flags = flags;
    this.#onClose = onClose;
  }

  /**
   * Reads `sizeBytes` at `offset`, or at the handle's position, which then moves on. Fewer bytes come back only at the end of the file.
   * *Returns* the bytes; `FILE_NOT_OPEN`, `FILE_BAD_MODE`, `FILE_BAD_ARGUMENT`, `FILE_TOO_LARGE` (more than one request may carry), `FILE_IO`.
   */
  read(sizeBytes: number, offset?: number): FileResult<Uint8Array> {
    if (!this.#isOpen) return fail(FILE_NOT_OPEN);
    if (!this.#flags.read) return fail(FILE_BAD_MODE);
    const start = offset ?? this.#position;
    if (!isOffset(start) || !isOffset(sizeBytes)) return fail(FILE_BAD_ARGUMENT);
    if (sizeBytes > TRANSFER_BYTES_MAX) return fail(FILE_TOO_LARGE);
    const bytes = attempt(() => readFully(this.#descriptor, start, sizeBytes));
    if (bytes.ok && offset === undefined) this.#position = start + bytes.value.length;
    return bytes;
  }

  /**
   * Writes at `offset`, or at the handle's position, which then moves on; past the end of the file the gap reads as zeros.
   * A handle with `OPEN_APPEND` takes no offset: it writes at the end.
   * *Returns* the number of bytes written, less than all only when the disk became full or failed on the way (the next
   * write says which); `FILE_NOT_OPEN`, `FILE_BAD_MODE`, `FILE_BAD_ARGUMENT`, `FILE_TOO_LARGE`, `FILE_NO_SPACE`, `FILE_IO`.
   */
  write(bytes: Uint8Array, offset?: number): FileResult<number> {
    if (!this.#isOpen) return fail(FILE_NOT_OPEN);
    if (!this.#flags.write) return fail(FILE_BAD_MODE);
    if (this.#flags.append && offset !== undefined) return fail(FILE_BAD_ARGUMENT);
    const start = offset ?? this.#position;
    if (!isOffset(start)) return fail(FILE_BAD_ARGUMENT);
    if (bytes.length > TRANSFER_BYTES_MAX || !isOffset(start + bytes.length)) return fail(FILE_TOO_LARGE);
    const written = writeFully(this.#descriptor, bytes, this.#flags.append ? undefined : start);
    if (!written.ok || offset !== undefined) return written;
    if (!this.#flags.append) {
      this.#position = start + written.value;
      return written;
    }
    const end = this.#sizeBytes();
    if (!end.ok) return end;
    this.#position = end.value;
    return written;
  }

  /** Moves the position. It may lie past the end of the file. *Returns* the new position; `FILE_NOT_OPEN`, `FILE_BAD_ARGUMENT`. */
  seek(offset: number, from: number): FileResult<number> {
    if (!this.#isOpen) return fail(FILE_NOT_OPEN);
    const base = this.#seekBase(from);
    if (!base.ok) return base;
    const position = base.value + offset;
    if (!isOffset(position)) return fail(FILE_BAD_ARGUMENT);
    this.#position = position;
    return succeed(position);
  }

  /** Cuts the file, or lengthens it with zeros; the position stays. *Returns* `FILE_NOT_OPEN`, `FILE_BAD_MODE`, `FILE_BAD_ARGUMENT`, `FILE_TOO_LARGE`. */
  truncate(sizeBytes: number): FileResult<void> {
    if (!this.#isOpen) return fail(FILE_NOT_OPEN);
    if (!this.#flags.write) return fail(FILE_BAD_MODE);
    if (!isOffset(sizeBytes)) return fail(FILE_BAD_ARGUMENT);
    return attempt(() => ftruncateSync(this.#descriptor, sizeBytes));
  }

  stat(): FileResult<FileStat> {
    if (!this.#isOpen) return fail(FILE_NOT_OPEN);
    return attempt(() => fileStat(fstatSync(this.#descriptor, { bigint: true })));
  }

  /** Closes the file. A second close is `FILE_NOT_OPEN`; what the disk says on closing is `FILE_IO`, and the file is closed all the same. */
  close(): FileResult<void> {
    if (!this.#isOpen) return fail(FILE_NOT_OPEN);
    this.#isOpen = false;
    this.#onClose(this);
    return attempt(() => closeSync(this.#descriptor));
  }

  #seekBase(from: number): FileResult<number> {
    if (from === SEEK_START) return succeed(0);
    if (from === SEEK_CURRENT) return succeed(this.#position);
    return from === SEEK_END ? this.#sizeBytes() : fail(FILE_BAD_ARGUMENT);
  }

  #sizeBytes(): FileResult<number> {
    return attempt(() => fstatSync(this.#descriptor).size);
  }
}

/** Writes all bytes, at an offset or where the descriptor itself stands. An error after some bytes is left for the next call to meet. */
export function writeFully(descriptor: number, bytes: Uint8Array, offset: number | undefined): FileResult<number> {
  let written = 0;
  while (written < bytes.length) {
    const position = offset === undefined ? null : offset + written;
    const step = attempt(() => writeSync(descriptor, bytes, written, bytes.length - written, position));
    if (!step.ok) return written > 0 ? succeed(written) : step;
    written += step.value;
  }
  return succeed(written);
}

/** Takes no more memory than the file has bytes, however many are asked for. */
function readFully(descriptor: number, offset: number, sizeBytes: number): Uint8Array {
  const remaining = Math.max(0, fstatSync(descriptor).size - offset);
  const bytes = new Uint8Array(Math.min(sizeBytes, remaining));
  let filled = 0;
  while (filled < bytes.length) {
    const step = readSync(descriptor, bytes, filled, bytes.length - filled, offset + filled);
    if (step === 0) break;
    filled += step;
  }
  return filled === bytes.length ? bytes : bytes.slice(0, filled);
}

function isOffset(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}
