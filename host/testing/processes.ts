/** Processes of this machine, as Linux lists them. */
import { readdirSync, readFileSync } from 'node:fs';

/** Children of a process and of theirs, while it lives. */
export function below(pid: number): number[] {
  try {
    const children = readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').trim().split(' '),
    );
    return children.filter((child) => child !== '').flatMap((child) => [Number(child), ...below(Number(child))]);
  } catch {
    return [];
  }
}

/** Whether the process exists and is no zombie. */
export function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
