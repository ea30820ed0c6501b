import { closeSync, constants, openSync, renameSync, unlinkSync } from 'node:fs';
import { FILE_BUSY, FILE_EXISTS, FILE_IS_DIRECTORY, FILE_NOT_OPEN, FILE_TOO_LARGE } from '../../kernel/abi/fileErrors.ts';
import { writeFully } from './handle.ts';
import { TEMPORARY_NAME_TRIES, TRANSFER_BYTES_MAX } from './limits.ts';
import { reservedName, type VolumePath } from './path.ts';
import { attempt, fail, type FileResult, succeed } from './result.ts';
import { atPlace, inFolder, type Place, type Root } from './walk.ts';

/** Forces a folder's entries to the disk. */
export type FlushFolder = (realFolder: string) => void;

/** What a replacement needs of the volume it is in. */
export interface ReplaceSetting {
  readonly root: Root;
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
  /** Its name in the folder of the target. */
  readonly #temporary: string;
  #isOpen = true;

  private constructor(path: VolumePath, setting: ReplaceSetting, { descriptor, temporary }: Temporary) {
    this.path = path;
    this.#setting = setting;
    this.#descriptor = descriptor;
    this.#temporary = temporary;
  }

  /**
   * Starts a replacement; nothing changes yet. *Returns* what `atPlace` can, `FILE_IS_DIRECTORY`, `FILE_NO_SPACE`,
   * `FILE_ACCESS_DENIED`, `FILE_BUSY` (every temporary name that was tried is taken).
   */
  static begin(path: VolumePath, setting: ReplaceSetting): FileResult<Replacement> {
    const temporary = atPlace(setting.root, path, (place) => makeTemporary(place, setting.nextNumber));
    return temporary.ok ? succeed(new Replacement(path, setting, temporary.value)) : temporary;
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
    const committed = atPlace(this.#setting.root, this.path, ({ entry, realPath, realFolder }) => {
      if (entry?.isDirectory() === true) return fail(FILE_IS_DIRECTORY);
      this.#end();
      const renamed = attempt(() => {
        closeSync(this.#descriptor);
        renameSync(`${realFolder}/${this.#temporary}`, realPath);
      });
      if (renamed.ok) return attempt(() => this.#setting.flushFolder?.(realFolder));
      attempt(() => unlinkSync(`${realFolder}/${this.#temporary}`));
      return renamed;
    });
    if (!committed.ok) this.discard();
    return committed;
  }

  /** Gives the new contents up. The target is as it was. */
  discard(): FileResult<void> {
    if (!this.#isOpen) return fail(FILE_NOT_OPEN);
    this.#end();
    attempt(() => closeSync(this.#descriptor));
    return inFolder(this.#setting.root, this.path.components.slice(0, -1), (realFolder) =>
      attempt(() => unlinkSync(`${realFolder}/${this.#temporary}`)),
    );
  }

  #end(): void {
    this.#isOpen = false;
    this.#setting.onEnd(this);
  }
}

interface Temporary {
  readonly descriptor: number;
  readonly temporary: string;
}

function makeTemporary({ entry, realFolder }: Place, nextNumber: () => number): FileResult<Temporary> {
  if (entry?.isDirectory() === true) return fail(FILE_IS_DIRECTORY);
  const mode = entry === undefined ? 0o666 : Number(entry.mode) & 0o777;
  for (let tries = 0; tries < TEMPORARY_NAME_TRIES; tries += 1) {
    const temporary = reservedName(nextNumber());
    const opened = attempt(() => openSync(`${realFolder}/${temporary}`, TEMPORARY_FLAGS, mode));
    if (opened.ok) return succeed({ descriptor: opened.value, temporary });
    if (opened.error !== FILE_EXISTS) return opened;
  }
  return fail(FILE_BUSY);
}

/** A new file of our own that nobody else made, and no link. Windows lacks some flags, hence the zeros. */
const TEMPORARY_FLAGS = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0) | (constants.O_SYNC ?? 0);
