import { Command, Option } from 'commander';
import type { PageCrash, PagesComparison, PagesRun } from '../../kernel/abi/pages.ts';
import { comparePages, PAGE_CRASHES } from '../pages/compare.ts';
import { table } from './table.ts';

export function pagesCommand(): Command {
  const compare = new Command('compare')
    .description('show the same pages in many processes and in one, crash one of them, and say what each way costs and what is left')
    .addOption(new Option('--crash <how>', 'how the page ends').choices(Object.keys(PAGE_CRASHES)).default('abort'))
    .option('--json', 'print one JSON object instead')
    .action(async ({ crash, json }: { crash: PageCrash; json?: true }) => {
      const comparison = await comparePages(crash, (way) => void process.stderr.write(json === undefined ? `pages in ${way} …\n` : ''));
      process.stdout.write(json === undefined ? inWords(comparison) : `${JSON.stringify(comparison)}\n`);
    });
  return new Command('pages').description('the teaching browser, without a window').addCommand(compare);
}

const FIGURES: readonly (readonly [string, (run: PagesRun) => string])[] = [
  ['processes', ({ processes }) => String(processes)],
  ['tasks', ({ tasks }) => String(tasks)],
  ['memory, MB', ({ memory }) => memory.MB.toFixed(1)],
  ['messages a second', ({ messagesPerSecond }) => messagesPerSecond.toFixed(0)],
  ['processes that ended', ({ processesEnded }) => String(processesEnded)],
  ['tasks that ended', ({ tasksEnded }) => String(tasksEnded)],
  ['until all is back, ms', ({ recoveredMs }) => recoveredMs.toFixed(0)],
  ['the clock stood still, ms', ({ clockStoodMs }) => clockStoodMs.toFixed(0)],
];

function inWords({ pages, crashed, crash, runs }: PagesComparison): string {
  const rows = FIGURES.map(([name, of]) => [name, ...runs.map(of)]);
  const kinds = new Set(runs.map(({ memory }) => memory.kind));
  const shares = kinds.has('RSS') ? 'resident: what processes share counts for each' : 'proportional: what processes share counts in parts';
  return [
    `${pages.join(', ')}; then ${crashed} ends by ${crash}\n\n`,
    table([['', ...runs.map(({ way }) => way)], ...rows]),
    `\nOf the browser, its pages and the plug-in; messages of the whole system. Memory is ${shares}.\n`,
    ...runs.map(({ way, survived, lost }) => `${way}: went on: ${survived.join(', ') || 'nothing'}; ended: ${lost.join(', ')}\n`),
  ].join('');
}
