/** The same pages twice, in many processes and in one, with the same crash: what each costs, and what is left of it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BROWSER_SERVICE_NAME, SINGLE_BROWSER_SERVICE_NAME } from '../../kernel/abi/interfaces/browser.ts';
import { CRASH_ABORT, CRASH_EXIT, CRASH_MEMORY, CRASH_STACK } from '../../kernel/abi/interfaces/renderer.ts';
import type { PageCrash, PagesComparison, PagesRun, PagesWay } from '../../kernel/abi/pages.ts';
import { openDataFolder } from '../dataFolder.ts';
import { PagesRunner } from './run.ts';

/** Ways for a page's program to end that both runs can come back from. */
export const PAGE_CRASHES: Readonly<Record<PageCrash, number>> = {
  abort: CRASH_ABORT,
  stack: CRASH_STACK,
  memory: CRASH_MEMORY,
  exit: CRASH_EXIT,
};

/** What both runs show, by site; the one that crashes, and the one with a plug-in. */
export const PAGES = ['clock', 'counter', 'photo', 'aquarium'] as const;
export const CRASHED_PAGE = 'counter';

const WAYS: readonly (readonly [way: PagesWay, service: string])[] = [
  ['many processes', BROWSER_SERVICE_NAME],
  ['one process', SINGLE_BROWSER_SERVICE_NAME],
];

/** Runs both, one after the other, each on a kernel and a volume of its own. `onRun`: a run begins. */
export async function comparePages(crash: PageCrash, onRun: (way: PagesWay) => void = () => {}): Promise<PagesComparison> {
  const runs: PagesRun[] = [];
  for (const [way, service] of WAYS) {
    onRun(way);
    const folder = mkdtempSync(join(tmpdir(), 'machlab-pages-'));
    try {
      const runner = await PagesRunner.start(openDataFolder(folder), service);
      try {
        runs.push({ way, ...(await runner.measure(PAGES, CRASHED_PAGE, PAGE_CRASHES[crash])) });
      } finally {
        await runner.end();
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return { pages: PAGES.map((page) => `lab://${page}/`), crashed: `lab://${CRASHED_PAGE}/`, crash, runs };
}
