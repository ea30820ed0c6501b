import { readFileSync } from 'node:fs';
import { BrokenSession, readSession, type Session } from '../../kernel/trace/session.ts';
import { printable } from './printable.ts';
import { reasonOf, UserError } from '../userError.ts';

/** Opens a session file that has events. What is wrong with one that is not whole goes to standard error; the rest is used. */
export async function openSession(path: string): Promise<Session> {
  let file: Uint8Array;
  try {
    file = readFileSync(path);
  } catch (error) {
    throw new UserError(`cannot read ${path}: ${reasonOf(error)}; name a session that machlab run --trace FILE has written`);
  }
  try {
    const session = await readSession(file);
    const { problem, log } = session;
    if (problem !== null && log.end === log.first) throw new UserError(printable(`cannot open ${path}: ${problem}`));
    if (problem !== null) process.stderr.write(printable(`machlab: ${path}: ${problem}\n`));
    return session;
  } catch (error) {
    if (error instanceof BrokenSession) throw new UserError(printable(`cannot open ${path}: ${error.message}`));
    throw error;
  }
}
