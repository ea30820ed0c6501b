import { Command, InvalidArgumentError } from 'commander';
import { UserError } from '../userError.ts';
import { openDataFolder } from '../dataFolder.ts';
import { Kernel, type Outcome } from '../kernel.ts';
import type { KernelEnd } from '../log/messages.ts';
import { bundleProgram, findProgram } from '../programs.ts';
import { STREAM_ERROR } from '../../kernel/abi/interfaces/machlab.ts';
import { codeOfSignal, EXIT_KERNEL, EXIT_TIMEOUT } from './exitCodes.ts';
import { handIn, type HandedFiles, takeOut } from './handedFiles.ts';
import { lastWords } from './lastWords.ts';
import { pathWord } from './path.ts';
import { table } from './table.ts';
import { checkWritable } from './writable.ts';

interface RunOptions {
  readonly json?: true;
  readonly trace?: string;
  readonly timeout?: number;
  readonly ps?: true;
  readonly in?: string;
  readonly out?: string;
  readonly data?: string;
}

export function runCommand(): Command {
  return new Command('run')
    .description('run a TypeScript or JavaScript program in a sandboxed task; print what it prints, end as it ends')
    .argument('<program>', 'a file, or the name of a program that machlab brings')
    .argument('[words...]', 'what the program is told: its ‘args’, after --')
    .option('--json', 'print one JSON object about the run instead')
    .option('--trace <file>', 'record the session to a file', pathWord)
    .option('--timeout <seconds>', 'end it after so many seconds, with code 124', seconds)
    .option('--ps', 'list the processes on standard error when it has ended')
    .option('--in <file>', 'put a copy of a file on the volume; the program’s arguments name it', pathWord)
    .option('--out <file>', 'take a file off the volume that the program has written', pathWord)
    .option('--data <folder>', 'keep data there', pathWord)
    .action(async (program: string, words: string[], options: RunOptions) => {
      process.exitCode = await run(program, words, options);
    });
}

function seconds(text: string): number {
  const value = Number(text);
  if (!(value > 0) || !Number.isFinite(value)) throw new InvalidArgumentError('It is a number of seconds above 0.');
  return value;
}

interface Interrupted {
  readonly what: 'interrupted';
  readonly signal: 'SIGINT' | 'SIGTERM';
}

interface Printed {
  stdout: string;
  stderr: string;
}

/** Resolves when somebody wants us to end: the session is still closed in good order. */
function interruption(): Promise<Interrupted> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve({ what: 'interrupted', signal }));
  });
}

async function run(given: string, words: readonly string[], options: RunOptions): Promise<number> {
  const path = findProgram(given);
  const data = openDataFolder(options.data);
  if (options.trace !== undefined) checkWritable(options.trace, '--trace');
  if (options.out !== undefined) checkWritable(options.out, '--out');
  const printed: Printed = { stdout: '', stderr: '' };
  const print = (isError: boolean, text: string): void => {
    if (options.json === undefined) (isError ? process.stderr : process.stdout).write(text);
    else printed[isError ? 'stderr' : 'stdout'] += text;
  };
  const program = await bundleProgram(path, given);
  const handed = handIn(data.volume, options);
  const kernel = new Kernel({
    data,
    title: given,
    trace: options.trace,
    onConsole: (_task, stream, text) => print(stream === STREAM_ERROR, text),
  });
  await kernel.booted();
  kernel.handIn(program);
  const { process: id } = await kernel.run(program.name, { arguments: argumentsOf(words, handed) });
  const interrupted = interruption();
  const outcome = await Promise.race([kernel.outcome(id, options.timeout === undefined ? undefined : options.timeout * 1000), interrupted]);
  if (outcome.what === 'timeout') print(true, `machlab: ${given} was ended after ${options.timeout} s\n`);
  else if (outcome.what === 'exit') print(true, lastWords(program.name, outcome.exit));
  else if (outcome.what === 'kernel') print(true, `machlab: ${kernelEnd(outcome.end)}\n`);
  const processes = [...kernel.processes.values()].map(({ pid, name, task }) => ({ pid, task, name }));
  const end = outcome.what === 'kernel' ? outcome.end : await kernel.shutdown();
  if (end.traceProblem !== '') throw new UserError(`cannot write ${options.trace}: ${end.traceProblem}; name another file with --trace`);
  await takeOut(data.volume, options);
  const code = codeOf(outcome);
  if (options.ps !== undefined) {
    const rows = [{ pid: kernel.pid, task: 0, name: 'kernel' }, ...processes].map(({ pid, task, name }) => [`${pid}`, `${task}`, name]);
    process.stderr.write(table([['PID', 'TASK', 'NAME'], ...rows]));
  }
  if (options.json !== undefined) {
    const signal = outcome.what === 'exit' && outcome.exit.signal !== '' ? outcome.exit.signal : null;
    const about = { program: given, code, signal, timedOut: outcome.what === 'timeout', ...printed, kernelPid: kernel.pid, processes };
    process.stdout.write(`${JSON.stringify({ ...about, events: end.events, trace: options.trace ?? null })}\n`);
  }
  return code;
}

/** The program's `args`: its words; with files handed in or out an object that has them besides; null without either. */
function argumentsOf(words: readonly string[], handed: HandedFiles | null): unknown {
  if (handed === null) return words.length === 0 ? null : words;
  return words.length === 0 ? handed : { ...handed, words };
}

/** The code that machlab ends with. */
export function codeOf(outcome: Outcome | Interrupted): number {
  if (outcome.what === 'interrupted') return codeOfSignal(outcome.signal);
  if (outcome.what === 'timeout') return EXIT_TIMEOUT;
  if (outcome.what === 'kernel') return EXIT_KERNEL;
  return outcome.exit.signal === '' ? outcome.exit.code : codeOfSignal(outcome.exit.signal);
}

export function kernelEnd({ code, signal, panic, stderr }: KernelEnd): string {
  if (panic !== '') return `the kernel panicked: ${[panic, stderr.trim()].filter((text) => text !== '').join('\n')}`;
  return `the kernel process ended ${signal === null ? `with code ${code}` : `by ${signal}`}${stderr === '' ? '' : `: ${stderr.trim()}`}`;
}
