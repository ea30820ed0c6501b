/**
 * Everything that may be killed is killed, over and over, at random, while pages tick, people type and plug-ins swim. The seed and the number of
 * kills come from the environment (`MACHLAB_CHAOS_SEED`, `MACHLAB_CHAOS_KILLS`).
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TAB_CRASHED, TAB_SHOWN } from '../../kernel/abi/interfaces/browser.ts';
import { INPUT_KEY_DOWN } from '../../kernel/abi/interfaces/renderer.ts';
import { type Asked, BrowserSystem, isAlive } from './testing/system.ts';

const KILLS = Number(process.env['MACHLAB_CHAOS_KILLS'] ?? 20);
const SEED = Number(process.env['MACHLAB_CHAOS_SEED'] ?? 1);
/** Kills between two looks at whether all is well. */
const ROUND = 20;
const PAGES = ['clock', 'counter', 'chat', 'lab://chat/?other', 'aquarium', 'lab://aquarium/?other', 'draw', 'photo'];
/** How often each is chosen. What the registry restarts it restarts four times in thirty seconds; after that it gives a service up. */
const CHOICE: readonly (readonly [name: string, weight: number])[] = [
  ['renderer', 60],
  ['plugin', 16],
  ['browser', 8],
  ['network', 8],
  ['file', 8],
];
/** Ports of a task that nobody sends to, beside one a thread: to wait at, and its own notify port. */
const OWN_PORTS = 6;
const RESTARTS = 4;
const RESTARTS_WITHIN_MS = 31_000;

let system: BrowserSystem;
beforeAll(async () => {
  system = await BrowserSystem.start({ follows: true });
});
afterAll(() => system.end());

let state = SEED;
function random(below: number): number {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
}

const kills = new Map<string, number[]>();

function mayKill(name: string): boolean {
  if (name === 'renderer' || name === 'plugin') return true;
  const lately = (kills.get(name) ?? []).filter((atMs) => performance.now() - atMs < RESTARTS_WITHIN_MS);
  return lately.length < RESTARTS;
}

/** Kills one process of a kind chosen at random; false when there is none just now. */
function killOne(): boolean {
  let at = random(100);
  const [name] = CHOICE.find(([, weight]) => (at -= weight) < 0)!;
  const pids = system.pids(name);
  if (pids.length === 0 || !mayKill(name)) return false;
  process.kill(pids[random(pids.length)]!, 'SIGKILL');
  kills.set(name, [...(kills.get(name) ?? []), performance.now()]);
  return true;
}

const asks = (): Asked[] => {
  const reloads = system.tabs.filter((tab) => tab.state === TAB_CRASHED).map(({ tab }): Asked => ['browser_go', { tab, by: 0 }]);
  const keys = system.tabs.map(({ tab }): Asked => {
    const key = ['Tab', 'Enter', 'a', 'b'][random(4)]!;
    return ['browser_input', { tab, kind: INPUT_KEY_DOWN, x: 0, y: 0, delta: 0, modifiers: 0, key }];
  });
  return [...reloads, ...keys];
};

async function openAll(): Promise<void> {
  const opened = await system.ask(...PAGES.map((url): Asked => ['browser_open', { url, width: 640, height: 480 }]));
  expect(opened.map(({ code }) => code)).toEqual(PAGES.map(() => 0));
  await allIsWell();
  await fishSwim();
}

async function fishSwim(): Promise<void> {
  const tanks = system.tabs.filter(({ url }) => url.includes('aquarium'));
  await system.until('fish swim', () => tanks.every(({ tab }) => (system.embeds.get(`${tab} 1`)?.ops ?? 0) > 5), 30_000);
}

/** Every tab is shown, by a process that lives, and the clock ticks. A tab that is sad is reloaded, as a person would. */
async function allIsWell(): Promise<void> {
  const isWell = (): boolean =>
    system.tabs.length === PAGES.length &&
    system.tabs.every((tab) => tab.state === TAB_SHOWN && tab.renderer > 0 && isAlive(system.pidOf(tab.renderer)));
  const isSad = (): boolean => system.tabs.some(({ state: shown }) => shown === TAB_CRASHED);
  for (;;) {
    await system.until('every tab is shown, or sad', () => isWell() || isSad(), 40_000);
    if (isWell()) break;
    const sad = system.tabs.filter(({ state: shown }) => shown === TAB_CRASHED);
    await system.ask(...sad.map(({ tab }): Asked => ['browser_go', { tab, by: 0 }]));
  }
  const { tab } = system.tabs.find(({ url }) => url === 'lab://clock/')!;
  const before = system.textsOf(tab);
  await system.until('the clock ticks', () => system.textsOf(tab) !== before, 20_000);
}

async function closeAll(): Promise<void> {
  await system.ask(...system.tabs.map(({ tab }): Asked => ['browser_close', { tab }]));
  await system.until('all pages are gone', () => system.tabs.length === 0 && system.pids('renderer').length === 0, 20_000);
  await system.until('plug-ins too', () => system.pids('plugin').length === 0, 20_000);
}

/** What there is when nothing moves any more. */
async function restingCounts(): Promise<Readonly<Record<string, number>>> {
  let before = '';
  for (let same = 0; same < 4;) {
    await sleep(250);
    await system.log.follow(system.kernel);
    const now = JSON.stringify(system.log.counts());
    same = now === before ? same + 1 : 0;
    before = now;
  }
  return JSON.parse(before) as Record<string, number>;
}

test(
  `after ${KILLS} random kills (seed ${SEED}) the kernel is the same, nothing has leaked, and every tab is right`,
  async () => {
    const kernelPid = system.kernel.pid;
    await openAll();
    await closeAll();
    const baseline = await restingCounts();

    await openAll();
    for (let killed = 0; killed < KILLS;) {
      if (killOne()) killed += 1;
      await sleep(random(120));
      await system.log.follow(system.kernel);
      if (random(3) === 0) await system.ask(...asks());
      if (killed % ROUND !== 0) continue;
      await allIsWell();
      if (killed < KILLS) killOne();
    }
    await system.ask(...system.tabs.map(({ tab }): Asked => ['browser_go', { tab, by: 0 }]));
    await allIsWell();
    await fishSwim();
    expect([system.kernel.pid, isAlive(kernelPid)]).toEqual([kernelPid, true]);
    await closeAll();
    // What a service makes when it is first used, every instance makes.
    await openAll();
    await closeAll();
    expect(await restingCounts()).toEqual(baseline);
    for (const task of system.log.privatePorts())
      expect({ ...task, few: task.ports <= task.threads + OWN_PORTS }).toMatchObject({ few: true });
    console.log(`kills: ${[...kills].map(([name, at]) => `${name} ${at.length}`).join(', ')}; events: ${system.log.end}`);
  },
  120_000 + KILLS * 3000,
);
