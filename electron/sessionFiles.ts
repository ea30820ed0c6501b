/** Session files that somebody opens from outside the window: by a double click, a drop on the icon, the command line, or a dialog. */
import { readFileSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { OpenedFile } from './ipc.ts';

export const SESSION_EXTENSION = 'machlab';
/** A million events and their bodies are far below it. */
const BYTES_MAX = 0x20000000;

/** The session files named on a command line; switches and the application itself are none. */
export function filesIn(argv: readonly string[], folder: string): readonly string[] {
  return argv.filter((word) => !word.startsWith('-') && word.endsWith(`.${SESSION_EXTENSION}`)).map((word) => resolve(folder, word));
}

/** A file to open, or in one sentence why it cannot be. What is in it the window finds out. */
export function readSessionFile(path: string): OpenedFile | string {
  try {
    const { size } = statSync(path);
    if (size > BYTES_MAX) return `${path} is ${Math.round(size / 1_000_000)} MB: no session is that large.`;
    return { name: basename(path), bytes: new Uint8Array(readFileSync(path)) };
  } catch (error) {
    return `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}
