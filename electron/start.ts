/** `npm start`: the desktop edition where Electron is there and its sandbox can start, else the browser edition, and in one line why. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromiumSandbox, type ChromiumSandbox } from '../host/chromiumSandbox.ts';

export type Choice = { readonly edition: 'desktop'; readonly electron: string } | { readonly edition: 'browser'; readonly why: string };

export interface Surroundings {
  /** Electron's program; undefined: it was never fetched. */
  readonly electron: string | undefined;
  readonly sandbox: ChromiumSandbox;
  /** A screen to show a window on. */
  readonly display: boolean;
}

/** Options that only the browser edition has; with one of them nobody wants the other. */
const BROWSER_ONLY = ['--no-open', '--port', '--run', '--tell', '--data', '--help', '-h'];

export function choose(words: readonly string[], { electron, sandbox, display }: Surroundings): Choice {
  const isBrowser = words.some((word) => word === '--browser' || BROWSER_ONLY.some((one) => word === one || word.startsWith(`${one}=`)));
  if (isBrowser) return { edition: 'browser', why: '' };
  if (electron === undefined) {
    return {
      edition: 'browser',
      why: 'Electron’s program is not here (npm run electron:install fetches it): this is the browser edition.',
    };
  }
  if (!display) return { edition: 'browser', why: 'There is no screen for the desktop edition here: this is the browser edition.' };
  if (!sandbox.works) {
    return {
      edition: 'browser',
      why: `The desktop edition cannot start: ${sandbox.why} (npm run machlab doctor says what to set). This is the browser edition.`,
    };
  }
  return { edition: 'desktop', electron };
}

/** Where npm's package says its program is, if that was fetched. */
export function electronIn(root: string): string | undefined {
  const folder = join(root, 'node_modules', 'electron');
  const named = join(folder, 'path.txt');
  if (!existsSync(named)) return undefined;
  const program = join(folder, 'dist', readFileSync(named, 'utf8').trim());
  return existsSync(program) ? program : undefined;
}

if (import.meta.main) {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const words = process.argv.slice(2);
  const electron = electronIn(root);
  const display = process.platform !== 'linux' || (process.env['DISPLAY'] ?? '') !== '' || (process.env['WAYLAND_DISPLAY'] ?? '') !== '';
  const choice = choose(words, { electron, display, sandbox: chromiumSandbox(electron) });
  if (choice.edition === 'browser' && choice.why !== '') console.log(choice.why);
  const rest = words.filter((word) => word !== '--browser');
  const [command, args] =
    choice.edition === 'desktop'
      ? [choice.electron, [join(root, 'dist', 'electron', 'main.mjs'), ...rest]]
      : [process.execPath, ['--enable-source-maps', join(root, 'dist', 'machlab.mjs'), 'start', ...rest]];
  const child = spawn(command, args, { stdio: 'inherit' });
  // A terminal gives its interrupt to both; what else comes to this process is for the other.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void (signal !== 'SIGINT' && child.kill(signal)));
  child.on('exit', (code, signal) => (process.exitCode = signal === null ? (code ?? 1) : 128 + 15));
  child.on('error', (error) => {
    console.error(`${command} cannot be started: ${error.message}`);
    process.exitCode = 1;
  });
}
