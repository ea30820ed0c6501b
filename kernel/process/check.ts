import { readdir, readFile } from 'node:fs/promises';
import { LAYER_NO_NEW_PRIVS, LAYER_SECCOMP, LAYER_UNPRIVILEGED, type SandboxReport } from '../abi/sandbox.ts';

/** What the operating system says of a process, which no process can colour. */
export interface ProcessCheck {
  /** Every thread is under a seccomp filter of its own, besides what it inherited from this process. */
  readonly filtered: boolean;
  /** No thread can gain privileges. */
  readonly noNewPrivs: boolean;
  /** No thread is the superuser or has a capability. */
  readonly unprivileged: boolean;
  readonly threads: number;
}

/** Resident memory of a process as the OS counts it. */
export interface ProcessMemory {
  readonly residentBytes: number;
}

const field = (status: string, name: string): string | undefined => new RegExp(`^${name}:\\s+(.*)$`, 'm').exec(status)?.[1];

/** Reads `/proc`. Undefined if there is no such process, or no such file system (not Linux). */
export async function checkProcess(pid: number): Promise<ProcessCheck | undefined> {
  try {
    const inherited = filtersOf(await readFile('/proc/self/status', 'latin1'));
    const threads = await readdir(`/proc/${pid}/task`);
    const statuses = await Promise.all(threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/status`, 'latin1')));
    return {
      filtered: statuses.every((status) => field(status, 'Seccomp') === '2' && !(filtersOf(status) <= inherited)),
      noNewPrivs: statuses.every((status) => field(status, 'NoNewPrivs') === '1'),
      unprivileged: statuses.every(isUnprivileged),
      threads: threads.length,
    };
  } catch {
    return undefined;
  }
}

/** Filters on a thread. Kernels before 5.10 do not count them; then one that inherits looks like one of its own. */
const filtersOf = (status: string): number => Number(field(status, 'Seccomp_filters') ?? Number.NaN);

function isUnprivileged(status: string): boolean {
  const users = field(status, 'Uid')?.split(/\s+/);
  return (
    users !== undefined && !users.includes('0') && /^0+$/.test(field(status, 'CapEff') ?? '') && /^0+$/.test(field(status, 'CapPrm') ?? '')
  );
}

/** The layers that a process claims and the OS denies; 0: its report holds as far as it can be checked. */
export function deniedLayers(report: SandboxReport, check: ProcessCheck): number {
  let denied = 0;
  if (!check.filtered) denied |= LAYER_SECCOMP;
  if (!check.noNewPrivs) denied |= LAYER_NO_NEW_PRIVS;
  if (!check.unprivileged) denied |= LAYER_UNPRIVILEGED;
  return denied & report.layers;
}

/** Undefined as for `checkProcess`. */
export async function measureMemory(pid: number): Promise<ProcessMemory | undefined> {
  try {
    const kibibytes = Number.parseInt(field(await readFile(`/proc/${pid}/status`, 'latin1'), 'VmRSS') ?? '', 10);
    return Number.isNaN(kibibytes) ? undefined : { residentBytes: kibibytes * 1024 };
  } catch {
    return undefined;
  }
}
