/** The command line. */
import { Command, CommanderError } from 'commander';
import { version } from '../paths.ts';
import { UserError } from '../userError.ts';
import { conformanceCommand } from './conformance.ts';
import { doctorCommand } from './doctor.ts';
import { explainCommand } from './explain.ts';
import { openCommand } from './open.ts';
import { pagesCommand } from './pages.ts';
import { endWithReader } from './pipes.ts';
import { portsCommand } from './ports.ts';
import { replayCommand } from './replay.ts';
import { runCommand } from './run.ts';
import { schedCommand } from './sched.ts';
import { startCommand } from './start.ts';
import { traceCommand } from './trace.ts';
import { whyCommand } from './why.ts';

/** A wrong option or argument, as shells and their tools have it. */
const EXIT_USAGE = 2;
const EXIT_BUG = 1;

/** What is wrong with the words of a command, and what would mend it, in the form of all our errors. */
function inOneLine(text: string): string {
  const line = text
    .trim()
    .replace(/^error: /, 'machlab: ')
    .replaceAll('\n', ' ');
  const mended = / is invalid[. ]|Did you mean|^machlab: one of /.test(line);
  return `${mended ? line : `${line.replace(/\.$/, '')}; --help tells what there is`}\n`;
}

endWithReader();

const program = new Command('machlab')
  .description('A teaching laboratory around a real, small, Mach-style microkernel.')
  .version(version())
  .exitOverride()
  .configureOutput({ outputError: (text, write) => write(inOneLine(text)) })
  .showSuggestionAfterError();

const commands = [
  runCommand(),
  startCommand(),
  openCommand(),
  portsCommand(),
  replayCommand(),
  traceCommand(),
  whyCommand(),
  schedCommand(),
  pagesCommand(),
  explainCommand(),
  doctorCommand(),
  conformanceCommand(),
];
for (const command of commands) {
  program.addCommand(command.copyInheritedSettings(program));
  for (const nested of command.commands) nested.copyInheritedSettings(command);
}

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : EXIT_USAGE;
  else if (error instanceof UserError) {
    process.stderr.write(`machlab: ${error.message}\n`);
    process.exitCode = error.exitCode;
  } else {
    process.stderr.write(`machlab: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = EXIT_BUG;
  }
}
