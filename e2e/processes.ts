/** Processes of this machine, as Linux lists them. */
import { readdirSync, readFileSync } from 'node:fs';

/** What the system says of a process, by the name of its field in `/proc/PID/status`. */
export const status = (pid: number, field: string): string =>
  new RegExp(`^${field}:\\s+(.*)$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '';

/** Whether it exists and is no zombie. */
export function lives(pid: number): boolean {
  try {
    return !status(pid, 'State').startsWith('Z');
  } catch {
    return false;
  }
}

/** Its children and theirs, the nearest first. */
export function below(pid: number): number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        return [[Number(name), Number(status(Number(name), 'PPid'))] as const];
      } catch {
        return []; // it has ended meanwhile
      }
    });
  const children = (of: number): number[] => parents.filter(([, parent]) => parent === of).map(([child]) => child);
  const all = children(pid);
  for (const one of all) all.push(...children(one));
  return all;
}
