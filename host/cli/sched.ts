import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { STREAM_ERROR } from '../../kernel/abi/interfaces/machlab.ts';
import { type Metrics, metricsOf, type Schedule, scheduleOf } from '../../kernel/trace/schedule.ts';
import { readSession } from '../../kernel/trace/session.ts';
import type { Plan } from '../../services/workload/plan.ts';
import { openDataFolder } from '../dataFolder.ts';
import { Kernel } from '../kernel.ts';
import { ROOT } from '../paths.ts';
import { bundleProgram } from '../programs.ts';
import { reasonOf, UserError } from '../userError.ts';
import { readWorkload } from '../workload/read.ts';
import { codeOf, kernelEnd } from './run.ts';
import { table } from './table.ts';

interface SchedOptions {
  readonly policy: readonly PolicyChoice[];
  readonly json?: true;
  readonly trace?: string;
  readonly data?: string;
}

/** A policy of the scheduler service with its numbers, or a file of one's own. */
interface PolicyChoice {
  readonly text: string;
  readonly name: string;
  readonly options: Readonly<Record<string, number | readonly number[]>>;
  readonly file: boolean;
}

const WORKLOADS = join(ROOT, 'labs', 'workloads');
const PROGRAM_ENDINGS = ['.ts', '.mts', '.js', '.mjs'];
/** The kernel's own rule: taking turns, without anybody to ask. */
const NO_POLICY = 'none';

export function schedCommand(): Command {
  return new Command('sched')
    .description('run a workload under one policy or several, and compare')
    .argument('<workload>', 'a workload file, or the name of one that machlab brings')
    .option(
      '--policy <policy>',
      'fcfs, sjf, sjf-average, srtf, rr, priority, priority-preemptive, mlfq, lottery, fair, none, or a program file; with numbers: rr:quantum=4,degree=3',
      choice,
      [] as PolicyChoice[],
    )
    .option('--json', 'print one JSON object instead')
    .option('--trace <file>', 'record the session (of the first policy) to a file')
    .option('--data <folder>', 'keep data there')
    .action(async (workload: string, options: SchedOptions) => {
      process.exitCode = await sched(workload, options);
    });
}

function choice(text: string, before: PolicyChoice[]): PolicyChoice[] {
  if (PROGRAM_ENDINGS.includes(extname(text))) return [...before, { text, name: basename(text, extname(text)), options: {}, file: true }];
  const [name = '', numbers = ''] = text.split(/:(.*)/s);
  const options: Record<string, number | readonly number[]> = {};
  for (const pair of numbers === '' ? [] : numbers.split(',')) {
    const [key = '', value = ''] = pair.split('=');
    const all = value.split('/').map(Number);
    if (key === '' || value === '' || all.some((number) => !Number.isFinite(number)))
      throw new InvalidArgumentError(`‘${pair}’ should be name=number.`);
    options[key] = all.length > 1 ? all : all[0]!;
  }
  return [...before, { text, name, options, file: false }];
}

interface Run {
  readonly policy: string;
  readonly schedule: Schedule;
  readonly metrics: Metrics;
}

async function sched(given: string, options: SchedOptions): Promise<number> {
  const plan = readPlan(given);
  const policies = options.policy.length > 0 ? options.policy : choice('rr', []);
  const runs: Run[] = [];
  for (const [index, policy] of policies.entries()) {
    const outcome = await runOnce(plan, policy, options, index === 0 ? options.trace : undefined);
    if (typeof outcome === 'number') return outcome;
    runs.push({ policy: policy.text, schedule: outcome, metrics: metricsOf(outcome) });
  }
  process.stdout.write(options.json === undefined ? inWords(runs) : `${JSON.stringify({ workload: given, runs: runs.map(asJson) })}\n`);
  return 0;
}

function readPlan(given: string): Plan {
  const own = existsSync(WORKLOADS) ? readdirSync(WORKLOADS).find((file) => basename(file, extname(file)) === given) : undefined;
  const path = own === undefined || existsSync(given) ? given : join(WORKLOADS, own);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new UserError(`cannot read ${given}: ${reasonOf(error)}`);
  }
  return readWorkload(given, text);
}

/** One run on a kernel of its own. Returns: what its events say; or an exit code, when it failed and has said why. */
async function runOnce(plan: Plan, policy: PolicyChoice, options: SchedOptions, trace: string | undefined): Promise<Schedule | number> {
  const folder = mkdtempSync(join(tmpdir(), 'machlab-sched-'));
  const file = trace ?? join(folder, 'session');
  try {
    const own = policy.file ? await bundleProgram(policy.text) : undefined;
    const kernel = new Kernel({
      data: openDataFolder(options.data),
      title: `sched ${policy.text}`,
      trace: file,
      onConsole: (_task, stream, text) => (stream === STREAM_ERROR ? process.stderr : process.stdout).write(text),
    });
    await kernel.booted();
    if (own !== undefined) {
      kernel.handIn(own);
      await kernel.run(own.name, { profile: 'plug-in', privileged: true, spawner: false });
    }
    const chosen = policy.file ? null : { name: policy.name === NO_POLICY ? '' : policy.name, options: policy.options };
    const { process: id } = await kernel.run('workload', { arguments: { plan, policy: chosen }, privileged: true, spawner: false });
    const outcome = await kernel.outcome(id);
    if (outcome.what === 'exit') process.stderr.write(outcome.exit.stderr);
    else if (outcome.what === 'kernel') process.stderr.write(`machlab: ${kernelEnd(outcome.end)}\n`);
    if (outcome.what !== 'kernel') await kernel.shutdown();
    const code = codeOf(outcome);
    if (code !== 0) return code;
    const { log, problem } = await readSession(readFileSync(file));
    if (problem !== null) throw new UserError(`the session of ${policy.text} is not whole: ${problem}`);
    return scheduleOf(log);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const FIGURES: readonly (readonly [string, (metrics: Metrics) => number])[] = [
  ['mean waiting, ticks', ({ waiting }) => waiting],
  ['mean turnaround, ticks', ({ turnaround }) => turnaround],
  ['mean response, ticks', ({ response }) => response],
  ['CPU utilization, %', ({ utilization }) => utilization * 100],
  ['throughput per 1000 ticks', ({ throughput }) => throughput],
  ['context switches', ({ switches }) => switches],
  ['ticks', ({ ticks }) => ticks],
];

/** The figures side by side, then the threads of each run. */
function inWords(runs: readonly Run[]): string {
  const figures = FIGURES.map(([name, of]) => [name, ...runs.map(({ metrics }) => short(of(metrics)))]);
  const all = [table([['', ...runs.map(({ policy }) => policy)], ...figures])];
  for (const { policy, schedule } of runs) {
    const rows = schedule.threads.map(({ name, arrival, cpu, ready, admission, waiting, firstRun, end }) =>
      [name, arrival, cpu, ready + admission, waiting, firstRun - arrival, end - arrival, end].map(String),
    );
    all.push(`\n${policy}\n`, table([['task', 'arrival', 'cpu', 'ready', 'waits', 'response', 'turnaround', 'end'], ...rows]));
  }
  return all.join('');
}

function short(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(2);
}

function asJson({ policy, schedule, metrics }: Run): object {
  const { threads, segments, usage, cpus, asked, unanswered } = schedule;
  return { policy, metrics, cpus, asked, unanswered, usage, threads, segments };
}
