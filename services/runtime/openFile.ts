/** A file that is open at the file service; see `file.ts` for what happens when the service is restarted. */
import { utf8 } from '../../kernel/abi/bytes.ts';
import { KERN_SUCCESS, MACH_SEND_INVALID_DEST, MIG_SERVER_DIED } from '../../kernel/abi/codes.ts';
import { FILE_BAD_ARGUMENT, FILE_BAD_PATH, FILE_NOT_OPEN } from '../../kernel/abi/fileErrors.ts';
import {
  OPEN_APPEND,
  OPEN_CREATE,
  OPEN_EXCLUSIVE,
  OPEN_TRUNCATE,
  SEEK_CURRENT,
  SEEK_END,
  SEEK_START,
} from '../../kernel/abi/fileNumbers.ts';
import type { FileKind, SeekFrom } from '../../kernel/abi/fileNumbers.ts';
import { FILE_INLINE_BYTES, FILE_POSITION, fileService, openFile } from '../../kernel/abi/interfaces/file.ts';
import type { Arguments, Results, Routine } from '../../kernel/abi/mig.ts';
import { MachError } from './error.ts';
import { deallocate } from './own.ts';
import type { GivenWorld, GotWorld, SendRight } from './ports.ts';
import { outsOf } from './self.ts';
import type { Self } from './self.ts';

/** Bytes of one message's out-of-line data: much larger ones only cost memory. */
export const PIECE_BYTES = 0x400000;
/** How often a request may meet a service that has just ended before it is given up. */
export const ATTEMPTS = 5;

export interface FileStat {
  readonly kind: FileKind;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

/** The service itself: `Files`. */
export interface FileServiceCaller {
  ask<R extends Routine>(routine: R, args: Arguments<R, GivenWorld>, repeatable: boolean): Promise<Results<R, GotWorld>>;
}

/** A file that is open. Its position belongs to this object; the service is always told where. */
export class OpenFile {
  readonly path: string;
  readonly #self: Self;
  readonly #files: FileServiceCaller;
  readonly #flags: number;
  #port: SendRight | undefined;
  #closed = false;
  #position = 0;

  constructor(self: Self, files: FileServiceCaller, path: string, flags: number, port: SendRight) {
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

export function isServerGone(code: number): boolean {
  return code === MACH_SEND_INVALID_DEST || code === MIG_SERVER_DIED;
}

export function pathBytes(path: string): Uint8Array {
  if (!path.isWellFormed()) throw new MachError('a path', FILE_BAD_PATH);
  return utf8(path);
}

export function statOf({
  kind,
  size,
  modified_ms,
}: {
  readonly kind: number;
  readonly size: number;
  readonly modified_ms: number;
}): FileStat {
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
