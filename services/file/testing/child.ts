import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

export interface Child {
  readonly process: ChildProcess;
  /** Resolves when the first bytes have come from its standard output, or it has ended. */
  readonly started: Promise<void>;
  /** Resolves when it has ended and all of its output is here. */
  readonly ended: Promise<{ readonly signal: NodeJS.Signals | null; readonly output: string; readonly errors: string }>;
}

/** Runs a TypeScript file of this folder in a process of its own; killed when the test ends, if it still runs. */
export function startChild(file: string, args: readonly string[]): Child {
  const child = spawn(process.execPath, [fileURLToPath(new URL(file, import.meta.url)), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {},
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const ended = once(child, 'close').then(() => ({ signal: child.signalCode, output, errors }));
  const started = Promise.race([once(child.stdout, 'data'), ended]).then(() => undefined);
  return { process: child, started, ended };
}
