/**
 * A kernel process for one run of the suite. It becomes the user it is told, takes io_uring away as the real one does, sets the
 * targets up, and has a task make the attempts: those that may end their process each in one of their own.
 * Usage: node runner REQUEST.json; answers with JSON on stdout.
 */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { checkProcess, deniedLayers, type ProcessCheck } from '../../../kernel/process/check.ts';
import { keepDescriptorsToOurselves } from '../../../kernel/process/descriptors.ts';
import { takeIoUringAway } from '../../../kernel/process/ioUring.ts';
import { TASK_PROFILES, type TaskProfileName } from '../../../kernel/process/profiles.ts';
import type { SandboxReport } from '../../../kernel/abi/sandbox.ts';
import type { Outcome, Targets } from './attempt.ts';
import type { Bundles } from './bundles.fixture.ts';
import { makeTargets } from './targets.fixture.ts';
import { runTask, type TaskRun } from './taskRun.fixture.ts';

/** Locked as in the product; the same without Node's permissions; not locked at all. */
export type Variant = 'locked' | 'os alone' | 'control';

export interface RunnerRequest {
  readonly bundles: Bundles;
  readonly variant: Variant;
  /** The user to become first, or null. */
  readonly user: number | null;
  readonly profile: TaskProfileName;
  readonly folder?: string;
  /** Names of the attempts that need a process of their own. */
  readonly alone: readonly string[];
}

export interface RunnerAnswer {
  readonly user: number;
  readonly report: SandboxReport;
  readonly check: ProcessCheck | null;
  readonly denied: number;
  /** The task's process has an io_uring; null: could not be looked at. */
  readonly hasRing: boolean | null;
  /** The runner itself is under a filter or lacks rights of its user, so that a control run shows less. */
  readonly confined: boolean;
  readonly outcomes: readonly Outcome[];
}

async function main(): Promise<RunnerAnswer> {
  const request = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as RunnerRequest;
  if (request.user !== null) {
    process.setgroups?.([]);
    process.setgid?.(request.user);
    process.setuid?.(request.user);
  }
  const confined = isConfined();
  if (request.variant !== 'control') {
    takeIoUringAway();
    keepDescriptorsToOurselves();
  }
  const { targets, remove } = await makeTargets();
  try {
    const start = (only?: string): Promise<TaskRun> => startAttempts(request, targets, only);
    const all = await start();
    const check = await checkProcess(all.process.pid ?? 0);
    const hasRing = ringOf(all.process.pid ?? 0);
    const outcomes = await outcomesOf(all);
    for (const name of request.alone) outcomes.push(...(await outcomesOf(await start(name), name)));
    return {
      user: process.getuid?.() ?? -1,
      report: all.report,
      check: check ?? null,
      denied: check === undefined ? 0 : deniedLayers(all.report, check),
      hasRing,
      confined,
      outcomes,
    };
  } finally {
    remove();
  }
}

function startAttempts({ bundles, variant, profile, folder }: RunnerRequest, targets: Targets, only?: string): Promise<TaskRun> {
  return runTask({
    runtime: Buffer.from(variant === 'control' ? bundles.unlocked : bundles.runtime),
    program: bundles.attempts,
    arguments: { targets, only },
    profile: TASK_PROFILES[profile],
    ...(folder === undefined ? {} : { folder }),
    nodePermissions: variant === 'locked',
  });
}

async function outcomesOf(run: TaskRun, name?: string): Promise<Outcome[]> {
  const told = await run.nextTrap();
  const { code, signal, stderr } = await run.exit;
  if (told !== undefined) return JSON.parse(told.toString('utf8')) as Outcome[];
  if (name === undefined) throw new Error(`the attempts ended by ${signal ?? code}: ${stderr}`);
  return [outcomeOfEnd(name, code, signal, stderr)];
}

/** An attempt whose process ended before it could tell. */
function outcomeOfEnd(name: string, code: number | null, signal: string | null, stderr: string): Outcome {
  const detail = `ended by ${signal ?? `exit code ${code}`}`;
  if (code === 0) return { name, result: 'went through', detail };
  if (/ERR_ACCESS_DENIED|access to this API has been restricted/i.test(stderr))
    return { name, result: 'refused', by: 'Node permissions', detail };
  if (/EPERM|operation not permitted/i.test(stderr)) return { name, result: 'refused', by: 'seccomp', detail };
  if (/out of memory|allocation failed|\bOOM\b/i.test(stderr)) return { name, result: 'refused', by: 'memory limit', detail };
  // Node gives up where it must have a thread and cannot get one.
  if (signal === 'SIGABRT') return { name, result: 'refused', by: 'seccomp', detail };
  return { name, result: 'failed', detail: `${detail}: ${stderr.trim().split('\n')[0] ?? ''}` };
}

function isConfined(): boolean {
  const status = readFileSync('/proc/self/status', 'latin1');
  const isRoot = process.getuid?.() === 0;
  const bounding = /^CapBnd:\s+([0-9a-f]+)$/m.exec(status)?.[1] ?? '';
  const sysAdmin = 1n << 21n;
  return !/^Seccomp:\s+0$/m.test(status) || (isRoot && (BigInt(`0x${bounding}`) & sysAdmin) === 0n);
}

/** Only the superuser may look at the descriptors of a process that is not dumpable. */
function ringOf(pid: number): boolean | null {
  try {
    const folder = `/proc/${pid}/fd`;
    return readdirSync(folder).some((descriptor) => readlinkSync(`${folder}/${descriptor}`).includes('io_uring'));
  } catch {
    return null;
  }
}

process.stdout.write(JSON.stringify(await main()), () => process.exit(0));
