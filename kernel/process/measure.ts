import { readFileSync } from 'node:fs';

/** What a process uses, as the OS counts it. */
export interface Usage {
  readonly rssKB: number;
  readonly cpuMs: number;
}

/** A clock tick of `/proc`: a hundredth of a second on every Linux there is. */
const TICK_MS = 10;

/** Undefined if there is no such process, or no `/proc` (not Linux). */
export function usageOf(pid: number): Usage | undefined {
  try {
    const rssKB = Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]);
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = Number(fields[11]) + Number(fields[12]);
    return Number.isNaN(rssKB) || Number.isNaN(ticks) ? undefined : { rssKB, cpuMs: ticks * TICK_MS };
  } catch {
    return undefined;
  }
}
