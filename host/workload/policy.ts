import { basename, extname } from 'node:path';
import { UserError } from '../userError.ts';

/** The policies of the scheduler service by the names that it knows them by, and what can be said about each. */
export const POLICY_OPTIONS: Readonly<Record<string, readonly string[]>> = {
  fcfs: [],
  sjf: [],
  'sjf-average': ['alpha', 'first'],
  srtf: [],
  rr: ['quantum'],
  priority: ['age'],
  'priority-preemptive': ['age'],
  mlfq: ['quantum', 'quanta', 'boost'],
  lottery: ['quantum', 'seed'],
  fair: ['latency'],
};
/** What can be said about every policy: so many threads are admitted, so many are in memory at most. */
export const LIMITS: readonly string[] = ['degree', 'resident'];
export const POLICIES: readonly string[] = Object.keys(POLICY_OPTIONS);
/** The kernel's own rule: taking turns, without anybody to ask. */
export const NO_POLICY = 'none';

const PROGRAM_ENDINGS = ['.ts', '.mts', '.js', '.mjs'];
/** The only numbers that are a list, and that are no whole ones. */
const LIST = 'quanta';
const SHARE = 'alpha';
const NUMBER_MAX = 0x3fffffff;

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
  const [name = '', numbers] = text.split(/:(.*)/s);
  const own = name === NO_POLICY ? [] : POLICY_OPTIONS[name];
  if (own === undefined)
    throw new UserError(`there is no policy ‘${name}’; there are ${[...POLICIES, NO_POLICY].join(', ')}, and program files`, 2);
  const known = name === NO_POLICY ? [] : [...own, ...LIMITS];
  const options: Record<string, number | readonly number[]> = {};
  for (const pair of numbers === undefined ? [] : numbers.split(',')) {
    const [key = '', value = ''] = pair.split(/=(.*)/s);
    if (!known.includes(key)) {
      const there = known.length === 0 ? 'it takes no numbers' : `there are ${known.join(', ')}`;
      throw new UserError(`‘${name}’ knows no ‘${key}’; ${there}`, 2);
    }
    options[key] = numberOf(key, value);
  }
  return { text, name, options, file: false };
}

function numberOf(key: string, value: string): number | readonly number[] {
  const all = value.split('/').map((one) => (/^\d+(?:\.\d+)?$/.test(one) ? Number(one) : NaN));
  if (key === LIST) {
    if (all.every(isWhole)) return all;
    throw new UserError(`‘${key}=${value}’: it is a list of whole numbers, such as ${key}=4/8/0`, 2);
  }
  const [number = NaN] = all;
  const fits = key === SHARE ? number <= 1 : isWhole(number);
  if (all.length === 1 && fits) return number;
  throw new UserError(
    `‘${key}=${value}’: it is ${key === SHARE ? 'a number from 0 to 1' : 'a whole number'}, such as ${key}=${key === SHARE ? 0.5 : 4}`,
    2,
  );
}

const isWhole = (number: number): boolean => Number.isInteger(number) && number <= NUMBER_MAX;

/** What the workload program is told of a choice that is no file. */
export const policyArguments = ({ name, options }: PolicyChoice): { readonly name: string; readonly options: object } => ({
  name: name === NO_POLICY ? '' : name,
  options,
});
