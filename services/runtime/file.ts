/**
 * The file service, as a program uses it. Everything *throws* a `MachError` with a `FILE_` code when the service refuses.
 *
 * When the service is restarted, its clients go on: it is looked up again, files are opened again by their path, and what was asked for
 * is asked once more where that cannot do harm: reads, writes to a given place, whole-file replaces, questions. What might have
 * been done already and must not be done twice (appending, making, removing, renaming) throws `MIG_SERVER_DIED`.
 */
import { utf8 } from '../../kernel/abi/bytes.ts';
import { KERN_SUCCESS, MACH_SEND_INVALID_DEST, MIG_SERVER_DIED } from '../../kernel/abi/codes.ts';
import { FILE_BAD_ARGUMENT, FILE_BAD_PATH, FILE_NOT_OPEN } from '../../kernel/abi/fileErrors.ts';
import {
  OPEN_APPEND,
  OPEN_CREATE,
  OPEN_EXCLUSIVE,
  OPEN_READ,
  OPEN_SYNC,
  OPEN_TRUNCATE,
  OPEN_WRITE,
  SEEK_CURRENT,
  SEEK_END,
  SEEK_START,
} from '../../kernel/abi/fileNumbers.ts';
import type { FileKind, SeekFrom } from '../../kernel/abi/fileNumbers.ts';
import {
  FILE_ENTRIES_MAX,
  FILE_INLINE_BYTES,
  FILE_POSITION,
  fileService,
  openFile,
  replacement,
} from '../../kernel/abi/interfaces/file.ts';
import type { Arguments, Results, Routine } from '../../kernel/abi/mig.ts';
import { lookUp } from './bootstrap.ts';
import type { CallResult } from './call.ts';
import { MachError } from './error.ts';
import { deallocate } from './own.ts';
import type { GivenWorld, GotWorld, SendRight } from './ports.ts';
import { outsOf } from './self.ts';
import type { Self } from './self.ts';

/** The name that the file service is looked up by. */
export const FILE_SERVICE_NAME = 'machlab.file';
/** Bytes of one message's out-of-line data: much larger ones only cost memory. */
const PIECE_BYTES = 0x400000;
/** How often a request may meet a service that has just ended before it is given up. */
const ATTEMPTS = 5;

/** How a file is opened: `r` to read; `r+` to read and write; `w` from empty; `a` at its end; with `x` it must be new. */
export type OpenMode = 'r' | 'r+' | 'w' | 'w+' | 'wx' | 'a' | 'a+' | 'ax';

const MODES: Readonly<Record<OpenMode, number>> = {
  r: OPEN_READ,
  'r+': OPEN_READ | OPEN_WRITE,
  w: OPEN_WRITE | OPEN_CREATE | OPEN_TRUNCATE,
  'w+': OPEN_READ | OPEN_WRITE | OPEN_CREATE | OPEN_TRUNCATE,
  wx: OPEN_WRITE | OPEN_CREATE | OPEN_EXCLUSIVE,
  a: OPEN_WRITE | OPEN_CREATE | OPEN_APPEND,
  'a+': OPEN_READ | OPEN_WRITE | OPEN_CREATE | OPEN_APPEND,
  ax: OPEN_WRITE | OPEN_CREATE | OPEN_EXCLUSIVE | OPEN_APPEND,
};

export interface FileStat {
  readonly kind: FileKind;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

export interface DirectoryEntry {
  readonly name: string;
  readonly kind: FileKind;
}

export class Files {
  readonly #self: Self;
  readonly #name: string;
  #port: SendRight | undefined;

  constructor(self: Self, name = FILE_SERVICE_NAME) {
    this.#self = self;
    this.#name = name;
  }

  /** Opens a file. `sync`: a write is answered when it is on the disk. */
  async open(path: string, mode: OpenMode = 'r', { sync = false } = {}): Promise<OpenFile> {
    const flags = MODES[mode] | (sync ? OPEN_SYNC : 0);
    const { file } = await this.ask(fileService.file_open, { path: pathBytes(path), flags }, (flags & OPEN_EXCLUSIVE) === 0);
    return new OpenFile(this.#self, this, path, flags, file);
  }

  /** The whole of a file. */
  async readFile(path: string): Promise<Uint8Array> {
    const file = await this.open(path);
    try {
      return await file.readAll();
    } finally {
      await file.close();
    }
  }

  async readText(path: string): Promise<string> {
    return new TextDecoder().decode(await this.readFile(path));
  }

  /** Puts a whole file in the place of what was there: whatever happens, there is the old file or the new one. */
  async replace(path: string, contents: Uint8Array | string): Promise<void> {
    const data = typeof contents === 'string' ? utf8(contents) : contents;
    if (data.length <= PIECE_BYTES) {
      await this.ask(fileService.file_replace, { path: pathBytes(path), data }, true);
      return;
    }
    await this.#replaceInPieces(path, data);
  }

  async stat(path: string): Promise<FileStat> {
    return statOf(await this.ask(fileService.file_stat, { path: pathBytes(path) }, true));
  }

  /** The entries of a folder, in the order of their names' bytes. */
  async readdir(path: string): Promise<DirectoryEntry[]> {
    const entries: DirectoryEntry[] = [];
    for (;;) {
      const after = utf8(entries.at(-1)?.name ?? '');
      const { names, kinds, more } = await this.ask(
        fileService.file_readdir,
        { path: pathBytes(path), after, limit: FILE_ENTRIES_MAX },
        true,
      );
      for (const [index, name] of names.entries()) entries.push({ name, kind: kinds[index] as FileKind });
      if (!more || names.length === 0) return entries;
    }
  }

  async mkdir(path: string): Promise<void> {
    await this.ask(fileService.file_mkdir, { path: pathBytes(path) }, false);
  }

  async unlink(path: string): Promise<void> {
    await this.ask(fileService.file_unlink, { path: pathBytes(path) }, false);
  }

  async rmdir(path: string): Promise<void> {
    await this.ask(fileService.file_rmdir, { path: pathBytes(path) }, false);
  }

  async rename(from: string, to: string): Promise<void> {
    await this.ask(fileService.file_rename, { from: pathBytes(from), to: pathBytes(to) }, false);
  }

  /** Asks the service for a routine; again after its restart when it never got the request, or when `repeatable`. */
  async ask<R extends Routine>(routine: R, args: Arguments<R, GivenWorld>, repeatable: boolean): Promise<Results<R, GotWorld>> {
    let code = MIG_SERVER_DIED;
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const port = (this.#port ??= await lookUp(this.#self, this.#name));
      const result: CallResult<R> = await this.#self.call<R, string>(port, routine, args);
      code = result.code;
      if (code !== MACH_SEND_INVALID_DEST && code !== MIG_SERVER_DIED) return outsOf(routine, result);
      if (code === MACH_SEND_INVALID_DEST) await this.#forget(port);
      else if (!repeatable) break;
    }
    throw new MachError(routine.name, code === MACH_SEND_INVALID_DEST ? MIG_SERVER_DIED : code);
  }

  async #replaceInPieces(path: string, data: Uint8Array): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const { replacement: port } = await this.ask(fileService.file_begin_replace, { path: pathBytes(path) }, true);
      try {
        for (let at = 0; at < data.length; at += PIECE_BYTES) {
          await this.#self.ask(port, replacement.replacement_write, { data: data.subarray(at, at + PIECE_BYTES) });
        }
        await this.#self.ask(port, replacement.replacement_commit, {});
        return;
      } catch (error) {
        if (attempt === ATTEMPTS || !(error instanceof MachError) || !isServerGone(error.code)) throw error;
      } finally {
        await deallocate(this.#self, port);
      }
    }
  }

  async #forget(port: SendRight): Promise<void> {
    if (this.#port !== port) return;
    this.#port = undefined;
    await deallocate(this.#self, port);
  }
}

/** A file that is open. Its position belongs to this object; the service is always told where. */
export class OpenFile {
  readonly path: string;
  readonly #self: Self;
  readonly #files: Files;
  readonly #flags: number;
  #port: SendRight | undefined;
  #closed = false;
  #position = 0;

  constructor(self: Self, files: Files, path: string, flags: number, port: SendRight) {
    this.#self = self;
    this.#files = files;
    this.path = path;
    this.#flags = flags;
    this.#port = port;
  }

  get position(): number {
    return this.#position;
  }

  /** Reads at the position, which moves, or at `offset`. Fewer bytes than asked for mean the end of the file. */
  async read(sizeBytes: number, offset?: number): Promise<Uint8Array> {
    const from = offset ?? this.#position;
    const pieces: Uint8Array[] = [];
    let at = from;
    while (at < from + sizeBytes) {
      const count = Math.min(from + sizeBytes - at, PIECE_BYTES);
      const routine = count <= FILE_INLINE_BYTES ? openFile.file_read : openFile.file_read_large;
      const { data } = await this.#ask<typeof openFile.file_read | typeof openFile.file_read_large>(routine, { offset: at, count }, true);
      pieces.push(data);
      at += data.length;
      if (data.length < count) break;
    }
    if (offset === undefined) this.#position = at;
    return joined(pieces);
  }

  /** From the start to the end, wherever the position is. */
  async readAll(): Promise<Uint8Array> {
    const { sizeBytes } = await this.stat();
    const pieces = [await this.read(sizeBytes, 0)];
    // A file may have grown since, or not know its size.
    for (let at = pieces[0]!.length; pieces.at(-1)!.length > 0;) {
      const piece = await this.read(FILE_INLINE_BYTES, at);
      pieces.push(piece);
      at += piece.length;
    }
    return joined(pieces);
  }

  /** Writes all of the bytes at the position, which moves, or at `offset`; in a file opened to append, at its end. */
  async write(contents: Uint8Array | string, offset?: number): Promise<void> {
    const bytes = typeof contents === 'string' ? utf8(contents) : contents;
    const appends = (this.#flags & OPEN_APPEND) !== 0;
    const from = offset ?? this.#position;
    let at = 0;
    while (at < bytes.length) {
      const data = bytes.subarray(at, at + PIECE_BYTES);
      const routine = data.length <= FILE_INLINE_BYTES ? openFile.file_write : openFile.file_write_large;
      const args = { offset: appends ? FILE_POSITION : from + at, data };
      const { written } = await this.#ask<typeof openFile.file_write | typeof openFile.file_write_large>(routine, args, !appends);
      at += written;
      if (written === 0) throw new MachError(routine.name, FILE_BAD_ARGUMENT);
    }
    if (offset === undefined) this.#position = from + at;
  }

  /** Moves the position. *Returns* where it is then. */
  async seek(distance: number, from: SeekFrom = SEEK_START): Promise<number> {
    let base = 0;
    if (from === SEEK_CURRENT) base = this.#position;
    if (from === SEEK_END) base = (await this.stat()).sizeBytes;
    const position = base + distance;
    if (!Number.isSafeInteger(position) || position < 0) throw new MachError('file_seek', FILE_BAD_ARGUMENT);
    this.#position = position;
    return position;
  }

  async truncate(sizeBytes: number): Promise<void> {
    await this.#ask(openFile.file_truncate, { size: sizeBytes }, true);
  }

  async stat(): Promise<FileStat> {
    return statOf(await this.#ask(openFile.file_fstat, {}, true));
  }

  /** Closes the file. A second time, and after the service's end, there is nothing to do. */
  async close(): Promise<void> {
    const port = this.#port;
    this.#closed = true;
    this.#port = undefined;
    if (port === undefined) return;
    const { code } = await this.#self.call(port, openFile.file_close, {});
    await deallocate(this.#self, port);
    if (code !== KERN_SUCCESS && !isServerGone(code)) throw new MachError('file_close', code);
  }

  async #ask<R extends Routine>(routine: R, args: Arguments<R, GivenWorld>, repeatable: boolean): Promise<Results<R, GotWorld>> {
    if (this.#closed) throw new MachError(routine.name, FILE_NOT_OPEN);
    for (let attempt = 1; ; attempt += 1) {
      const port = (this.#port ??= await this.#openAgain());
      const result = await this.#self.call<R, string>(port, routine, args);
      const { code } = result;
      if (!isServerGone(code)) return outsOf(routine, result);
      await deallocate(this.#self, port);
      this.#port = undefined;
      const again = repeatable || code === MACH_SEND_INVALID_DEST;
      if (!again || attempt === ATTEMPTS) throw new MachError(routine.name, MIG_SERVER_DIED);
    }
  }

  /** After a restart: the same file by its path, as it is; it must not be made or emptied again. */
  async #openAgain(): Promise<SendRight> {
    const flags = this.#flags & ~(OPEN_CREATE | OPEN_EXCLUSIVE | OPEN_TRUNCATE);
    const { file } = await this.#files.ask(fileService.file_open, { path: pathBytes(this.path), flags }, true);
    return file;
  }
}

function isServerGone(code: number): boolean {
  return code === MACH_SEND_INVALID_DEST || code === MIG_SERVER_DIED;
}

function pathBytes(path: string): Uint8Array {
  if (!path.isWellFormed()) throw new MachError('a path', FILE_BAD_PATH);
  return utf8(path);
}

function statOf({ kind, size, modified_ms }: { readonly kind: number; readonly size: number; readonly modified_ms: number }): FileStat {
  return { kind: kind as FileKind, sizeBytes: size, modifiedMs: modified_ms };
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  if (pieces.length === 1) return pieces[0]!;
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
