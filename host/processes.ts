import { readFileSync } from 'node:fs';

/** The state of a process that has ended, and of which only the number is left until somebody asks how. */
const ENDED: ReadonlySet<string> = new Set(['Z', 'X']);

/**
 * What a process is known by as long as it lives: its number, and on Linux when it started, in ticks since the machine did, so that no later
 * process of that number is taken for it. Null: there is none.
 */
export function markOf(pid: number): string | null {
  if (process.platform === 'linux') {
    try {
      // The name of its program, in parentheses, may have anything in it: proc_pid_stat(5), fields 3 and 22 are meant.
      const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return ENDED.has(fields[0] ?? '') ? null : `${pid}-${fields[19]}`;
    } catch {
      return null;
    }
  }
  try {
    process.kill(pid, 0);
    return String(pid);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? String(pid) : null;
  }
}

/** Whether the process that a mark was made of lives. A mark of a number alone means whoever has that number. */
export function isThere(mark: string): boolean {
  const now = markOf(Number.parseInt(mark, 10));
  return now !== null && (now === mark || !mark.includes('-'));
}
