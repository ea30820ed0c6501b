/**
 * The running session on disk, as it grows: what a crash of host, window or machine leaves of it is at most a second short. A session that
 * ended in good order leaves nothing here; whoever wanted it has saved it.
 */
import {
  closeSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { cutSession, SessionWriter } from '../kernel/trace/session.ts';
import { moveFile, type DataFolder } from './dataFolder.ts';
import { bodiesIn } from './log/bodyFiles.ts';
import { isThere, markOf } from './processes.ts';

const ENDING = '.machlab';
const RECOVERED = 'recovered ';
/** So many recovered sessions stay; the oldest go first. */
const RECOVERED_MAX = 10;

const folderOf = (data: DataFolder): string => join(data.state, 'running');
/** In the folder of a running session, whose name says whose it is and when it began. Its bodies lie beside it. */
const SESSION = `session${ENDING}`;

/** Where the session of this process, which begins now, is kept. */
export function autosavePath(data: DataFolder, now = new Date()): string {
  const folder = join(folderOf(data), `${markOf(process.pid)} ${now.toISOString().replaceAll(':', '.')}`);
  mkdirSync(folder, { recursive: true });
  return join(folder, SESSION);
}

/** The session ended in good order. */
export function forgetAutosave(path: string): void {
  rmSync(dirname(path), { recursive: true, force: true });
}

/** Puts what processes that are gone have left among the saved sessions. Returns: their names there. */
export async function recoverSessions(data: DataFolder): Promise<readonly string[]> {
  const running = folderOf(data);
  if (!existsSync(running)) return [];
  const names: string[] = [];
  for (const left of readdirSync(running).toSorted()) {
    const [owner = '', began = ''] = left.replace(ENDING, '').split(' ');
    if (isThere(owner)) continue;
    const isFile = left.endsWith(ENDING); // of a version that kept no bodies
    const mine = join(running, `${markOf(process.pid)} ${began}${isFile ? ENDING : ''}`);
    if (!claim(join(running, left), mine)) continue;
    const session = isFile ? mine : join(mine, SESSION);
    if (existsSync(session) && statSync(session).size > 0) {
      if (!isFile) await addBodies(session);
      names.push(keep(session, data, `${RECOVERED}${began.slice(0, 19).replace('T', ' ')}`));
    }
    rmSync(mine, { recursive: true, force: true });
  }
  const kept = readdirSync(data.sessions).filter((file) => file.startsWith(RECOVERED) && file.endsWith(ENDING));
  for (const old of kept.toSorted().slice(0, -RECOVERED_MAX)) rmSync(join(data.sessions, old), { force: true });
  return names;
}

/** Makes what somebody left this process's own. Returns: false when another start was faster. */
function claim(left: string, mine: string): boolean {
  try {
    renameSync(left, mine);
    return true;
  } catch (error) {
    if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    return false;
  }
}

/** Adds to a session that was cut short the bodies that lie beside it. If that cannot be done it has none. */
async function addBodies(session: string): Promise<void> {
  const file = openSync(session, 'r+');
  try {
    const cut = cutSession(statSync(session).size, (from, to) => {
      const bytes = new Uint8Array(to - from);
      readSync(file, bytes, 0, bytes.length, from);
      return bytes;
    });
    if (cut === null) return;
    ftruncateSync(file, cut.endBytes);
    let place = cut.endBytes;
    const writer = new SessionWriter(cut, (bytes) => {
      for (let at = 0, count = 0; at < bytes.length; at += count, place += count)
        count = writeSync(file, bytes, at, bytes.length - at, place);
    });
    for (const [msg, body] of bodiesIn(dirname(session))) writer.body(msg, body);
    await writer.flush();
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error; // a disk that is full, or broken
  } finally {
    closeSync(file);
  }
}

/** Moves a session among the saved ones. Returns: its name there, which is `wanted` or like it. */
function keep(session: string, { sessions }: DataFolder, wanted: string): string {
  for (let at = 1; ; at++) {
    const name = at === 1 ? wanted : `${wanted} (${at})`;
    if (moveFile(session, join(sessions, `${name}${ENDING}`))) return name;
  }
}
