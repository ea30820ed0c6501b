import { closeSync, constants, openSync, renameSync, unlinkSync } from 'node:fs';
import { FILE_BUSY, FILE_EXISTS, FILE_IS_DIRECTORY, FILE_NOT_OPEN, FILE_TOO_LARGE } from '../../kernel/abi/fileErrors.ts';
import { writeFully } from './handle.ts';
import { TEMPORARY_NAME_TRIES, TRANSFER_BYTES_MAX } from './limits.ts';
import { reservedName, type VolumePath } from './path.ts';
import { attempt, fail, type FileResult, succeed } from './result.ts';
import { findPlace, type Place } from './walk.ts';

/** Forces a folder's entries to the disk. */
export type FlushFolder = (realFolder: string) => void;

/** What a replacement needs of the volume it is in. */
export interface ReplaceSetting {
  readonly root: string;
  readonly flushFolder: FlushFolder | undefined;
  readonly nextNumber: () => number;
  readonly onEnd: (replacement: Replacement) => void;
}

/**
 * New contents for a whole file, gathered beside it and put in its place in one step.
 *
 * The bytes go to a temporary file in the same folder, opened so that each write is on the disk before it returns
 * (`O_SYNC`, since Node's permission model refuses `fsync`); `commit` renames it over the target and forces the folder to the disk.
 * So whoever looks at the target, at any moment, after a kill and after a power cut, finds the whole old contents or the
 * whole new ones (or, where there was no file before, no file). Once `commit` is answered it is the new ones: after a kill
 * always, after a power cut where folders can be forced to the disk (`Volume.forcesFolders`). A temporary file that a kill
 * leaves behind is swept at the next start.
 */
export class Replacement {
  readonly path: VolumePath;
  readonly #setting: ReplaceSetting;
  readonly #descriptor: number;
  readonly #temporary: string;
  #isOpen = true;

  private constructor(path: VolumePath, setting: ReplaceSetting, descriptor: number, temporary: string) {
    this.path = path;
    this.#setting = setting;
    this.#descriptor = descriptor;
    this.#temporary = temporary;
  }

  /**
   * Starts a replacement; nothing changes yet. *Returns* what `findPlace` can, `FILE_IS_DIRECTORY`, `FILE_NO_SPACE`,
   * `FILE_ACCESS_DENIED`, `FILE_BUSY` (every temporary name that was tried is taken).
   */
  static begin(path: VolumePath, setting: ReplaceSetting): FileResult<Replacement> {
    const place = findPlace(setting.root, path);
    if (!place.ok) return place;
    const { entry, realFolder } = place.value;
    if (entry?.isDirectory() === true) return fail(FILE_IS_DIRECTORY);
    const mode = entry === undefined ? 0o666 : Number(entry.mode) & 0o777;
    for (let tries = 0; tries < TEMPORARY_NAME_TRIES; tries += 1) {
      const temporary = `${realFolder}/${reservedName(setting.nextNumber())}`;
      const opened = attempt(() => openSync(temporary, TEMPORARY_FLAGS, mode));
      if (opened.ok) return succeed(new Replacement(path, setting, opened.value, temporary));
      if (opened.error !== FILE_EXISTS) return opened;
    }
    return fail(FILE_BUSY);
  }

  /** Adds bytes behind those that came before. After an error the replacement is over and the target is as it was. */
  write(bytes: Uint8Array): FileResult<number> {
    if (!this.#isOpen) return fail(FILE_NOT_OPEN);
    if (bytes.length > TRANSFER_BYTES_MAX) return fail(FILE_TOO_LARGE);
    let written = 0;
    while (written < bytes.length) {
      const step = writeFully(this.#descriptor, bytes.subarray(written), undefined);
      if (!step.ok) {
        this.discard();
        return step;
      }
      written += step.value;
    }
    return succeed(written);
  }

  /** Puts the new contents in the target's place. After an error the target is as it was, but for `FILE_IO` from forcing the folder to the disk. */
  commit(): FileResult<void> {
    if (!this.#isOpen) return fail(FILE_NOT_OPEN);
    const place = this.#findTarget();
    if (!place.ok) {
      this.discard();
      return place;
    }
    const { realPath, realFolder } = place.value;
    this.#end();
    const renamed = attempt(() => {
      closeSync(this.#descriptor);
      renameSync(this.#temporary, realPath);
    });
    if (!renamed.ok) {
      attempt(() => unlinkSync(this.#temporary));
      return renamed;
    }
    return attempt(() => this.#setting.flushFolder?.(realFolder));
  }

  /** Gives the new contents up. The target is as it was. */
  discard(): FileResult<void> {
    if (!this.#isOpen) return fail(FILE_NOT_OPEN);
    this.#end();
    attempt(() => closeSync(this.#descriptor));
    return attempt(() => unlinkSync(this.#temporary));
  }

  #findTarget(): FileResult<Place> {
    const place = findPlace(this.#setting.root, this.path);
    return place.ok && place.value.entry?.isDirectory() === true ? fail(FILE_IS_DIRECTORY) : place;
  }

  #end(): void {
    this.#isOpen = false;
    this.#setting.onEnd(this);
  }
}

/** A new file of our own that nobody else made, and no link. Windows lacks some flags, hence the zeros. */
const TEMPORARY_FLAGS = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0) | (constants.O_SYNC ?? 0);
