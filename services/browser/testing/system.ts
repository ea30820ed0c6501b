/** A whole system with a browser in it, and somebody who watches. Needs the bundles of `npm run build`. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openDataFolder } from '../../../host/dataFolder.ts';
import { Kernel } from '../../../host/kernel.ts';
import { bundleProgram, type Program } from '../../../host/programs.ts';
import { STREAM_OUT } from '../../../kernel/abi/interfaces/machlab.ts';
import { BROWSER_SERVICE_NAME, type browser } from '../../../kernel/abi/interfaces/browser.ts';
import { Follower } from './follower.ts';

export interface TabSeen {
  readonly tab: number;
  readonly state: number;
  readonly renderer: number;
  readonly url: string;
  readonly title: string;
}

interface Painted {
  readonly ops: number;
  readonly width?: number;
  readonly texts: readonly string[];
  readonly gone?: boolean;
  readonly broken?: string;
}

export type Asked = readonly [keyof typeof browser, Readonly<Record<string, unknown>>];

export class BrowserSystem {
  readonly kernel: Kernel;
  tabs: readonly TabSeen[] = [];
  readonly paints = new Map<number, Painted>();
  readonly embeds = new Map<string, Painted>();
  readonly lines: string[] = [];
  readonly errors: string[] = [];
  /** When each tab was painted last. */
  readonly paintedMs = new Map<number, number>();
  /** The log, for those who asked for it. */
  readonly log = new Follower();
  readonly #service: string;
  readonly #folder: string;
  readonly #output = new Map<number, string>();
  #watcher = 0;
  #ask: Program | undefined;

  private constructor(folder: string, service: string, follows: boolean) {
    this.#service = service;
    this.#folder = folder;
    this.kernel = new Kernel({
      data: openDataFolder(folder),
      title: 'browser',
      windows: follows,
      onEdge: this.log.onEdge,
      onConsole: (task, stream, text) => {
        if (stream !== STREAM_OUT) this.errors.push(text);
        else if (task === this.#watcher) this.#hear(task, text);
        else this.#output.set(task, (this.#output.get(task) ?? '') + text);
      },
    });
  }

  /** `service`: the name of the browser to use; `follows`: its log is kept, to be asked about. */
  static async start({ service = BROWSER_SERVICE_NAME, follows = false } = {}): Promise<BrowserSystem> {
    const system = new BrowserSystem(mkdtempSync(join(tmpdir(), 'machlab browser ')), service, follows);
    await system.kernel.booted();
    const watcher = await bundleProgram(join(import.meta.dirname, 'watch.fixture.ts'));
    system.#ask = await bundleProgram(join(import.meta.dirname, 'ask.fixture.ts'));
    system.kernel.handIn(watcher);
    system.kernel.handIn(system.#ask);
    await system.#watch(watcher.name);
    return system;
  }

  async #watch(name: string): Promise<void> {
    const { task } = await this.kernel.run(name, { arguments: { service: this.#service } });
    this.#watcher = task;
  }

  #hear(task: number, text: string): void {
    const lines = ((this.#output.get(task) ?? '') + text).split('\n');
    this.#output.set(task, lines.pop() ?? '');
    for (const line of lines) {
      const told = JSON.parse(line) as { tabs?: TabSeen[]; tab?: number; embed?: number; paint?: Painted; line?: string };
      if (told.tabs !== undefined) this.tabs = told.tabs;
      else if (told.line !== undefined) this.lines.push(told.line);
      else if (told.embed !== undefined) this.embeds.set(`${told.tab} ${told.embed}`, told.paint!);
      else {
        this.paints.set(told.tab!, told.paint!);
        this.paintedMs.set(told.tab!, performance.now());
      }
    }
  }

  /** What a task has printed. */
  outputOf(task: number): string {
    return this.#output.get(task) ?? '';
  }

  /** What the browser answers, one by one. */
  async ask(...asks: readonly Asked[]): Promise<readonly Readonly<Record<string, number>>[]> {
    const { task, process } = await this.kernel.run(this.#ask!.name, { arguments: { asks, service: this.#service } });
    const outcome = await this.kernel.outcome(process, 20_000);
    if (outcome.what !== 'exit' || outcome.exit.code !== 0) throw new Error(`asking failed: ${JSON.stringify(outcome)}`);
    return (this.#output.get(task) ?? '')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, number>);
  }

  async open(url: string): Promise<number> {
    const [{ tab, code } = { tab: 0, code: -1 }] = await this.ask(['browser_open', { url, width: 640, height: 480 }]);
    if (code !== 0 || tab === undefined) throw new Error(`no tab for ${url}: ${code}`);
    await this.until(`tab ${tab} is listed`, () => this.tabs.some((one) => one.tab === tab));
    return tab;
  }

  /** Waits until it is so; what was found last otherwise. */
  async until(what: string, isSo: () => boolean, mostMs = 10_000): Promise<number> {
    const startedMs = performance.now();
    while (!isSo()) {
      if (performance.now() - startedMs > mostMs)
        throw new Error(
          `${what}: not so after ${mostMs} ms; ${JSON.stringify({ tabs: this.tabs, paints: [...this.paints], errors: this.errors })}`,
        );
      await sleep(2);
    }
    return performance.now() - startedMs;
  }

  tab(number: number): TabSeen {
    const found = this.tabs.find(({ tab }) => tab === number);
    if (found === undefined) throw new Error(`there is no tab ${number}`);
    return found;
  }

  /** Opens a page and waits for a text on it. */
  async show(url: string, text: string): Promise<number> {
    const tab = await this.open(url);
    await this.until(`${url} shows ${text}`, () => this.textsOf(tab).includes(text));
    return tab;
  }

  textsOf(tab: number): string {
    return this.paints.get(tab)?.texts?.join(' ') ?? '';
  }

  /** The live processes of a name, with the operating system's own word that they live. */
  pids(name?: string): number[] {
    return [...this.kernel.processes.values()]
      .filter((one) => name === undefined || one.name === name)
      .map(({ pid }) => pid)
      .filter(isAlive);
  }

  pidOf(task: number): number {
    const found = [...this.kernel.processes.values()].find((one) => one.task === task);
    if (found === undefined) throw new Error(`task ${task} has no process`);
    return found.pid;
  }

  async end(): Promise<void> {
    await this.kernel.shutdown();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Whether the process exists and is no zombie. */
export function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** A line of `/proc/<pid>/status`. */
export function statusOf(pid: number, field: string): string {
  return new RegExp(`^${field}:\\s+(.*)$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '';
}
