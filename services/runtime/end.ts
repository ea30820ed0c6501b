import { flushTask } from './task.ts';

/** How long what is still to be said may take once a program has asked for its end. */
const FLUSH_PATIENCE_MS = 1000;
/** What Node itself answers when a top-level await can never be settled. */
const EXIT_NEVER_SETTLED = 13;

const exitNow = process.exit.bind(process);

/** Unwinds the stack of a program that called `process.exit`, and means nothing else. */
class ProgramExit extends Error {}

let ending = false;

/** Says what is still to be said, then ends the process. */
function end(code: number): void {
  if (ending) return;
  ending = true;
  const exit = (): never => exitNow(code);
  setTimeout(exit, FLUSH_PATIENCE_MS);
  void flushTask().then(exit, exit);
}

const exitCodeOf = (code: unknown): number => Number(code ?? process.exitCode ?? 0) & 0xff;

/**
 * A program ends when nothing is left to wait for, by `process.exit`, or by an error that nobody caught: the error goes to stderr,
 * with positions in the program's own files, and the exit code is 1.
 */
export function endWithProgram(program: Promise<void>): void {
  process.exit = (code?: number | string | null): never => {
    end(exitCodeOf(code));
    throw new ProgramExit('the program asked for its end');
  };
  const fail = (error: unknown): void => {
    if (error instanceof ProgramExit || ending) return;
    process.stderr.write(`${describeError(error)}\n`);
    end(1);
  };
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);

  let settled = false;
  const finish = async (): Promise<void> => {
    try {
      await program;
      settled = true;
    } catch (error) {
      fail(error);
    }
  };
  void finish();
  process.on('beforeExit', () => {
    if (!settled && !ending) process.stderr.write('The program waits for something that nobody can bring about any more.\n');
    end(settled ? exitCodeOf(undefined) : EXIT_NEVER_SETTLED);
  });
}

/** Lines of a stack trace that are not the program's. */
const FOREIGN_FRAMES = [/machlab:\/\/\/runtime\.mjs/, /machlab:\/\/\/(?:[^)]*\/)?services\/runtime\//, /\(?node:/];

/** An error as a person wants to read it: what, then where, in the program's own files, without the runtime's frames. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return `Uncaught: ${String(error)}`;
  const stack = error.stack ?? `${error.name}: ${error.message}`;
  const lines = stack.split('\n');
  const isFrame = (line: string): boolean => /^\s+at /.test(line);
  const own = lines.filter((line) => !isFrame(line) || !FOREIGN_FRAMES.some((frame) => frame.test(line)));
  return (own.some(isFrame) ? own : lines)
    .map((line) => line.replaceAll(/machlab:\/\/\/([^\s:)]+)/g, (_, path: string) => readable(path)))
    .join('\n');
}

/** Stack traces spell paths as addresses do. */
function readable(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}
