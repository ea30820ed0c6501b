import { closeSync, constants, fstatSync, fsyncSync, ftruncateSync, mkdirSync, openSync, renameSync, rmdirSync, unlinkSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import {
  FILE_BAD_ARGUMENT,
  FILE_BAD_PATH,
  FILE_BUSY,
  FILE_EXISTS,
  FILE_IS_DIRECTORY,
  FILE_NOT_DIRECTORY,
  FILE_NOT_FOUND,
  FILE_NOT_REGULAR,
  FILE_READ_ONLY,
  FILE_TOO_LARGE,
  FILE_TOO_MANY_OPEN,
} from '../../kernel/abi/fileErrors.ts';
import { type DirectoryListing, listDirectory } from './directory.ts';
import { OpenFile } from './handle.ts';
import { ENTRIES_MAX, OPEN_FILES_MAX, ROOT_BYTES_MAX, TRANSFER_BYTES_MAX } from './limits.ts';
import { decodeOpenFlags, type OpenFlags, systemFlags } from './openFlags.ts';
import { checkPath, isSamePath, liesBelow, type VolumePath } from './path.ts';
import { type FlushFolder, Replacement } from './replace.ts';
import { attempt, fail, type FileResult, succeed } from './result.ts';
import { type FileStat, fileStat } from './stat.ts';
import { type Sweep, sweepTemporaries } from './sweep.ts';
import { atEntry, atPlace, confirmPlace, hasHandles, inFolder, type Root } from './walk.ts';

export interface VolumeOptions {
  /** Everything that would change the volume is `FILE_READ_ONLY`, the sweep included. */
  readonly readOnly?: boolean;
  /**
   * Forces the descriptor of a folder to the disk. Node's own `fsync` does where it is allowed; under the permission
   * model it is refused, and the sandbox's runtime gives an `fsync` that it bound before the lock.
   */
  readonly flush?: (descriptor: number) => void;
  /** Whether folders are entered by their handles (walk.ts): where the system has them, unless a test wants to see what other systems do. */
  readonly byHandle?: boolean;
}

/**
 * The volume: a folder of the host that this one process may touch, as the file service offers it.
 *
 * Paths are bytes from a message and checked here (path.ts); no link is ever followed (walk.ts). Every operation is
 * finished when it returns, so their order is the order of the calls; expected failures are codes, nothing is thrown.
 * Every operation with a path can answer `FILE_BAD_PATH`, `FILE_NOT_FOUND`, `FILE_NOT_DIRECTORY`, `FILE_IS_LINK`,
 * `FILE_NOT_REGULAR`, `FILE_ACCESS_DENIED` and `FILE_IO`, every changing one `FILE_READ_ONLY` and `FILE_NO_SPACE`; the comments name the others.
 */
export class Volume {
  readonly root: string;
  readonly #root: Root;
  /** What the start found left over from an earlier end. */
  readonly swept: Sweep;
  /** Whether the name of a replaced file survives a power cut, not only its bytes (replace.ts). */
  readonly forcesFolders: boolean;
  readonly #readOnly: boolean;
  readonly #flushFolder: FlushFolder | undefined;
  readonly #files = new Set<OpenFile>();
  readonly #replacements = new Set<Replacement>();
  #temporaries = 0;

  private constructor(root: Root, swept: Sweep, options: VolumeOptions) {
    this.root = root.path;
    this.#root = root;
    this.swept = swept;
    this.#readOnly = options.readOnly === true;
    this.#flushFolder = folderFlusher(options.flush);
    this.forcesFolders = this.#flushFolder !== undefined;
  }

  /**
   * Opens a folder as a volume: an absolute path to the folder itself, not to a link, or `.` for the folder that the process was started
   * in, which works also where the folders above it are shut to the process. Sweeps what an earlier end left behind.
   */
  static start(root: string, options: VolumeOptions = {}): FileResult<Volume> {
    if ((root !== '.' && !isAbsolute(root)) || root.includes('\0') || Buffer.byteLength(root) > ROOT_BYTES_MAX) return fail(FILE_BAD_PATH);
    const folder: Root = { path: root, byHandle: options.byHandle ?? hasHandles() };
    const nothing = succeed({ removed: 0, failed: 0 });
    const swept = options.readOnly === true ? inFolder(folder, [], () => nothing) : sweepTemporaries(folder);
    return swept.ok ? succeed(new Volume(folder, swept.value, options)) : swept;
  }

  /** Files and replacements open now. */
  get openCount(): number {
    return this.#files.size + this.#replacements.size;
  }

  /** Opens a file (`OPEN_` flags). *Returns* also `FILE_BAD_ARGUMENT`, `FILE_EXISTS`, `FILE_IS_DIRECTORY`, `FILE_TOO_MANY_OPEN`, `FILE_BUSY`. */
  open(pathBytes: Uint8Array, flagBits: number): FileResult<OpenFile> {
    const flags = decodeOpenFlags(flagBits);
    if (!flags.ok) return flags;
    const path = pathOf(pathBytes);
    if (!path.ok) return path;
    if (this.#readOnly && (flags.value.write || flags.value.create)) return fail(FILE_READ_ONLY);
    const descriptor = atPlace(this.#root, path.value, ({ entry, realPath }) => {
      if (entry === undefined && !flags.value.create) return fail(FILE_NOT_FOUND);
      if (entry !== undefined && flags.value.exclusive) return fail(FILE_EXISTS);
      if (entry?.isDirectory() === true) return fail(FILE_IS_DIRECTORY);
      if (this.openCount >= OPEN_FILES_MAX) return fail(FILE_TOO_MANY_OPEN);
      return attempt(() => openSync(realPath, systemFlags(flags.value), 0o666));
    });
    if (!descriptor.ok) return descriptor;
    const ready = this.#confirmOpened(descriptor.value, path.value, flags.value);
    if (!ready.ok) {
      attempt(() => closeSync(descriptor.value));
      return ready;
    }
    const file = new OpenFile(descriptor.value, flags.value, (closed) => this.#files.delete(closed));
    this.#files.add(file);
    return succeed(file);
  }

  stat(pathBytes: Uint8Array): FileResult<FileStat> {
    const path = pathOf(pathBytes);
    if (!path.ok) return path;
    return atEntry(this.#root, path.value, ({ entry }) => succeed(fileStat(entry)));
  }

  /** Lists a folder in the order of the names' bytes, behind the name `after`, `limit` entries at most. */
  readDirectory(pathBytes: Uint8Array, after?: string, limit = ENTRIES_MAX): FileResult<DirectoryListing> {
    if (!Number.isInteger(limit) || limit < 1) return fail(FILE_BAD_ARGUMENT);
    const path = pathOf(pathBytes);
    if (!path.ok) return path;
    return inFolder(this.#root, path.value.components, (realFolder) => listDirectory(realFolder, after, limit));
  }

  /** *Returns* also `FILE_EXISTS`. The folder above must be there. */
  makeDirectory(pathBytes: Uint8Array): FileResult<void> {
    const path = this.#changeable(pathBytes);
    if (!path.ok) return path;
    return atPlace(this.#root, path.value, ({ entry, realPath }) =>
      entry === undefined ? attempt(() => mkdirSync(realPath)) : fail(FILE_EXISTS),
    );
  }

  /** Removes a file's name; handles on it stay good. *Returns* also `FILE_IS_DIRECTORY`. */
  unlink(pathBytes: Uint8Array): FileResult<void> {
    const path = this.#changeable(pathBytes);
    if (!path.ok) return path;
    return atEntry(this.#root, path.value, ({ entry, realPath }) =>
      entry.isDirectory() ? fail(FILE_IS_DIRECTORY) : attempt(() => unlinkSync(realPath)),
    );
  }

  /** Removes an empty folder. *Returns* also `FILE_NOT_EMPTY`, `FILE_BUSY` (a replacement is under way in it), `FILE_BAD_ARGUMENT` (the root). */
  removeDirectory(pathBytes: Uint8Array): FileResult<void> {
    const path = this.#changeable(pathBytes);
    if (!path.ok) return path;
    return atEntry(this.#root, path.value, ({ entry, realPath }) => {
      if (!entry.isDirectory()) return fail(FILE_NOT_DIRECTORY);
      if (path.value.components.length === 0) return fail(FILE_BAD_ARGUMENT);
      if (this.#isReplacing(path.value)) return fail(FILE_BUSY);
      return attempt(() => rmdirSync(realPath));
    });
  }

  /**
   * Gives a file or folder another path, in one step. A file takes the place of a file, a folder that of an empty folder.
   * *Returns* also `FILE_IS_DIRECTORY`, `FILE_NOT_EMPTY`, `FILE_BUSY` (a replacement is under way below), `FILE_BAD_ARGUMENT` (the root, or
   * a folder into itself), `FILE_NOT_SUPPORTED` (the paths lie on two disks, or the OS sandbox is too old to allow a move between folders).
   */
  rename(fromBytes: Uint8Array, toBytes: Uint8Array): FileResult<void> {
    const from = this.#changeable(fromBytes);
    if (!from.ok) return from;
    const to = this.#changeable(toBytes);
    if (!to.ok) return to;
    return atEntry(this.#root, from.value, (source) =>
      atPlace(this.#root, to.value, (target) => {
        if (from.value.components.length === 0 || to.value.components.length === 0 || liesBelow(to.value, from.value))
          return fail(FILE_BAD_ARGUMENT);
        if (isSamePath(from.value, to.value)) return succeed(undefined);
        const isFolder = source.entry.isDirectory();
        if (target.entry !== undefined && target.entry.isDirectory() !== isFolder)
          return fail(isFolder ? FILE_NOT_DIRECTORY : FILE_IS_DIRECTORY);
        if (isFolder && (this.#isReplacing(from.value) || this.#isReplacing(to.value))) return fail(FILE_BUSY);
        return attempt(() => renameSync(source.realPath, target.realPath));
      }),
    );
  }

  /** Starts a whole-file replace of any length (replace.ts). *Returns* also `FILE_IS_DIRECTORY`, `FILE_TOO_MANY_OPEN`. */
  beginReplace(pathBytes: Uint8Array): FileResult<Replacement> {
    const path = this.#changeable(pathBytes);
    if (!path.ok) return path;
    if (this.openCount >= OPEN_FILES_MAX) return fail(FILE_TOO_MANY_OPEN);
    const replacement = Replacement.begin(path.value, {
      root: this.#root,
      flushFolder: this.#flushFolder,
      nextNumber: () => (this.#temporaries += 1),
      onEnd: (ended) => this.#replacements.delete(ended),
    });
    if (replacement.ok) this.#replacements.add(replacement.value);
    return replacement;
  }

  /** Replaces a whole file, or makes it: afterwards it holds these bytes, or after an error what it held. *Returns* also `FILE_IS_DIRECTORY`, `FILE_TOO_LARGE`. */
  replace(pathBytes: Uint8Array, contents: Uint8Array): FileResult<void> {
    if (contents.length > TRANSFER_BYTES_MAX) return fail(FILE_TOO_LARGE);
    const replacement = this.beginReplace(pathBytes);
    if (!replacement.ok) return replacement;
    const written = replacement.value.write(contents);
    return written.ok ? replacement.value.commit() : written;
  }

  /** Closes every file and gives every replacement up. */
  close(): void {
    for (const file of this.#files) file.close();
    for (const replacement of this.#replacements) replacement.discard();
  }

  #changeable(pathBytes: Uint8Array): FileResult<VolumePath> {
    const path = pathOf(pathBytes);
    return path.ok && this.#readOnly ? fail(FILE_READ_ONLY) : path;
  }

  #isReplacing(folder: VolumePath): boolean {
    for (const replacement of this.#replacements) if (liesBelow(replacement.path, folder)) return true;
    return false;
  }

  #confirmOpened(descriptor: number, path: VolumePath, flags: OpenFlags): FileResult<void> {
    const opened = attempt(() => fstatSync(descriptor, { bigint: true }));
    if (!opened.ok) return opened;
    if (!opened.value.isFile()) return fail(FILE_NOT_REGULAR);
    const confirmed = confirmPlace(this.#root, path, opened.value);
    if (!confirmed.ok || !flags.truncate) return confirmed;
    return attempt(() => ftruncateSync(descriptor, 0));
  }
}

function pathOf(bytes: Uint8Array): FileResult<VolumePath> {
  const check = checkPath(bytes);
  return check.ok ? succeed(check.path) : fail(FILE_BAD_PATH);
}

/** Folders can be forced to the disk by the flush that was given, else by Node where nothing forbids it; on Windows they cannot. */
function folderFlusher(flush: ((descriptor: number) => void) | undefined): FlushFolder | undefined {
  const force = flush ?? (process.permission === undefined ? fsyncSync : undefined);
  const directory = constants.O_DIRECTORY;
  if (force === undefined || directory === undefined) return undefined;
  return (realFolder) => {
    const descriptor = openSync(`${realFolder}/.`, constants.O_RDONLY | directory); // a handle's path is itself a link, to the folder
    try {
      force(descriptor);
    } finally {
      closeSync(descriptor);
    }
  };
}
