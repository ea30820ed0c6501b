/** The teaching browser: how soon a page is there, how soon a key is seen, what ten sites cost, and how soon a crash is seen. */
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { COMMAND_DISPLAY, type DisplayInput } from '../kernel/abi/commands.ts';
import { browser, BROWSER_SERVICE_NAME, TAB_CRASHED, TAB_SHOWN } from '../kernel/abi/interfaces/browser.ts';
import { INPUT_KEY_DOWN, INPUT_KEY_UP, INPUT_POINTER_DOWN, INPUT_POINTER_UP } from '../kernel/abi/interfaces/renderer.ts';
import { BrowserSystem } from '../services/browser/testing/system.ts';
import type { Metric } from './metric.ts';
import { median, quantile } from './statistics.ts';

export const names = [
  'page.open.ms',
  'page.echo.p95.ms',
  'tabs10.cpu.percent',
  'tabs10.memory.MB',
  'crash.visible.p95.ms',
  'crash.gap.p95.ms',
];

const OPENS = 15;
const KEYS = 100;
const CRASHES = 50;
const SITES = 10;
const CPU_MS = 10_000;
/** Where the chat page has its field. */
const FIELD_Y = 336;

export async function run(): Promise<Metric[]> {
  const system = await BrowserSystem.start();
  try {
    const clock = await open(system, 'lab://clock/');
    const opens = await openTimes(system);
    const echoes = await echoTimes(system);
    const ten = await tenSites(system);
    const crashes = await crashTimes(system, clock.tab);
    return [
      metric(
        'page.open.ms',
        median(opens),
        'ms',
        opens.length === 0 ? 0 : median(await bareStarts()),
        `from the request to the first picture, its process included, median of ${OPENS}; baseline: a bare Node; target: at most 250`,
      ),
      metric(
        'page.echo.p95.ms',
        quantile(echoes, 0.95),
        'ms',
        median(echoes),
        `from a key to the picture that shows it, p95 of ${KEYS}; baseline: the median; target: at most 60`,
      ),
      metric(
        'tabs10.cpu.percent',
        ten.percent,
        '%',
        ten.kernelPercent,
        `of one core, ${SITES} sites with ten pictures a second, all processes of the system; baseline: the kernel process of it; target: at most 60`,
      ),
      metric(
        'tabs10.memory.MB',
        ten.memoryMB,
        'MB',
        ten.rendererMB,
        `proportional set size of all processes with ${SITES} sites; baseline: resident memory of the largest renderer (target: at most 90); target: at most 900`,
      ),
      metric(
        'crash.visible.p95.ms',
        quantile(crashes.seen, 0.95),
        'ms',
        median(crashes.seen),
        `from kill −9 to the sad tab, p95 of ${CRASHES}; baseline: the median; target: at most 200`,
      ),
      metric(
        'crash.gap.p95.ms',
        quantile(crashes.gaps, 0.95),
        'ms',
        crashes.usualMs,
        `longest pause of another page’s clock around a kill, p95 of ${CRASHES}; baseline: its usual pause; target: at most 300`,
      ),
    ];
  } finally {
    await system.end();
  }
}

const metric = (name: string, value: number, unit: string, baseline: number, note: string): Metric => ({
  name,
  value,
  unit,
  baseline,
  note,
});

async function ask(system: BrowserSystem, routine: keyof typeof browser, args: DisplayInput['args']): Promise<void> {
  const text: DisplayInput = { service: BROWSER_SERVICE_NAME, routine: browser[routine].id, args };
  await system.kernel.command({ command: COMMAND_DISPLAY, text: JSON.stringify(text) });
}

async function open(system: BrowserSystem, url: string): Promise<{ readonly tab: number; readonly ms: number }> {
  const before = new Set(system.tabs.map(({ tab }) => tab));
  const startedMs = performance.now();
  await ask(system, 'browser_open', { url, width: 640, height: 480 });
  const fresh = (): number => system.tabs.find(({ tab }) => !before.has(tab))?.tab ?? 0;
  await system.until(`${url} is painted`, () => system.paints.has(fresh()));
  return { tab: fresh(), ms: performance.now() - startedMs };
}

async function close(system: BrowserSystem, tab: number): Promise<void> {
  await ask(system, 'browser_close', { tab });
  await system.until('the tab is closed', () => system.tabs.every((one) => one.tab !== tab));
  system.paints.delete(tab);
}

async function openTimes(system: BrowserSystem): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < OPENS; round++) {
    const { tab, ms } = await open(system, `lab://${round}.counter/`);
    times.push(ms);
    await close(system, tab);
    await wait(200);
  }
  return times;
}

async function echoTimes(system: BrowserSystem): Promise<number[]> {
  const { tab } = await open(system, 'lab://chat/');
  const input = (kind: number, x: number, y: number, key = ''): Promise<void> =>
    ask(system, 'browser_input', { tab, kind, x, y, delta: 0, modifiers: 0, key });
  await wait(500);
  // The field lies under the lines. Letters that no other text of the page has.
  await input(INPUT_POINTER_DOWN, 200, FIELD_Y);
  await input(INPUT_POINTER_UP, 200, FIELD_Y);
  await wait(500);
  const times: number[] = [];
  let typed = '';
  for (let at = 0; at < KEYS; at++) {
    const key = 'QXZJ'[at % 4]!;
    typed = `${typed}${key}`.slice(-12);
    const startedMs = performance.now();
    await input(INPUT_KEY_DOWN, 0, 0, key);
    await system.until(`the page shows ${typed}`, () => system.textsOf(tab).includes(typed));
    times.push(performance.now() - startedMs);
    await input(INPUT_KEY_UP, 0, 0, key);
    if (typed.length === 12) {
      await input(INPUT_KEY_DOWN, 0, 0, 'Enter');
      await system.until('the line is sent', () => !system.textsOf(tab).endsWith(typed));
      typed = '';
    }
  }
  await close(system, tab);
  return times;
}

async function tenSites(system: BrowserSystem): Promise<{ percent: number; kernelPercent: number; memoryMB: number; rendererMB: number }> {
  const tabs: number[] = [];
  for (let site = 1; site < SITES; site++) tabs.push((await open(system, `lab://${site}.clock/`)).tab);
  await wait(1500);
  const pids = [system.kernel.pid, ...system.pids()];
  const before = pids.map(cpuMs);
  await wait(CPU_MS);
  const used = pids.map((pid, at) => cpuMs(pid) - before[at]!);
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
  const renderers = system.pids('renderer');
  const found = {
    percent: (100 * sum(used)) / CPU_MS,
    kernelPercent: (100 * used[0]!) / CPU_MS,
    memoryMB: sum(pids.map((pid) => kilobytes(pid, 'smaps_rollup', 'Pss'))) / 1024,
    rendererMB: Math.max(...renderers.map((pid) => kilobytes(pid, 'status', 'VmRSS'))) / 1024,
  };
  for (const tab of tabs) await close(system, tab);
  return found;
}

async function crashTimes(system: BrowserSystem, clock: number): Promise<{ seen: number[]; gaps: number[]; usualMs: number }> {
  const { tab } = await open(system, 'lab://counter/');
  const seen: number[] = [];
  const gaps: number[] = [];
  const usual: number[] = [];
  for (let round = 0; round < CRASHES; round++) {
    await system.until('the page is shown', () => system.tab(tab).state === TAB_SHOWN);
    await wait(300);
    usual.push(await longestGap(system, clock, 400));
    const pid = system.pidOf(system.tab(tab).renderer);
    const watching = longestGap(system, clock, 1000);
    const startedMs = performance.now();
    process.kill(pid, 'SIGKILL');
    await system.until('the tab is sad', () => system.tab(tab).state === TAB_CRASHED);
    seen.push(performance.now() - startedMs);
    gaps.push(await watching);
    await ask(system, 'browser_go', { tab, by: 0 });
  }
  return { seen, gaps, usualMs: median(usual) };
}

/** The longest time between two pictures of a tab, in the next so many milliseconds. */
async function longestGap(system: BrowserSystem, tab: number, forMs: number): Promise<number> {
  const endMs = performance.now() + forMs;
  let [last, longest] = [system.paintedMs.get(tab) ?? performance.now(), 0];
  while (performance.now() < endMs) {
    await wait(2);
    const painted = system.paintedMs.get(tab) ?? last;
    longest = Math.max(longest, painted - last, performance.now() - painted);
    last = painted;
  }
  return longest;
}

async function bareStarts(): Promise<number[]> {
  const { spawnSync } = await import('node:child_process');
  return Array.from({ length: 5 }, () => {
    const startedMs = performance.now();
    spawnSync(process.execPath, ['-e', '0']);
    return performance.now() - startedMs;
  });
}

/** User and system time of a process, in milliseconds; clock ticks are a hundredth of a second. */
function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return 10 * (Number(fields[11]) + Number(fields[12]));
}

function kilobytes(pid: number, file: string, field: string): number {
  return Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/${file}`, 'utf8'))?.[1] ?? 0);
}
