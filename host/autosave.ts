/**
 * The running session on disk, as it grows: what a crash of host, window or machine leaves of it is at most a second short. A session that
 * ended in good order leaves nothing here; whoever wanted it has saved it.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { DataFolder } from './dataFolder.ts';

const ENDING = '.machlab';
const RECOVERED = 'recovered ';
/** So many recovered sessions stay; the oldest go first. */
const RECOVERED_MAX = 10;

const folderOf = (data: DataFolder): string => join(data.state, 'running');

/** Where the session of this process, which begins now, is kept. Its name says whose it is. */
export function autosavePath(data: DataFolder, now = new Date()): string {
  mkdirSync(folderOf(data), { recursive: true });
  return join(folderOf(data), `${process.pid} ${now.toISOString().replaceAll(':', '.')}${ENDING}`);
}

/** The session ended in good order. */
export function forgetAutosave(path: string): void {
  rmSync(path, { force: true });
}

/** Puts what processes that are gone have left among the saved sessions. Returns: their names there. */
export function recoverSessions(data: DataFolder): readonly string[] {
  const folder = folderOf(data);
  if (!existsSync(folder)) return [];
  const names: string[] = [];
  for (const file of readdirSync(folder)
    .filter((one) => one.endsWith(ENDING))
    .toSorted()) {
    const [pid = '', began = ''] = file.slice(0, -ENDING.length).split(' ');
    if (isAlive(Number(pid))) continue;
    if (statSync(join(folder, file)).size === 0) {
      rmSync(join(folder, file));
      continue;
    }
    const name = `${RECOVERED}${began.slice(0, 19).replace('T', ' ')}`;
    const free = [name, ...Array.from({ length: 99 }, (_, at) => `${name} (${at + 2})`)].find(
      (one) => !existsSync(join(data.sessions, `${one}${ENDING}`)),
    );
    if (free === undefined) continue;
    renameSync(join(folder, file), join(data.sessions, `${free}${ENDING}`));
    names.push(free);
  }
  const kept = readdirSync(data.sessions).filter((file) => file.startsWith(RECOVERED) && file.endsWith(ENDING));
  for (const old of kept.toSorted().slice(0, -RECOVERED_MAX)) rmSync(join(data.sessions, old));
  return names;
}

/** A process of this number lives. It may be another than the one meant; then its session waits for the next start. */
function isAlive(pid: number): boolean {
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
