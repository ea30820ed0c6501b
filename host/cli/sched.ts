import { Command } from 'commander';
import { STREAM_ERROR } from '../../kernel/abi/interfaces/machlab.ts';
import { POLICY_DIED, POLICY_NONSENSE, POLICY_SILENT, POLICY_STALLED } from '../../kernel/abi/events.ts';
import { type ComparedRun, type Metrics, metricsOf, type Schedule, type Spread, spreadsOf } from '../../kernel/trace/schedule.ts';
import type { Plan } from '../../services/workload/plan.ts';
import { openDataFolder } from '../dataFolder.ts';
import { findWorkload, labWorkloads } from '../workload/find.ts';
import { LIMITS, NO_POLICY, POLICIES, POLICY_OPTIONS, type PolicyChoice, policyChoice } from '../workload/policy.ts';
import { runAlone } from '../workload/run.ts';
import { codeOf, kernelEnd } from './run.ts';
import { lastWords } from './lastWords.ts';
import { pathWord } from './path.ts';
import { table } from './table.ts';
import { checkWritable } from './writable.ts';

interface SchedOptions {
  readonly policy?: readonly PolicyChoice[];
  readonly json?: true;
  readonly trace?: string;
  readonly data?: string;
}

export function schedCommand(): Command {
  return new Command('sched')
    .description('run a workload under one policy or several, and compare')
    .argument('<workload>', `a workload file, or one that machlab brings: ${labWorkloads().join(', ')}`)
    .option(
      '--policy <policy>',
      `who decides; may be given several times (rr unless given)`,
      (text, before: readonly PolicyChoice[] | undefined) => [...(before ?? []), policyChoice(text)],
    )
    .option('--json', 'print one JSON object instead')
    .option('--trace <file>', 'record the session (of the first policy) to a file', pathWord)
    .option('--data <folder>', 'keep data there', pathWord)
    .addHelpText('after', HELP)
    .action(async (workload: string, options: SchedOptions) => {
      process.exitCode = await sched(workload, options);
    });
}

const HELP = `
Policies, and the numbers that each takes:
${POLICIES.map((name) => `  ${name.padEnd(20)} ${POLICY_OPTIONS[name]!.join(', ')}`.trimEnd()).join('\n')}
  ${NO_POLICY.padEnd(20)} (the kernel’s own rule: turns of four ticks)
  a file such as mine.ts: a policy of your own
Every policy but ${NO_POLICY} also takes ${LIMITS.join(' and ')}. Numbers follow a colon: rr:quantum=4,degree=3, mlfq:quanta=4/8/0.

Example: machlab sched convoy --policy fcfs --policy rr:quantum=4
`;

async function sched(given: string, options: SchedOptions): Promise<number> {
  const plan = findWorkload(given);
  if (options.trace !== undefined) checkWritable(options.trace, '--trace');
  const policies = options.policy ?? [policyChoice('rr')];
  const runs: ComparedRun[] = [];
  for (const [index, policy] of policies.entries()) {
    const outcome = await runOnce(plan, policy, options, index === 0 ? options.trace : undefined);
    if (typeof outcome === 'number') return outcome;
    for (const line of warnings(policy.text, outcome)) process.stderr.write(`${line}\n`);
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
    onPolicyExit: (exit) => process.stderr.write(lastWords(exit.name, exit)),
    onConsole: (_task, stream, text) => (stream === STREAM_ERROR ? process.stderr : process.stdout).write(text),
  });
  if (outcome.what === 'exit') process.stderr.write(lastWords('workload', outcome.exit));
  else if (outcome.what === 'kernel') process.stderr.write(`machlab: ${kernelEnd(outcome.end)}\n`);
  return schedule ?? codeOf(outcome);
}

const FELL_BACK: Readonly<Record<number, string>> = {
  [POLICY_DIED]: 'the policy’s process ended',
  [POLICY_SILENT]: 'the policy did not answer, and was ended',
  [POLICY_NONSENSE]: 'the policy answered nonsense, and was ended',
  [POLICY_STALLED]: 'the policy let nobody run, and was ended',
};

/** A line for each time that the kernel had to go on without the policy: the figures are not its own from there on. */
function warnings(policy: string, { policies }: Schedule): string[] {
  return policies.flatMap(({ tick, why }) => {
    const reason = FELL_BACK[why];
    return reason === undefined ? [] : [`machlab: ${policy}: ${reason} at tick ${tick}; from there on the kernel’s own rule held`];
  });
}

const FIGURES: readonly (readonly [string, (metrics: Metrics) => number])[] = [
  ['waiting, mean', ({ waiting }) => waiting],
  ['turnaround, mean', ({ turnaround }) => turnaround],
  ['response, mean', ({ response }) => response],
  ['CPU utilization, %', ({ utilization }) => utilization * 100],
  ['throughput per 1000 ticks', ({ throughput }) => throughput],
  ['context switches', ({ switches }) => switches],
  ['ticks', ({ ticks }) => ticks],
];

/** The figures side by side, then the threads of each run. */
function inWords(runs: readonly ComparedRun[]): string {
  const figures = FIGURES.map(([name, of]) => [name, ...runs.map(({ metrics }) => short(of(metrics)))]);
  const spreads = runs.map(({ schedule }) => spreadsOf(schedule));
  for (const name of ['response', 'turnaround', 'waiting'] as const)
    for (const part of ['most', 'median', 'least'] as const satisfies (keyof Spread)[]) {
      const after = figures.findIndex(([title]) => title === `${name}, mean`);
      figures.splice(after + 1, 0, [`${name}, ${part}`, ...spreads.map((spread) => short(spread[name][part]))]);
    }
  const all = [table([['in ticks', ...runs.map(({ policy }) => policy)], ...figures])];
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

function asJson({ policy, schedule, metrics }: ComparedRun): object {
  const { threads, segments, usage, cpus, policies, asked, unanswered } = schedule;
  return { policy, metrics, spreads: spreadsOf(schedule), cpus, policies, asked, unanswered, usage, threads, segments };
}
