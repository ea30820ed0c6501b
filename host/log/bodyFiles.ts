/**
 * Whole bodies of messages on disk as they come, for a host that is killed. They go to two files in turn: when one is full the other is
 * emptied, so that the newest are there, at least as much as one file holds. A record is the message (u32), the body's length (u32),
 * a checksum (CRC-32 of these two and the body; little-endian, all of them), and the body.
 */
import { closeSync, existsSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';

const NAMES = ['bodies.0', 'bodies.1'] as const;
const FILE_BYTES_MAX = 0x2000000;
const HEAD_BYTES = 12;
/** So much is written at once; and each second whatever there is, as in the session's own file. */
const GATHERED_BYTES = 0x40000;
const FLUSH_MS = 1000;

const checksum = (head: Uint8Array, body: Uint8Array): number => crc32(body, crc32(head.subarray(0, 8)));

export class BodyFiles {
  readonly #limitBytes: number;
  readonly #files: readonly number[];
  readonly #timer: NodeJS.Timeout;
  /** Which of the two is written, and how far. */
  #at = 0;
  #writtenBytes = 0;
  #gathered: Uint8Array[] = [];
  #gatheredBytes = 0;
  /** A disk that is full ends the record of bodies, and nothing else. */
  #ended = false;

  /** Throws when the files cannot be made. */
  constructor(folder: string, limitBytes = FILE_BYTES_MAX) {
    this.#limitBytes = limitBytes;
    this.#files = NAMES.map((name) => openSync(join(folder, name), 'w'));
    this.#timer = setInterval(() => this.#flush(), FLUSH_MS);
    this.#timer.unref();
  }

  /** One that no file has room for is left out. The bytes must not change any more. */
  add(msg: number, body: Uint8Array): void {
    const recordBytes = HEAD_BYTES + body.length;
    if (this.#ended || recordBytes > this.#limitBytes) return;
    if (this.#writtenBytes + this.#gatheredBytes + recordBytes > this.#limitBytes) this.#turn();
    const head = new Uint8Array(HEAD_BYTES);
    const view = new DataView(head.buffer);
    view.setUint32(0, msg, true);
    view.setUint32(4, body.length, true);
    view.setUint32(8, checksum(head, body), true);
    this.#gathered.push(head, body);
    this.#gatheredBytes += recordBytes;
    if (this.#gatheredBytes >= GATHERED_BYTES) this.#flush();
  }

  close(): void {
    this.#flush();
    clearInterval(this.#timer);
    for (const file of this.#files) closeSync(file);
  }

  #turn(): void {
    this.#flush();
    this.#at = 1 - this.#at;
    this.#writtenBytes = 0;
    ftruncateSync(this.#files[this.#at]!);
  }

  #flush(): void {
    const bytes = Buffer.concat(this.#gathered);
    this.#gathered = [];
    this.#gatheredBytes = 0;
    try {
      for (let at = 0; at < bytes.length;) {
        const count = writeSync(this.#files[this.#at]!, bytes, at, bytes.length - at, this.#writtenBytes);
        at += count;
        this.#writtenBytes += count;
      }
    } catch {
      this.#ended = true;
    }
  }
}

/** The bodies that somebody's files in a folder have; of a file that is damaged those before the damage. */
export function* bodiesIn(folder: string): Generator<readonly [msg: number, body: Uint8Array], void> {
  for (const name of NAMES) {
    const path = join(folder, name);
    if (!existsSync(path)) continue;
    const bytes = readFileSync(path);
    for (let at = 0; at + HEAD_BYTES <= bytes.length;) {
      const start = at + HEAD_BYTES;
      const end = start + bytes.readUInt32LE(at + 4);
      const body = bytes.subarray(start, end);
      if (end > bytes.length || checksum(bytes.subarray(at, start), body) !== bytes.readUInt32LE(at + 8)) break;
      yield [bytes.readUInt32LE(at), body];
      at = end;
    }
  }
}
