/** Sessions that benchmarks open: real runs of the real system, made once for each build and kept beside it. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDataFolder } from '../host/dataFolder.ts';
import { Kernel } from '../host/kernel.ts';
import { bundleProgram, findProgram } from '../host/programs.ts';
import { policyChoice } from '../host/workload/policy.ts';
import { readWorkload } from '../host/workload/read.ts';
import { runAlone } from '../host/workload/run.ts';

const BUILT = join(import.meta.dirname, '..', 'dist');
const FOLDER = join(BUILT, 'bench');
/** What the system does over and over: rights move, queues fill, servers crash, files are copied, and many messages go back and forth. */
const ROUND: readonly Started[] = [
  { program: 'hello' },
  { program: 'rights' },
  { program: 'full-queue' },
  { program: 'crash' },
  { program: 'copy-file', args: { in: 'in', out: 'out' } },
  { program: 'ping', args: { rounds: 4000 } },
];
const FILE_BYTES = 3_000_000;

interface Started {
  /** A bundled program's name, or a path. */
  readonly program: string;
  readonly args?: unknown;
}

/** The bundled system at work, until there are so many events. */
export function manyEvents(events: number): Promise<string> {
  return recorded(`events-${events}`, ROUND, events);
}

/** What the bundled system does with one program. */
export function runOf(name: string, program: string, args: unknown): Promise<string> {
  return recorded(name, [{ program, args }], 0);
}

/** A hundred threads that take turns of four ticks on one virtual CPU, a hundred thousand turns in all. */
export function manyTurns(): Promise<string> {
  const plan = readWorkload('turns', 'tasks: [{ name: turn, count: 100, run: [cpu 4000] }]');
  return kept('turns', async (path) => {
    const folder = mkdtempSync(join(tmpdir(), 'machlab-bench-'));
    const { schedule } = await runAlone({ data: openDataFolder(folder), plan, policy: policyChoice('none'), trace: path });
    rmSync(folder, { recursive: true, force: true });
    if (schedule === null) throw new Error('the workload did not end well');
  });
}

function recorded(name: string, round: readonly Started[], events: number): Promise<string> {
  return kept(name, (path) => record(path, round, events));
}

async function kept(name: string, make: (path: string) => Promise<void>): Promise<string> {
  const build = createHash('sha256');
  for (const file of ['kernel.mjs', 'log.mjs', 'runtime.mjs']) build.update(readFileSync(join(BUILT, file)));
  const stamp = build.digest('hex').slice(0, 12);
  mkdirSync(FOLDER, { recursive: true });
  for (const file of readdirSync(FOLDER)) if (!file.startsWith(stamp)) rmSync(join(FOLDER, file));
  const path = join(FOLDER, `${stamp}-${name}.machlab`);
  if (existsSync(path)) return path;
  await make(`${path}.part`);
  renameSync(`${path}.part`, path);
  return path;
}

async function record(path: string, round: readonly Started[], events: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'machlab-bench-'));
  const data = openDataFolder(folder);
  writeFileSync(join(data.volume, 'in'), Buffer.alloc(FILE_BYTES, 'machlab '));
  let recordedEvents = 0;
  const kernel = new Kernel({ data, title: 'a benchmark’s run', trace: path, windows: true, onEdge: ({ end }) => (recordedEvents = end) });
  try {
    await kernel.booted();
    const programs = await Promise.all(round.map(({ program }) => bundleProgram(findProgram(program))));
    for (const program of programs) kernel.handIn(program);
    do {
      for (const [i, { args = null }] of round.entries()) {
        const { process } = await kernel.run(programs[i]!.name, { arguments: args });
        const outcome = await kernel.outcome(process);
        if (outcome.what !== 'exit' || outcome.exit.code !== 0)
          throw new Error(`${round[i]!.program} did not end well: ${JSON.stringify(outcome)}`);
        if (recordedEvents >= events) break;
      }
    } while (recordedEvents < events);
  } finally {
    await kernel.shutdown();
    kernel.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
