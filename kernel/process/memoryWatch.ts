import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { measureMemory } from './check.ts';

const LOOK_EVERY_MS = 500;

/** Resident bytes of a process, from `/proc` or from `ps`; undefined if nobody says. */
export async function residentBytes(pid: number): Promise<number | undefined> {
  if (process.platform === 'linux') return (await measureMemory(pid))?.residentBytes;
  if (process.platform === 'win32') return undefined;
  try {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)]);
    return Number.parseInt(stdout, 10) * 1024;
  } catch {
    return undefined;
  }
}

/**
 * Watches a process whose operating system does not bound its memory (`LAYER_DATA_LIMIT` is missing from its report), and calls
 * back once it has more than it may. Between two looks it can take more. Ends by itself with the process, or when called off.
 */
export function watchMemory(
  pid: number,
  limitBytes: number,
  onExceeded: (residentBytes: number) => void,
  everyMs = LOOK_EVERY_MS,
): () => void {
  let isOver = false;
  const timer = setInterval(() => void look(), everyMs);
  timer.unref();
  const look = async (): Promise<void> => {
    const bytes = await residentBytes(pid);
    if (isOver || (bytes !== undefined && bytes <= limitBytes)) return;
    isOver = true; // another look may be under way
    clearInterval(timer);
    if (bytes !== undefined) onExceeded(bytes);
  };
  return () => {
    isOver = true;
    clearInterval(timer);
  };
}
