import { makeAttempt, type Outcome, type Targets } from './attempt.ts';
import { ATTEMPTS } from './attempts.list.ts';
import { mainTask, mainThread, programArguments, trap } from '../task.ts';

/** What the program is asked to do. */
export interface Request {
  readonly targets: Targets;
  /** One attempt by its name; without it all that leave the process alive. */
  readonly only?: string;
}

/** Makes the attempts from inside a task and tells their outcomes by a trap, as JSON. */
export async function main(): Promise<void> {
  const { targets, only } = programArguments() as Request;
  const chosen = ATTEMPTS.filter(({ name, alone }) => (only === undefined ? alone !== true : name === only));
  const outcomes: Outcome[] = [];
  for (const attempt of chosen) outcomes.push(await makeAttempt(attempt, targets));
  await trap(mainTask(), mainThread(), Buffer.from(JSON.stringify(outcomes)));
  process.exit(0);
}
