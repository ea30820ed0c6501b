/** One run of the comparison: pages are opened by way of the display, and everything is read from the log and from the operating system. */
import { setTimeout as sleep } from 'node:timers/promises';
import { COMMAND_DISPLAY, type DisplayInput } from '../../kernel/abi/commands.ts';
import { browser } from '../../kernel/abi/interfaces/browser.ts';
import { CATALOGUE } from '../../services/catalogue.ts';
import type { DataFolder } from '../dataFolder.ts';
import { Kernel } from '../kernel.ts';
import { UserError } from '../userError.ts';
import type { PagesRun } from '../../kernel/abi/pages.ts';
import { memoryOf } from './memory.ts';
import { PagesLog } from './pagesLog.ts';

/** How long the pages are left alone to be counted, and how long anything may take. */
const COUNTED_MS = 3000;
const PATIENCE_MS = 60_000;
/** A person who sees a sad tab presses reload, and again if nothing comes. */
const RELOAD_EVERY_MS = 1000;
const LOOK_MS = 5;
const SIZE = { width: 800, height: 600 };
const PLUGIN = 'machlab/aquarium';
/** The page with the plug-in, and the page whose pictures come by themselves. */
const PLUGIN_PAGE = 'aquarium';
const CLOCK_PAGE = 'clock';

/** A task of the run: what it is called, where it is. */
interface Part {
  readonly name: string;
  readonly task: number;
  readonly process: number;
  readonly tab: number;
  /** Its pictures, by tab; null: it paints none. */
  readonly paintedUs: ReadonlyMap<number, readonly number[]> | null;
}

export class PagesRunner {
  readonly #kernel: Kernel;
  readonly #log = new PagesLog();
  readonly #service: string;

  private constructor(data: DataFolder, service: string) {
    this.#service = service;
    this.#kernel = new Kernel({ data, title: service, windows: true, onEdge: this.#log.onEdge });
  }

  static async start(data: DataFolder, service: string): Promise<PagesRunner> {
    const runner = new PagesRunner(data, service);
    await runner.#kernel.booted();
    return runner;
  }

  async end(): Promise<void> {
    await this.#kernel.shutdown();
    this.#kernel.close();
  }

  async measure(pages: readonly string[], crashed: string, how: number): Promise<Omit<PagesRun, 'way'>> {
    await this.#openAll(pages);
    const [messages, countedFromUs] = [this.#log.messages, this.#log.lastUs];
    await this.#pass(COUNTED_MS);
    const seconds = (this.#log.lastUs - countedFromUs) / 1e6;
    const parts = this.#parts(pages);
    const processes = [...new Set(parts.map(({ process }) => process))];
    const pids = processes.map((process) => this.#pidOf(process)).filter(isAlive);
    const figures = {
      processes: pids.length,
      tasks: parts.length,
      memory: memoryOf(pids, (pid) => this.#residentKB(pid)),
      messagesPerSecond: (this.#log.messages - messages) / seconds,
    };

    const tab = pages.indexOf(crashed) + 1;
    const target = parts.find((part) => part.tab === tab)!;
    await this.#ask('browser_crash', { tab, how });
    await this.#until(`${crashed} has crashed`, () => this.#log.diedUs.has(target.task));
    const diedUs = this.#log.diedUs.get(target.task)!;
    const recoveredUs = await this.#recover(parts, tab, diedUs);
    // The clock's longest pause is over once it goes on.
    await this.#pass(COUNTED_MS / 2);
    const lost = this.#lost(parts);
    return {
      ...figures,
      processesEnded: processes.filter((process) => this.#kernel.hasExited(process)).length,
      tasksEnded: lost.length,
      recoveredMs: (recoveredUs - diedUs) / 1000,
      clockStoodMs: longestGapUs(this.#log.paintedUs.get(pages.indexOf(CLOCK_PAGE) + 1) ?? [], diedUs) / 1000,
      survived: parts.filter((part) => !lost.includes(part)).map(({ name }) => name),
      lost: lost.map(({ name }) => name),
    };
  }

  /** Opens the pages in tabs of their own, which a fresh volume numbers from 1. */
  async #openAll(pages: readonly string[]): Promise<void> {
    for (const [at, page] of pages.entries()) {
      await this.#ask('browser_open', { url: `lab://${page}/`, ...SIZE });
      await this.#until(`${page} is painted`, () => this.#log.paintedUs.has(at + 1));
    }
    await this.#until('the plug-in draws', () => this.#log.embedPaintedUs.has(pages.indexOf(PLUGIN_PAGE) + 1));
  }

  /** The browser first, then its pages and the plug-in. */
  #parts(pages: readonly string[]): readonly Part[] {
    const browserName = CATALOGUE.find(({ names }) => names.includes(this.#service))?.name ?? '';
    const part = (name: string, taskName: string, paintedUs: Part['paintedUs'], tab: number): Part => {
      const [task] = this.#log.tasks(taskName);
      if (task === undefined) throw new UserError(`${taskName} does not run any more: it ended before it was to crash`);
      return { name, task: task.id, process: task.process, tab, paintedUs };
    };
    const { paintedUs, embedPaintedUs } = this.#log;
    return [
      part('browser', browserName, null, 0),
      ...pages.map((page, at) => part(page, `lab://${page}`, paintedUs, at + 1)),
      part('plug-in', PLUGIN, embedPaintedUs, pages.indexOf(PLUGIN_PAGE) + 1),
    ];
  }

  #lost(parts: readonly Part[]): readonly Part[] {
    return parts.filter(({ task }) => this.#log.diedUs.has(task));
  }

  /**
   * Waits until there is a new picture of all that was lost, and says when the last one came. The page that crashed is reloaded while its browser
   * lives; a browser that was lost itself brings its tabs back.
   */
  async #recover(parts: readonly Part[], tab: number, diedUs: number): Promise<number> {
    const [browserPart] = parts;
    let [recoveredUs, reloadedMs] = [Infinity, 0];
    await this.#until('every page is painted again', () => {
      const firsts = this.#lost(parts).map((part) =>
        part.paintedUs === null ? diedUs : (part.paintedUs.get(part.tab)?.find((us) => us > diedUs) ?? Infinity),
      );
      recoveredUs = Math.max(...firsts);
      if (recoveredUs < Infinity) return true;
      const browserLives = !this.#log.diedUs.has(browserPart!.task);
      if (browserLives && performance.now() - reloadedMs > RELOAD_EVERY_MS) {
        reloadedMs = performance.now();
        void this.#ask('browser_go', { tab, by: 0 });
      }
      return false;
    });
    return recoveredUs;
  }

  async #ask(routine: keyof typeof browser, args: DisplayInput['args']): Promise<void> {
    const text: DisplayInput = { service: this.#service, routine: browser[routine].id, args };
    await this.#kernel.command({ command: COMMAND_DISPLAY, text: JSON.stringify(text) });
  }

  /** Lets the pages go on for a while. */
  async #pass(ms: number): Promise<void> {
    const untilMs = performance.now() + ms;
    await this.#until('time passes', () => performance.now() >= untilMs);
  }

  async #until(what: string, isSo: () => boolean): Promise<void> {
    const startedMs = performance.now();
    for (;;) {
      await this.#log.follow(this.#kernel);
      if (isSo()) return;
      if (performance.now() - startedMs > PATIENCE_MS)
        throw new UserError(`the comparison of pages cannot go on: ‘${what}’ is not so after ${PATIENCE_MS / 1000} seconds`);
      await sleep(LOOK_MS);
    }
  }

  #pidOf(process: number): number {
    return this.#kernel.processes.get(process)?.pid ?? 0;
  }

  #residentKB(pid: number): number {
    return [...this.#log.replica.state.processes.values()].find((one) => one.pid === pid && one.ended === null)?.rssKB ?? 0;
  }
}

/** The longest time between two of these moments of which the later comes after `sinceUs`. */
function longestGapUs(timesUs: readonly number[], sinceUs: number): number {
  return timesUs.reduce((longest, us, at) => (at > 0 && us > sinceUs ? Math.max(longest, us - timesUs[at - 1]!) : longest), 0);
}

/** By the operating system's word; a process of another user's may not be signalled, but is there. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
