import { basename, extname } from 'node:path';
import { UserError } from '../userError.ts';

/** The policies of the scheduler service, by the names that it knows them by. */
export const POLICIES = ['fcfs', 'sjf', 'sjf-average', 'srtf', 'rr', 'priority', 'priority-preemptive', 'mlfq', 'lottery', 'fair'] as const;
/** The kernel's own rule: taking turns, without anybody to ask. */
export const NO_POLICY = 'none';

const PROGRAM_ENDINGS = ['.ts', '.mts', '.js', '.mjs'];

/** A policy of the scheduler service with its numbers, or a program file of one's own. */
export interface PolicyChoice {
  readonly text: string;
  readonly name: string;
  readonly options: Readonly<Record<string, number | readonly number[]>>;
  readonly file: boolean;
}

/** Reads `rr`, `rr:quantum=4,degree=3`, or the path of a program. Throws a `UserError` for what is none of these. */
export function policyChoice(text: string): PolicyChoice {
  if (PROGRAM_ENDINGS.includes(extname(text))) return { text, name: basename(text, extname(text)), options: {}, file: true };
  const [name = '', numbers = ''] = text.split(/:(.*)/s);
  if (name !== NO_POLICY && !(POLICIES as readonly string[]).includes(name))
    throw new UserError(`there is no policy ‘${name}’; there are ${[...POLICIES, NO_POLICY].join(', ')}, and program files`, 2);
  const options: Record<string, number | readonly number[]> = {};
  for (const pair of numbers === '' ? [] : numbers.split(',')) {
    const [key = '', value = ''] = pair.split('=');
    const all = value.split('/').map(Number);
    if (key === '' || value === '' || all.some((number) => !Number.isFinite(number)))
      throw new UserError(`‘${pair}’ should be name=number`, 2);
    options[key] = all.length > 1 ? all : all[0]!;
  }
  return { text, name, options, file: false };
}

/** What the workload program is told of a choice that is no file. */
export const policyArguments = ({ name, options }: PolicyChoice): { readonly name: string; readonly options: object } => ({
  name: name === NO_POLICY ? '' : name,
  options,
});
