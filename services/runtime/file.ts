/**
 * The file service, as a program uses it. Everything *throws* a `MachError` with a `FILE_` code when the service refuses.
 *
 * When the service is restarted, its clients go on: it is looked up again, files are opened again by their path, and what was asked for
 * is asked once more where that cannot do harm: reads, writes to a given place, whole-file replaces, questions. What might have
 * been done already and must not be done twice (appending, making, removing, renaming) throws `MIG_SERVER_DIED`.
 */
import { utf8 } from '../../kernel/abi/bytes.ts';
import { MACH_SEND_INVALID_DEST, MIG_SERVER_DIED } from '../../kernel/abi/codes.ts';
import { OPEN_APPEND, OPEN_CREATE, OPEN_EXCLUSIVE, OPEN_READ, OPEN_SYNC, OPEN_TRUNCATE, OPEN_WRITE } from '../../kernel/abi/fileNumbers.ts';
import type { FileKind } from '../../kernel/abi/fileNumbers.ts';
import { FILE_ENTRIES_MAX, fileService, replacement } from '../../kernel/abi/interfaces/file.ts';
import type { Arguments, Results, Routine } from '../../kernel/abi/mig.ts';
import { lookUp } from './bootstrap.ts';
import type { CallResult } from './call.ts';
import { MachError } from './error.ts';
import { ATTEMPTS, OpenFile, PIECE_BYTES, isServerGone, pathBytes, statOf } from './openFile.ts';
import type { FileStat } from './openFile.ts';
import { deallocate } from './own.ts';
import type { GivenWorld, GotWorld, SendRight } from './ports.ts';
import { outsOf } from './self.ts';
import type { Self } from './self.ts';

/** The name that the file service is looked up by. */
export const FILE_SERVICE_NAME = 'machlab.file';

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
