import { Command } from 'commander';
import { STREAM_ERROR } from '../../kernel/abi/interfaces/machlab.ts';
import { type Metrics, metricsOf, type Schedule } from '../../kernel/trace/schedule.ts';
import type { Plan } from '../../services/workload/plan.ts';
import { openDataFolder } from '../dataFolder.ts';
import { findWorkload } from '../workload/find.ts';
import { NO_POLICY, POLICIES, type PolicyChoice, policyChoice } from '../workload/policy.ts';
import { runAlone } from '../workload/run.ts';
import { codeOf, kernelEnd } from './run.ts';
import { table } from './table.ts';

interface SchedOptions {
  readonly policy: readonly PolicyChoice[];
  readonly json?: true;
  readonly trace?: string;
  readonly data?: string;
}

export function schedCommand(): Command {
  return new Command('sched')
    .description('run a workload under one policy or several, and compare')
    .argument('<workload>', 'a workload file, or the name of one that machlab brings')
    .option(
      '--policy <policy>',
      `${[...POLICIES, NO_POLICY].join(', ')}, or a program file; with numbers: rr:quantum=4,degree=3`,
      (text, before: PolicyChoice[]) => [...before, policyChoice(text)],
      [] as PolicyChoice[],
    )
    .option('--json', 'print one JSON object instead')
    .option('--trace <file>', 'record the session (of the first policy) to a file')
    .option('--data <folder>', 'keep data there')
    .action(async (workload: string, options: SchedOptions) => {
      process.exitCode = await sched(workload, options);
    });
}

interface Run {
  readonly policy: string;
  readonly schedule: Schedule;
  readonly metrics: Metrics;
}

async function sched(given: string, options: SchedOptions): Promise<number> {
  const plan = findWorkload(given);
  const policies = options.policy.length > 0 ? options.policy : [policyChoice('rr')];
  const runs: Run[] = [];
  for (const [index, policy] of policies.entries()) {
    const outcome = await runOnce(plan, policy, options, index === 0 ? options.trace : undefined);
    if (typeof outcome === 'number') return outcome;
    runs.push({ policy: policy.text, schedule: outcome, metrics: metricsOf(outcome) });
  }
  process.stdout.write(options.json === undefined ? inWords(runs) : `${JSON.stringify({ workload: given, runs: runs.map(asJson) })}\n`);
  return 0;
}

/** One run on a kernel of its own. Returns: what its events say; or an exit code, when it failed and has said why. */
async function runOnce(plan: Plan, policy: PolicyChoice, options: SchedOptions, trace: string | undefined): Promise<Schedule | number> {
  const { outcome, schedule } = await runAlone({
    data: openDataFolder(options.data),
    plan,
    policy,
    trace,
    onConsole: (_task, stream, text) => (stream === STREAM_ERROR ? process.stderr : process.stdout).write(text),
  });
  if (outcome.what === 'exit') process.stderr.write(outcome.exit.stderr);
  else if (outcome.what === 'kernel') process.stderr.write(`machlab: ${kernelEnd(outcome.end)}\n`);
  return schedule ?? codeOf(outcome);
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
