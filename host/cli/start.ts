import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { openDataFolder } from '../dataFolder.ts';
import { rendererPath } from '../paths.ts';
import { bundleProgram, findProgram } from '../programs.ts';
import { openBrowser } from '../serve/openBrowser.ts';
import { announce } from '../serve/rendezvous.ts';
import { serve } from '../serve/server.ts';
import { SharedSystem } from '../serve/system.ts';
import { reasonOf, UserError } from '../userError.ts';
import { lastWords } from './lastWords.ts';
import { pathWord } from './path.ts';

interface StartOptions {
  readonly data?: string;
  readonly open: boolean;
  readonly port: number;
  readonly run: string;
  readonly tell?: true;
}

export function startCommand(): Command {
  return new Command('start')
    .description('boot the system, run ‘hello’ in it, tell every message, and open a window on it')
    .argument('[session]', 'a session file that the window opens first', pathWord)
    .option('--no-open', 'print the window’s address instead of opening it')
    .option('--port <number>', 'serve the window at this port of this machine', port, 0)
    .option('--run <program>', 'run this program first', 'hello')
    .option('--tell', 'go on telling every message, not only those of the first program')
    .option('--data <folder>', 'keep data there', pathWord)
    .action(start);
}

function port(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65_535) throw new InvalidArgumentError('It is a number from 0 to 65535.');
  return value;
}

async function start(file: string | undefined, options: StartOptions): Promise<void> {
  const opens = file === undefined ? null : sessionFile(file);
  const data = openDataFolder(options.data);
  rendererPath(); // a window that was not built is told before anything starts
  const program = await bundleProgram(findProgram(options.run), options.run);
  let telling = true;
  const system = new SharedSystem(
    data,
    (_task, _stream, text) => process.stdout.write(telling ? '' : text),
    (lines) => telling && process.stdout.write(lines.map((line) => `${line}\n`).join('')),
  );
  system.opens = opens;
  await system.boot();
  const secret = randomBytes(24).toString('base64url');
  const serving = await serve(system, secret, options.port).catch(async (error: unknown) => {
    await system.end();
    throw error;
  });
  const forget = announce(data, serving.port, secret);
  const outcome = await system.greet(program);
  if (outcome.what === 'exit') process.stderr.write(lastWords(program.name, outcome.exit));
  await new Promise((resolve) => setTimeout(resolve, LAST_LINES_MS));
  telling = options.tell === true;
  const link = serving.link('full');
  const opened = options.open && openBrowser(link);
  const hint =
    opened || !options.open ? '' : ' (there is nothing here that opens a browser: open it by hand, in any browser on this machine)';
  process.stdout.write(`\nThe window: ${link}${hint}\nThe link works once; machlab open gives another. Ctrl+C ends the system.\n`);
  const end = async (): Promise<void> => {
    forget();
    await serving.close();
    await system.end();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => void end());
}

/** What is in it the window finds out, and says. */
function sessionFile(path: string): { readonly name: string; readonly bytes: Uint8Array } {
  try {
    return { name: basename(path), bytes: new Uint8Array(readFileSync(path)) };
  } catch (error) {
    throw new UserError(`cannot read ${path}: ${reasonOf(error)}; name a session file, or none`);
  }
}

/** What the log thread still has to tell when a program has ended. */
const LAST_LINES_MS = 50;
