import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const LINK = /http:\/\/127\.0\.0\.1:\d+\/#\S+/;
const START_MS = 60_000;

/** One whole system of either edition, with data of its own. */
export interface System {
  readonly data: string;
  /** The process that has the kernel as its child. */
  readonly pid: number;
  /** The address of its window. */
  link(): Promise<string>;
  /** Another way in, as `machlab open` gives it. */
  anotherLink(...options: readonly string[]): Promise<string>;
  sessions(): string[];
  /** Ends the host at once, as when its machine loses power. */
  kill(): void;
  /** Ends the system; its data stay. */
  stop(): Promise<void>;
  end(): Promise<void>;
}

/** The browser edition, as `machlab start` makes it. */
export class TestSystem implements System {
  readonly data: string;
  readonly #child: ChildProcess;
  #output = '';

  /** `data`: of a system before it. */
  constructor(data = mkdtempSync(join(tmpdir(), 'machlab e2e ')), ...words: readonly string[]) {
    this.data = data;
    this.#child = spawn(process.execPath, [join(ROOT, 'dist', 'machlab.mjs'), 'start', '--no-open', '--data', this.data, ...words], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => (this.#output += text));
  }

  /** The link that works once, as the system prints it. */
  async link(): Promise<string> {
    for (const startedMs = Date.now(); Date.now() - startedMs < START_MS;) {
      const link = LINK.exec(this.#output)?.[0];
      if (link !== undefined) return link;
      if (this.#child.exitCode !== null) break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`the system did not start:\n${this.#output}`);
  }

  async anotherLink(...options: readonly string[]): Promise<string> {
    const child = spawn(process.execPath, [join(ROOT, 'dist', 'machlab.mjs'), 'open', '--no-open', '--data', this.data, ...options], {
      cwd: ROOT,
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    await new Promise((resolve) => child.on('close', resolve));
    const link = LINK.exec(output)?.[0];
    if (link === undefined) throw new Error(`no link: ${output}`);
    return link;
  }

  get pid(): number {
    return this.#child.pid!;
  }

  sessions(): string[] {
    return readdirSync(join(this.data, 'sessions'));
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const closed = new Promise((resolve) => this.#child.on('close', resolve));
      this.#child.kill('SIGINT');
      await closed;
    }
  }

  async end(): Promise<void> {
    await this.stop();
    rmSync(this.data, { recursive: true, force: true });
  }
}
