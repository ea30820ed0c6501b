import { Command } from 'commander';
import { BrokenSession } from '../../kernel/trace/session.ts';
import { replay, type Replay } from '../replay.ts';
import { UserError } from '../userError.ts';
import { pathWord } from './path.ts';
import { printable } from './printable.ts';
import { openSession } from './session.ts';

export function replayCommand(): Command {
  return new Command('replay')
    .description('run the kernel again on the inputs of a session, and compare event by event')
    .argument('<session>', 'a file that --trace has written', pathWord)
    .option('--json', 'print one JSON object')
    .action(async (path: string, { json }: { json?: true }) => {
      const result = await again(path);
      const { difference, events, inputs, beyond } = result;
      if (json !== undefined) process.stdout.write(`${JSON.stringify(result)}\n`);
      else if (difference === null)
        process.stdout.write(
          `${events} events from ${inputs} inputs: no difference${beyond === 0 ? '' : `; the inputs lead ${beyond} events further`}\n`,
        );
      else {
        const told = (text: string): string => (text === '' ? 'nothing' : text);
        process.stdout.write(
          `event #${difference.seq} differs\n  recorded: ${printable(told(difference.recorded))}\n  now:      ${printable(told(difference.now))}\n`,
        );
      }
      process.exitCode = difference === null ? 0 : 1;
    });
}

/** Inputs are read while the kernel runs on them, so damage among them comes up only then. */
async function again(path: string): Promise<Replay> {
  const session = await openSession(path);
  try {
    return await replay(session);
  } catch (error) {
    if (error instanceof BrokenSession) throw new UserError(`cannot run ${path} again: ${error.message}`);
    throw error;
  }
}
