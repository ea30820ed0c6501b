/**
 * A kernel process that starts tasks and then waits, to be killed or looked at.
 * Usage: node kernel REQUEST.json; prints the tasks' pids and what they trapped as one line of JSON.
 */
import { readFileSync } from 'node:fs';
import { keepDescriptorsToOurselves } from '../../../kernel/process/descriptors.ts';
import { takeIoUringAway } from '../../../kernel/process/ioUring.ts';
import { TASK_PROFILES } from '../../../kernel/process/profiles.ts';
import { runTask } from './taskRun.fixture.ts';

export interface KernelRequest {
  readonly runtime: string;
  readonly programs: readonly string[];
  /** Whether descriptors that the process was born with are kept from the tasks. */
  readonly keepDescriptors: boolean;
}

export interface KernelAnswer {
  readonly pids: readonly number[];
  readonly told: readonly string[];
}

const request = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as KernelRequest;
takeIoUringAway();
if (request.keepDescriptors) keepDescriptorsToOurselves();
const pids: number[] = [];
const told: string[] = [];
for (const program of request.programs) {
  const run = await runTask({ runtime: Buffer.from(request.runtime), program, profile: TASK_PROFILES.program });
  pids.push(run.process.pid ?? 0);
  told.push((await run.nextTrap())?.toString('utf8') ?? '');
}
process.stdout.write(`${JSON.stringify({ pids, told } satisfies KernelAnswer)}\n`);
setInterval(() => undefined, 60_000);
