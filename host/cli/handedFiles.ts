import { chownSync, copyFileSync, createReadStream, createWriteStream, existsSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { reasonOf, UserError } from '../userError.ts';
import { cannotWrite } from './writable.ts';

/** Files of the host that a program gets and gives. */
export interface HandedFiles {
  readonly in?: string;
  readonly out?: string;
}

/** Copies a file to the volume. Returns: what the program is told, names on the volume; null when nothing is handed in or out. */
export function handIn(volume: string, { in: source, out }: HandedFiles): HandedFiles | null {
  if (source === undefined && out === undefined) return null;
  if (source !== undefined) {
    const target = join(volume, basename(source));
    try {
      copyFileSync(source, target);
      // The file service may be another user than this one.
      if (process.getuid?.() === 0) {
        const { uid, gid } = statSync(volume);
        chownSync(target, uid, gid);
      }
    } catch (error) {
      throw new UserError(`cannot hand in ${source}: ${reasonOf(error)}; --in names a file of this machine that this user can read`);
    }
  }
  return { ...(source !== undefined && { in: basename(source) }), ...(out !== undefined && { out: basename(out) }) };
}

/** Copies what the program has written off the volume, into the file that is there: one that is no plain file stays, whatever goes wrong. */
export async function takeOut(volume: string, { out }: HandedFiles): Promise<void> {
  if (out === undefined) return;
  const source = join(volume, basename(out));
  if (!existsSync(source)) throw new UserError(`the program has written no ${basename(out)} on the volume, so there is no ${out}`);
  try {
    await pipeline(createReadStream(source), createWriteStream(out));
  } catch (error) {
    throw cannotWrite(out, '--out', error);
  }
}
