import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TAB_CRASHED, TAB_FAILED, TAB_SHOWN, TAB_UNRESPONSIVE } from '../../kernel/abi/interfaces/browser.ts';
import { CRASH_ABORT, CRASH_EXIT, CRASH_LOOP, CRASH_MEMORY, CRASH_STACK, CRASH_SYSCALL } from '../../kernel/abi/interfaces/renderer.ts';
import { BrowserSystem, isAlive, statusOf } from './testing/system.ts';

/** Renderers that are killed from outside, one after the other. */
const KILLS = Number(process.env['MACHLAB_RENDERER_KILLS'] ?? 5);

let system: BrowserSystem;
let clock: number;
beforeAll(async () => {
  system = await BrowserSystem.start();
  clock = await system.show('clock', 'ticks');
});
afterAll(() => system.end());

const ticks = (): number => Number(/(\d+) ticks/.exec(system.textsOf(clock))?.[1]);
const crashedIn = (tab: number, mostMs?: number): Promise<number> =>
  system.until(`tab ${tab} is sad`, () => system.tab(tab).state === TAB_CRASHED, mostMs);
const shownIn = (tab: number): Promise<number> => system.until(`tab ${tab} is shown`, () => system.tab(tab).state === TAB_SHOWN);

describe('pages', () => {
  test('of different sites are painted by different processes, those of one site by one', async () => {
    const counter = await system.show('counter', 'Counter');
    const one = await system.show('chat', 'Chat');
    const other = await system.show('lab://chat/?second', 'Chat');
    const tasks = [clock, counter, one, other].map((tab) => system.tab(tab).renderer);
    expect(tasks[2]).toBe(tasks[3]);
    expect(new Set(tasks.map((task) => system.pidOf(task))).size).toBe(3);
    await system.ask(['browser_close', { tab: counter }], ['browser_close', { tab: other }], ['browser_close', { tab: one }]);
  });

  test('hear of the keyboard and the pointer, and talk to each other through the browser', async () => {
    const one = await system.show('chat', 'Say something');
    const other = await system.show('lab://chat/?other', 'Say something');
    const key = (name: string) => ['browser_input', { tab: one, kind: 5, x: 0, y: 0, delta: 0, modifiers: 0, key: name }] as const;
    await system.ask(key('Tab'), key('h'), key('e'), key('y'), key('Enter'));
    await system.until('the other shows it', () => system.textsOf(other).includes('hey'));
    expect(system.textsOf(one)).toContain('hey');
    await system.ask(['browser_close', { tab: one }], ['browser_close', { tab: other }]);
  });

  test('that nobody has end as such, and the address bar takes plain words', async () => {
    const tab = await system.open('nowhere');
    await system.until('it fails', () => system.tab(tab).state === TAB_FAILED);
    await system.ask(['browser_navigate', { tab, url: 'photo' }]);
    await system.until('the picture is there', () => (system.paints.get(tab)?.ops ?? 0) >= 4, 20_000);
    expect(system.tab(tab).state).toBe(TAB_SHOWN);
    await system.ask(['browser_close', { tab }]);
  });
});

describe('a renderer', () => {
  test('that is killed from outside leaves a sad tab, and nothing else changes; reload makes a new one', async () => {
    const counter = await system.show('counter', 'Counter');
    for (let round = 0; round < KILLS; round += 1) {
      const pid = system.pidOf(system.tab(counter).renderer);
      const others = system.pids().filter((other) => other !== pid);
      const before = ticks();
      process.kill(pid, 'SIGKILL');
      await crashedIn(counter);
      await system.until('the clock goes on', () => ticks() > before);
      expect(others.filter((other) => !isAlive(other))).toEqual([]);
      expect(system.tab(clock).state).toBe(TAB_SHOWN);
      await system.ask(['browser_go', { tab: counter, by: 0 }]);
      await shownIn(counter);
      expect(system.pidOf(system.tab(counter).renderer)).not.toBe(pid);
    }
    await system.ask(['browser_close', { tab: counter }]);
  }, 60_000);

  test.each([
    ['aborts', CRASH_ABORT],
    ['overflows its stack', CRASH_STACK],
    ['fills its memory', CRASH_MEMORY],
    ['exits', CRASH_EXIT],
    ['makes a system call that the filter ends it for', CRASH_SYSCALL],
  ])('that %s is gone, and its tab says so', async (_what, how) => {
    const tab = await system.show(`lab://hog/?${how}`, 'Hog');
    const pid = system.pidOf(system.tab(tab).renderer);
    await system.ask(['browser_crash', { tab, how }]);
    await crashedIn(tab, 20_000);
    expect(isAlive(pid)).toBe(false);
    await system.ask(['browser_close', { tab }]);
  });

  test('in an endless loop is found out, and can be ended', async () => {
    const tab = await system.show('loop', 'Loop');
    const before = ticks();
    await system.ask(['browser_crash', { tab, how: CRASH_LOOP }]);
    await system.until('it is unresponsive', () => system.tab(tab).state === TAB_UNRESPONSIVE);
    expect(ticks()).toBeGreaterThan(before + 5);
    await system.ask(['browser_end', { tab }]);
    await crashedIn(tab);
    await system.ask(['browser_close', { tab }]);
  });

  test('has given up everything, and a page that tries is refused each time', async () => {
    const tab = await system.open('escape');
    await system.until('it has tried', () => system.lines.some((line) => /\d+ of \d+ refused/.test(line)), 20_000);
    const [refused, of] = /(\d+) of (\d+) refused/.exec(system.lines.join('\n'))!.slice(1).map(Number);
    expect(refused).toBe(of);
    expect(system.lines.filter((line) => line.endsWith('it worked'))).toEqual([]);
    expect(system.lines.filter((line) => line.includes('the kernel')).length).toBeGreaterThanOrEqual(3);
    for (const pid of [...system.pids('renderer'), ...system.pids('plugin')])
      expect([pid, statusOf(pid, 'Seccomp'), statusOf(pid, 'NoNewPrivs')]).toEqual([pid, '2', '1']);
    await system.ask(['browser_close', { tab }]);
  });

  test('that paints too much paints what fits, and the clock goes on', async () => {
    const tab = await system.show('flood', 'Flood');
    const before = ticks();
    await system.until('it is painted', () => (system.paints.get(tab)?.ops ?? 0) > 1000);
    await system.until('the clock goes on', () => ticks() > before + 5);
    expect(system.paints.get(tab)?.broken).toBeUndefined();
    await system.ask(['browser_close', { tab }]);
  });
});

describe('a plug-in', () => {
  test('is one process for all pages with its type; killed, only its rectangles are lost', async () => {
    const one = await system.show('aquarium', 'Aquarium');
    const other = await system.show('lab://aquarium/?other', 'Aquarium');
    await system.until('both have fish', () => system.embeds.has(`${one} 1`) && system.embeds.has(`${other} 1`));
    const pids = system.pids('plugin');
    expect(pids).toHaveLength(1);
    process.kill(pids[0]!, 'SIGKILL');
    await system.until(
      'both are told',
      () => system.embeds.get(`${one} 1`)?.gone === true && system.embeds.get(`${other} 1`)?.gone === true,
    );
    expect([system.tab(one).state, system.tab(other).state]).toEqual([TAB_SHOWN, TAB_SHOWN]);
    await system.ask(['browser_go', { tab: one, by: 0 }]);
    await system.until('fish again', () => (system.embeds.get(`${one} 1`)?.ops ?? 0) > 5);
    await system.ask(['browser_close', { tab: one }], ['browser_close', { tab: other }]);
  });
});

test('a plug-in draws as large as its rectangle is, also when that changes', async () => {
  const tab = await system.show('aquarium', 'Aquarium');
  await system.until('fish swim', () => (system.embeds.get(`${tab} 1`)?.ops ?? 0) > 5);
  const before = system.embeds.get(`${tab} 1`)!.width!;
  await system.ask(['browser_resize', { tab, width: 400, height: 480 }]);
  await system.until('the water is smaller', () => (system.embeds.get(`${tab} 1`)?.width ?? before) < before);
  expect(system.embeds.get(`${tab} 1`)!.width).toBeLessThanOrEqual(400);
  await system.ask(['browser_close', { tab }]);
});

describe('a service', () => {
  test('of the network that is killed comes back for the next page', async () => {
    process.kill(system.pids('network')[0]!, 'SIGKILL');
    const tab = await system.show('draw', 'Drawing pad');
    expect(system.pids('network')).toHaveLength(1);
    await system.ask(['browser_close', { tab }]);
  });

  test('that is the browser brings its tabs back, and what sites keep, when it is killed', async () => {
    const tab = await system.show('counter', 'Counter');
    const before = system.tab(tab).url;
    const input = (kind: number, key: string) => ['browser_input', { tab, kind, x: 0, y: 0, delta: 0, modifiers: 0, key }] as const;
    await system.ask(input(5, 'Tab'), input(5, 'Tab'), input(5, 'Enter'), input(5, 'Enter'), input(5, 'Enter'));
    await system.until('it counts', () => system.tab(tab).title === 'Counter: 3');
    await sleep(1000); // until it is written
    const old = system.pids('renderer');
    process.kill(system.pids('browser')[0]!, 'SIGKILL');
    system.tabs = [];
    await system.until('the tab is back', () => system.tabs.some((one) => one.tab === tab && one.state === TAB_SHOWN), 20_000);
    expect(system.tab(tab).url).toBe(before);
    await system.until('its number too', () => system.textsOf(tab).includes(' 3 '));
    await system.until('the old renderers are gone', () => old.every((pid) => !isAlive(pid)));
  }, 60_000);
});
