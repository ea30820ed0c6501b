/** The browser in one process: what works as in many, and what does not survive. Processes are counted with the operating system. */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SINGLE_BROWSER_SERVICE_NAME, TAB_SHOWN } from '../../kernel/abi/interfaces/browser.ts';
import { CRASH_ABORT, CRASH_EXIT, CRASH_MEMORY, CRASH_STACK, INPUT_KEY_DOWN } from '../../kernel/abi/interfaces/renderer.ts';
import { BrowserSystem, isAlive } from '../browser/testing/system.ts';

const NAME = 'browser (one process)';

let system: BrowserSystem;
let clock: number;
let water: number;
beforeAll(async () => {
  system = await BrowserSystem.start({ service: SINGLE_BROWSER_SERVICE_NAME, follows: true });
  clock = await system.show('clock', 'ticks');
  water = await system.show('aquarium', 'Aquarium');
}, 60_000);
afterAll(() => system.end());

const ticks = (): number => Number(/(\d+) ticks/.exec(system.textsOf(clock))?.[1]);
const fish = (): number => system.embeds.get(`${water} 1`)?.ops ?? 0;

/** Live children of the kernel's process, by the operating system's list. */
function childrenOfKernel(): number[] {
  const parentOf = (pid: string): number | undefined => {
    try {
      return Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
    } catch {
      return undefined;
    }
  };
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && parentOf(name) === system.kernel.pid)
    .map(Number)
    .filter(isAlive);
}

/** Waits until the log says that a task has ended. */
async function endOf(task: number): Promise<void> {
  for (;;) {
    await system.log.follow(system.kernel);
    if (system.log.replica.state.tasks.get(task)?.ended !== null) return;
    await sleep(10);
  }
}

async function allIsWell(): Promise<void> {
  await system.until('both are shown', () => system.tabs.length === 2 && system.tabs.every(({ state }) => state === TAB_SHOWN), 30_000);
  const before = system.textsOf(clock);
  await system.until('the clock ticks', () => system.textsOf(clock) !== before, 20_000);
  await system.until('fish swim', () => fish() > 5, 20_000);
}

describe('the browser in one process', () => {
  test('shows sites and plug-ins, each still a task of its own', async () => {
    await allIsWell();
    const tasks = system.tabs.map(({ renderer }) => renderer);
    expect(new Set(tasks).size).toBe(2);
    await system.log.follow(system.kernel);
    const { state } = system.log.replica;
    const browser = [...state.tasks.values()].find(({ name, ended }) => name === NAME && ended === null)!;
    for (const task of tasks) expect(state.tasks.get(task)).toMatchObject({ process: browser.process, parent: browser.id, ended: null });
  });

  test('is one process for the operating system, beside the services and whoever watches', async () => {
    expect(childrenOfKernel().toSorted((a, b) => a - b)).toEqual(system.pids().toSorted((a, b) => a - b));
    const names = [...system.kernel.processes.values()].filter(({ pid }) => isAlive(pid)).map(({ name }) => name);
    expect(names.toSorted()).toEqual([NAME, 'file', 'network', 'watch.fixture'].toSorted());
    await system.until('the clock ticks', () => ticks() > 3);
  });

  test('takes keys, and closes a page so that only its own task ends', async () => {
    const tab = await system.show('counter', 'Counter');
    const task = system.tab(tab).renderer;
    const key = (name: string) => ['browser_input', { tab, kind: INPUT_KEY_DOWN, x: 0, y: 0, delta: 0, modifiers: 0, key: name }] as const;
    await system.ask(key('Tab'), key('Tab'), key('Enter'));
    await system.until('it counts', () => system.tab(tab).title === 'Counter: 1');
    await system.ask(['browser_close', { tab }]);
    await endOf(task);
    expect(system.pids(NAME)).toHaveLength(1);
    await allIsWell();
  });

  test('starts a page again in a new task of the same process', async () => {
    const [pid] = system.pids(NAME);
    const before = system.tab(clock).renderer;
    await system.ask(['browser_end', { tab: clock }]);
    await system.until('it is sad', () => system.tab(clock).state !== TAB_SHOWN);
    await system.ask(['browser_go', { tab: clock, by: 0 }]);
    await allIsWell();
    expect(system.tab(clock).renderer).not.toBe(before);
    expect(system.pids(NAME)).toEqual([pid]);
  });

  test.each([
    ['an abort', CRASH_ABORT],
    ['an overflow of the stack', CRASH_STACK],
    ['memory without end', CRASH_MEMORY],
    ['an exit', CRASH_EXIT],
  ])(
    'ends with all its pages and plug-ins by %s of one page, and comes back',
    async (_what, how) => {
      const [pid] = system.pids(NAME);
      const tasks = [system.tab(clock).renderer, system.tab(water).renderer];
      await system.ask(['browser_crash', { tab: water, how }]);
      await system.until('its process is gone', () => !isAlive(pid!), 60_000);
      system.tabs = [];
      system.embeds.clear();
      await allIsWell();
      await system.log.follow(system.kernel);
      for (const task of tasks) expect(system.log.replica.state.tasks.get(task)?.ended).not.toBeNull();
      expect(system.pids(NAME)).toHaveLength(1);
    },
    120_000,
  );
});
