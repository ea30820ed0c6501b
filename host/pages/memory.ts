/** How much memory processes take. */
import type { Memory } from '../../kernel/abi/pages.ts';
import { readFileSync } from 'node:fs';

/** `residentKB`: what the kernel measured of a process, for where there is no `/proc`. */
export function memoryOf(pids: readonly number[], residentKB: (pid: number) => number): Memory {
  const shares = pids.map((pid) => field(pid, 'smaps_rollup', 'Pss'));
  const known = shares.filter((share) => share !== undefined);
  if (known.length === pids.length) return { MB: sum(known) / 1024, kind: 'PSS' };
  return { MB: sum(pids.map((pid) => field(pid, 'status', 'VmRSS') ?? residentKB(pid))) / 1024, kind: 'RSS' };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

function field(pid: number, file: string, name: string): number | undefined {
  try {
    const found = new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/${file}`, 'utf8'));
    return found === null ? undefined : Number(found[1]);
  } catch {
    return undefined;
  }
}
