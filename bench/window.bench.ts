/** The window in Chromium, drawn by software, with the events of recorded runs: how smooth, how soon, how large. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from '@playwright/test';
import { scheduleOf } from '../kernel/trace/schedule.ts';
import { readSession, type Session } from '../kernel/trace/session.ts';
import type { Metric } from './metric.ts';
import { manyEvents, manyTurns, runOf } from './recordings.ts';
import { median, quantile } from './statistics.ts';
import { Feed, type FeedOptions } from './window/feed.ts';
import { frames, launch, open, shows, usedMB } from './window/page.ts';

export const names = [
  'ui.graph150.p95.ms',
  'ui.graph1000.p95.ms',
  'ui.scrub.p95.ms',
  'ui.gantt.p95.ms',
  'ui.start.ms',
  'ui.bundle.kB',
  'ui.soak.memory.ratio',
];

const ROOT = join(import.meta.dirname, '..');
const CROWD = join(import.meta.dirname, 'window', 'crowd.program.ts');
const WATCHED_MS = 6000;
const SCRUBS = 150;
const STARTS = 5;
const SOAK_EVENTS = 1_800_000;

export async function run(): Promise<Metric[]> {
  const browser = await launch();
  if (browser === null) {
    const note = 'NOT RUN: there is no Chromium here';
    return [...names.filter((name) => name !== 'ui.bundle.kB').map((name) => notRun(name, note)), bundle()];
  }
  try {
    return [
      await busyGraph(browser),
      await largeGraph(browser),
      await scrub(browser),
      await gantt(browser),
      await start(browser),
      bundle(),
      await soak(browser),
    ];
  } finally {
    await browser.close();
  }
}

const notRun = (name: string, note: string): Metric => ({ name, value: Number.NaN, unit: 'ms', baseline: null, note });

async function fed<T>(browser: Browser, session: Session, options: FeedOptions, act: (page: Page, feed: Feed) => Promise<T>): Promise<T> {
  const feed = await Feed.start(session.log, options);
  const page = await open(browser, feed.address);
  try {
    return await act(page, feed);
  } finally {
    await page.close();
    feed.stop();
  }
}

const sessionOf = async (path: Promise<string>): Promise<Session> => readSession(readFileSync(await path));

/** The same act on a page that has nothing to do. */
async function emptyFrames(browser: Browser, feed: Feed, act: (page: Page) => Promise<unknown>): Promise<number[]> {
  const page = await open(browser, `${feed.address}/empty`);
  const found = await frames(page, () => act(page));
  await page.close();
  return found;
}

const wait = (page: Page): Promise<void> => page.waitForTimeout(WATCHED_MS);

async function busyGraph(browser: Browser): Promise<Metric> {
  const session = await sessionOf(runOf('crowd150', CROWD, { tasks: 30, ports: 4, senders: 2, perSecond: 1000, seconds: 10 }));
  // Where the messages begin: what comes before stands when the picture is first seen.
  const atOnce = firstOf(session, 7300);
  return fed(browser, session, { atOnce, asItHappened: true }, async (page, feed) => {
    await shows(page, atOnce);
    const found = await frames(page, () => wait(page));
    const boxes = await countBoxes(page);
    const empty = await emptyFrames(browser, feed, wait);
    return {
      name: 'ui.graph150.p95.ms',
      value: quantile(found, 0.95),
      unit: 'ms',
      baseline: quantile(empty, 0.95),
      note: `95th percentile of the time from frame to frame while 1,000 messages/s are drawn among ${boxes}; baseline: an empty page; target: at most 20 over it`,
    };
  });
}

async function largeGraph(browser: Browser): Promise<Metric> {
  const session = await sessionOf(runOf('crowd1000', CROWD, { tasks: 200, ports: 4, senders: 3, perSecond: 100, seconds: 1 }));
  return fed(browser, session, { atOnce: 0, asItHappened: false }, async (page, feed) => {
    await shows(page, session.log.end - 1);
    await page.waitForTimeout(3000);
    const boxes = await countBoxes(page);
    const found = await frames(page, () => panAndZoom(page));
    const empty = await emptyFrames(browser, feed, panAndZoom);
    return {
      name: 'ui.graph1000.p95.ms',
      value: quantile(found, 0.95),
      unit: 'ms',
      baseline: quantile(empty, 0.95),
      note: `95th percentile of the time from frame to frame while ${boxes} are moved and zoomed; baseline: the same on an empty page; target: at most 40`,
    };
  });
}

async function panAndZoom(page: Page): Promise<void> {
  const [x, y] = [650, 250];
  await page.mouse.move(x, y);
  for (let i = 0; i < 40; i++) await page.mouse.wheel(0, i % 20 < 10 ? 60 : -60);
  await page.mouse.down();
  for (let i = 0; i < 120; i++) await page.mouse.move(x + 120 * Math.sin(i / 10), y + 60 * Math.cos(i / 14));
  await page.mouse.up();
}

/** From the movement of the pointer on the scrubber to the frame that shows where it went. */
async function scrub(browser: Browser): Promise<Metric> {
  const session = await sessionOf(manyEvents(1_000_000));
  return fed(browser, session, { atOnce: 0, asItHappened: false }, async (page, feed) => {
    await shows(page, session.log.end - 1);
    const found = await dragged(page);
    const empty = await open(browser, `${feed.address}/empty`);
    const baseline = await dragged(empty);
    await empty.close();
    return {
      name: 'ui.scrub.p95.ms',
      value: quantile(found, 0.95),
      unit: 'ms',
      baseline: quantile(baseline, 0.95),
      note: `95th percentile from a movement of the pointer on the scrubber of ${session.log.end} events to the frame after it, painted; baseline: on an empty page; target: at most 50`,
    };
  });
}

/** A chart of a hundred thousand stretches, moved along and zoomed. */
async function gantt(browser: Browser): Promise<Metric> {
  const session = await sessionOf(manyTurns());
  const { segments } = scheduleOf(session.log);
  return fed(browser, session, { atOnce: 0, asItHappened: false }, async (page, feed) => {
    await shows(page, session.log.end - 1);
    await page.getByRole('tab', { name: 'Scheduler' }).click();
    const chart = page.getByTestId('gantt');
    await chart.focus();
    await page.waitForTimeout(1000);
    const act = async (on: Page): Promise<void> => {
      for (let i = 0; i < 24; i++) await on.keyboard.press('-');
      for (let i = 0; i < 80; i++) await on.keyboard.press(i < 40 ? 'ArrowLeft' : 'ArrowRight');
    };
    const found = await frames(page, () => act(page));
    const empty = await emptyFrames(browser, feed, act);
    return {
      name: 'ui.gantt.p95.ms',
      value: quantile(found, 0.95),
      unit: 'ms',
      baseline: quantile(empty, 0.95),
      note: `95th percentile of the time from frame to frame while a chart of ${segments.length} segments is zoomed out to all of them and moved along; baseline: the same keys on an empty page; target: at most 33`,
    };
  });
}

async function dragged(page: Page): Promise<number[]> {
  await page.evaluate(() => {
    const times: number[] = [];
    addEventListener(
      'pointermove',
      (event) => {
        // A message that is posted in a frame's callback comes behind its painting.
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.addEventListener('message', () => times.push(performance.now() - event.timeStamp));
          port1.start();
          port2.postMessage(0);
        });
      },
      { capture: true },
    );
    Object.assign(window, { dragTimes: times });
  });
  const box = (await page.locator('[role=slider]').count()) > 0 ? await page.locator('[role=slider]').first().boundingBox() : null;
  const { x, y, width } = box ?? { x: 20, y: 800, width: 1400 };
  await page.mouse.move(x + width - 10, y + 10);
  await page.mouse.down();
  // From the end to the beginning and back again, as somebody does who looks for something.
  for (let i = 0; i < SCRUBS; i++) {
    await page.mouse.move(x + 10 + (width - 20) * Math.abs(1 - (2 * i) / SCRUBS), y + 10);
    await page.waitForTimeout(20);
  }
  await page.mouse.up();
  return page.evaluate(() => (window as unknown as { dragTimes: number[] }).dragTimes);
}

/** From the command to the window's picture, in a browser that runs already. */
async function start(browser: Browser): Promise<Metric> {
  const found: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < STARTS; round++) {
    const data = mkdtempSync(join(tmpdir(), 'machlab-bench-'));
    const page = await browser.newPage();
    await page.addInitScript(() => localStorage.setItem('machlab.settings', JSON.stringify({ welcomed: true })));
    const startedMs = Date.now();
    const child = spawn(process.execPath, [join(ROOT, 'dist', 'machlab.mjs'), 'start', '--no-open', '--data', data], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const link = await linkOf(child.stdout);
    await page.goto(link);
    await page.waitForFunction(() => performance.getEntriesByName('machlab-ready').length > 0, undefined, { polling: 20 });
    const readyMs = await page.evaluate(() => performance.timeOrigin + performance.getEntriesByName('machlab-ready')[0]!.startTime);
    found.push(readyMs - startedMs);
    const ended = new Promise((resolve) => child.on('close', resolve));
    child.kill('SIGINT');
    await ended;
    await page.close();
    rmSync(data, { recursive: true, force: true });
    const bareMs = Date.now();
    await new Promise((resolve) => spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }).on('close', resolve));
    bare.push(Date.now() - bareMs);
  }
  return {
    name: 'ui.start.ms',
    value: median(found),
    unit: 'ms',
    baseline: median(bare),
    note: `median of ${STARTS} times from \`machlab start\` to the painted picture, the browser running already; baseline: Node doing nothing; target: at most 1500`,
  };
}

function linkOf(output: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    output.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const link = /http:\/\/127\.0\.0\.1:\d+\/#\S+/.exec(text)?.[0];
      if (link !== undefined) resolve(link);
    });
    output.on('end', () => reject(new Error(`no link: ${text}`)));
  });
}

/** What the first load brings: the page, what it names, and what those import. */
function bundle(): Metric {
  const folder = join(ROOT, 'dist', 'renderer');
  const index = readFileSync(join(folder, 'index.html'), 'utf8');
  const files = [...index.matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map(([, file]) => file!);
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Record<string, { readonly file: string }>;
  const gzipped = (file: string): number => gzipSync(readFileSync(join(folder, file)), { level: 9 }).length / 1000;
  const first = gzipSync(index).length / 1000 + files.reduce((sum, file) => sum + gzipped(file), 0);
  const all = new Set(Object.values(manifest).map(({ file }) => file));
  return {
    name: 'ui.bundle.kB',
    value: first,
    unit: 'kB',
    baseline: [...all].reduce((sum, file) => sum + gzipped(file), 0),
    note: `gzipped, what the window loads at first (${files.length + 1} files); baseline: all scripts and pictures there are; target: at most 700`,
  };
}

async function soak(browser: Browser): Promise<Metric> {
  const session = await sessionOf(manyEvents(SOAK_EVENTS));
  return fed(browser, session, { atOnce: 0, asItHappened: false }, async (page) => {
    const used: number[] = [];
    for (const share of [0.62, 0.75, 0.88, 1]) {
      await shows(page, Math.floor(session.log.end * share) - 1);
      used.push(await usedMB(page));
    }
    return {
      name: 'ui.soak.memory.ratio',
      value: Math.max(...used) / Math.min(...used),
      unit: 'ratio',
      baseline: used[0]!,
      note: `the most over the least memory of a window (MB: ${used.map((mb) => mb.toFixed(0)).join(', ')}) past its bound, on the way to ${session.log.end} events fed as fast as it takes them; baseline: MB at first; target: within 1.10`,
    };
  });
}

function firstOf({ log }: Session, msghId: number): number {
  for (let seq = log.first; seq < log.end; seq++) {
    const event = log.event(seq)!;
    if (event.name === 'msg-created' && event.get('msghId') === msghId) return seq;
  }
  throw new Error(`no message ${msghId} in the session`);
}

/** How many boxes the picture has, from the list that stands for it. */
async function countBoxes(page: Page): Promise<string> {
  const [tasks, ports] = await page.evaluate(() => {
    const items = (kind: string): number => document.querySelectorAll(`.graph-tree > [id^=graph-${kind}-]`).length;
    return [items('task'), items('port')];
  });
  return `${tasks} tasks and ${ports} ports`;
}
