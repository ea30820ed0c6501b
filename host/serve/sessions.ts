import { readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SessionListed } from '../../kernel/abi/window.ts';

const ENDING = '.machlab';
const NAME = /^[^/\\\0:*?"<>|]{1,100}$/;

/** The session files of the data folder. */
export class Sessions {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The newest first. */
  list(): SessionListed[] {
    return readdirSync(this.#folder)
      .filter((file) => file.endsWith(ENDING))
      .map((file) => {
        const { size, mtimeMs } = statSync(join(this.#folder, file));
        return { name: file.slice(0, -ENDING.length), sizeBytes: size, changedMs: Math.round(mtimeMs) };
      })
      .toSorted((a, b) => b.changedMs - a.changedMs);
  }

  /** Where a session of this name is kept; undefined for what is no name of a file. */
  path(name: string): string | undefined {
    return NAME.test(name) && !name.startsWith('.') ? join(this.#folder, `${name}${ENDING}`) : undefined;
  }

  /** The bytes of a session, or undefined when there is none of that name. */
  read(name: string): Uint8Array | undefined {
    const path = this.path(name);
    if (path === undefined || statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return undefined;
    return readFileSync(path);
  }

  /** Keeps a session: whole, or what was there before. */
  write(path: string, bytes: Uint8Array): void {
    const temporary = `${path}.${process.pid}.tmp`;
    writeFileSync(temporary, bytes, { flush: true });
    renameSync(temporary, path);
  }
}
