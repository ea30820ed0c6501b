/** The same pages in many processes and in one, with the same crash: figures of a comparison, as the host measures and the window shows them. */

/** Ways for a page's program to end. */
export type PageCrash = 'abort' | 'stack' | 'memory' | 'exit';
export const PAGE_CRASH_NAMES: readonly PageCrash[] = ['abort', 'stack', 'memory', 'exit'];

export interface Memory {
  readonly MB: number;
  /** `PSS`: what several share counts in parts. `RSS`, where the operating system says no more: it counts for each. */
  readonly kind: 'PSS' | 'RSS';
}

export type PagesWay = 'many processes' | 'one process';

/** Figures of one run. Processes are counted with the operating system; times and messages are those of the log. */
export interface PagesRun {
  readonly way: PagesWay;
  /** Of the browser, its pages and its plug-in. */
  readonly processes: number;
  readonly tasks: number;
  readonly memory: Memory;
  /** Of the whole system, while nothing but the pages themselves happens. */
  readonly messagesPerSecond: number;
  readonly processesEnded: number;
  readonly tasksEnded: number;
  /** From the end of the crashed page's task until every page is painted again, the crashed one reloaded. */
  readonly recoveredMs: number;
  /** How long the clock of another page stood still at the most. */
  readonly clockStoodMs: number;
  /** What went on with its task, and what did not: the browser, pages and the plug-in. */
  readonly survived: readonly string[];
  readonly lost: readonly string[];
}

export interface PagesComparison {
  readonly pages: readonly string[];
  readonly crashed: string;
  readonly crash: PageCrash;
  readonly runs: readonly PagesRun[];
}
