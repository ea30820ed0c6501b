/** Words of the command line that name a moment, a task or a message of a session. */
import { InvalidArgumentError } from 'commander';
import type { Frozen } from '../../kernel/trace/state.ts';
import type { TaskState } from '../../kernel/trace/records.tasks.ts';
import { Replica } from '../../kernel/trace/replica.ts';
import { UserError } from '../userError.ts';
import { printable } from './printable.ts';
import { openSession } from './session.ts';

/** The number of an event, as it is printed or without the sign. */
export function eventNumber(text: string): number {
  return idOf(text, '#', 'the number of an event');
}

/** The number of a message: `m12` or `12`. */
export function messageNumber(text: string): number {
  return idOf(text, 'm', 'the number of a message');
}

function idOf(text: string, sign: string, what: string): number {
  const digits = text.startsWith(sign) ? text.slice(sign.length) : text;
  const value = /^\d+$/.test(digits) ? Number(digits) : -1;
  if (!Number.isSafeInteger(value) || value < 0) throw new InvalidArgumentError(`It is ${what}.`);
  return value;
}

/** A name of a task's space, as it is printed: hexadecimal with `0x`, or decimal. */
export function nameNumber(text: string): number {
  const value = /^(0x[\da-f]+|\d+)$/i.test(text) ? Number(text) : -1;
  if (value < 0 || value > 0xffff_ffff) throw new InvalidArgumentError('It is a name of a task’s space, such as 0x1003.');
  return value;
}

/** A session with its cursor after event `at`, or after its last. */
export async function openAt(path: string, at: number | undefined): Promise<Replica> {
  const { log, checkpoints } = await openSession(path);
  const replica = new Replica(log, checkpoints);
  const seq = at ?? log.end - 1;
  if (seq < log.first || seq >= log.end) throw new UserError(`${path} has no event ${seq}: it has ${log.first} to ${log.end - 1}`);
  replica.seek(seq);
  return replica;
}

/** The tasks that are called so, by number or name; all of them with `task` undefined. Those that have ended only where `ended` says so. */
export function tasksCalled(state: Frozen, seq: number, task: string | undefined, ended = false): TaskState[] {
  const all = state.tasks.sorted(({ id }) => id).filter((one) => ended || one.ended === null);
  const chosen = task === undefined ? all : all.filter(({ id, name }) => String(id) === task || name === task);
  if (chosen.length > 0) return chosen;
  if (all.length === 0) throw new UserError(`at event ${seq} there is no task`);
  const there = all.map(({ id, name }) => `${id} ${name}`).join(', ');
  throw new UserError(printable(`at event ${seq} there is no task ${task}: there are ${there}`));
}
