/** How a call of a case file is described: its arguments, what comes out, and what a program does to make it. */
import {
  type Code,
  KERN_INVALID_ARGUMENT,
  KERN_INVALID_CAPABILITY,
  KERN_INVALID_NAME,
  KERN_INVALID_RIGHT,
  KERN_INVALID_TASK,
  KERN_INVALID_VALUE,
  KERN_SUCCESS,
  MACH_SEND_INVALID_RIGHT,
  MACH_SEND_INVALID_TYPE,
  MIG_BAD_ID,
} from '../../abi/codes.ts';
import { machPort } from '../../abi/interfaces/mach_port.ts';
import type { Routine, Values } from '../../abi/mig.ts';
import { nameText, TYPE_DEAD_NAME, typeText } from '../../abi/rights.ts';
import { call, type CallResult, kept, ownTask, type ProgramWorld } from '../client/calls.ts';
import type { PortValue } from '../client/message.ts';
import type { Act, Agent } from '../client/threads.ts';
import type { Kind } from './values.ts';

/** The arguments of one call, resolved. */
export class Args {
  readonly #values: ReadonlyMap<string, unknown>;

  constructor(values: ReadonlyMap<string, unknown>) {
    this.#values = values;
  }

  has(key: string): boolean {
    return this.#values.has(key);
  }

  number(key: string, otherwise = 0): number {
    return (this.#values.get(key) ?? otherwise) as number;
  }

  big(key: string): bigint {
    return (this.#values.get(key) ?? 0n) as bigint;
  }

  text(key: string): string {
    return (this.#values.get(key) ?? '') as string;
  }

  flag(key: string): boolean {
    return this.#values.get(key) === true;
  }

  names(key: string): readonly number[] {
    return (this.#values.get(key) ?? []) as readonly number[];
  }
}

/** One field of `out`. */
export interface OutField {
  readonly kind: Kind<unknown>;
  /** Equality, unless given. */
  readonly matches?: (actual: unknown, expected: unknown) => boolean;
  readonly show: (value: unknown) => string;
  /** The result it looks at, when that has another name. */
  readonly of?: string;
}

export interface Outcome {
  readonly code: Code;
  /** What Mach's trap of the same name would have answered, where that is another code. */
  readonly trapCode?: Code;
  readonly results?: Readonly<Record<string, unknown>>;
  /** The kernel does not know the call. */
  readonly unsupported?: boolean;
}

/** Who makes a call. */
export interface Caller {
  readonly agent: Agent;
  /** The caller's task port, where the trap would not give it any more; 0 while it does. */
  readonly taskPort: number;
}

export interface CallSpec {
  readonly args: Readonly<Record<string, Kind<unknown>>>;
  readonly optional?: Readonly<Record<string, Kind<unknown>>>;
  readonly outs?: Readonly<Record<string, OutField>>;
  /** The result that `bind` keeps. */
  readonly bind?: string;
  run(caller: Caller, args: Args): Act<Outcome>;
}

export const showNumber = (value: unknown): string => String(value);
export const showName = (value: unknown): string => nameText(value as number);
export const showNames = (value: unknown): string => `[${(value as readonly number[]).map(nameText).join(', ')}]`;
export const showType = (value: unknown): string => typeText(value as number);

/** The task port that a call is made on. */
export function* targetOf(caller: Caller, args: Args): Act<PortValue> {
  if (args.has('target')) return kept(args.number('target'));
  return caller.taskPort === 0 ? yield* ownTask() : kept(caller.taskPort);
}

/** A call on a task port. `right`: the argument whose right travels in the request, for what the trap would say of a bad one. */
export function* callOnTask<R extends Routine>(
  caller: Caller,
  args: Args,
  routine: R,
  values: Values<R['in'], ProgramWorld>,
  results: (outs: Values<R['out'], ProgramWorld>) => Readonly<Record<string, unknown>> = (outs) => outs,
  right?: string,
): Act<Outcome> {
  const answer = yield* call(caller.agent, yield* targetOf(caller, args), routine, values);
  const outcome = outcomeOf(routine, answer, results);
  if (outcome.code !== MACH_SEND_INVALID_RIGHT || right === undefined) return outcome;
  return { ...outcome, trapCode: yield* rightFault(caller, args.number(right)) };
}

/** What came of a call on any kernel port. */
export function outcomeOf<R extends Routine>(
  routine: R,
  { code, outs, ofMessage }: CallResult<R>,
  results: (outs: Values<R['out'], ProgramWorld>) => Readonly<Record<string, unknown>> = (all) => all,
): Outcome {
  if (code === KERN_SUCCESS && outs !== undefined) return { code, results: results(outs) };
  if (ofMessage && code === MACH_SEND_INVALID_TYPE && routine.subsystem === 'mach_port') return { code, trapCode: KERN_INVALID_VALUE };
  if (code !== MIG_BAD_ID) return { code };
  const wrongObject = routine.subsystem === 'mach_port' ? KERN_INVALID_TASK : KERN_INVALID_ARGUMENT;
  return { code, trapCode: wrongObject, unsupported: true };
}

/** What the trap says of a port argument that could not be copied in. */
function* rightFault(caller: Caller, name: number): Act<Code> {
  const { agent } = caller;
  const own = caller.taskPort === 0 ? yield* ownTask() : kept(caller.taskPort);
  const about = yield* call(agent, own, machPort.mach_port_type, { name });
  if (about.outs === undefined) return KERN_INVALID_NAME;
  return (about.outs.type & TYPE_DEAD_NAME) !== 0 ? KERN_INVALID_CAPABILITY : KERN_INVALID_RIGHT;
}
