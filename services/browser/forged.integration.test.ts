import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { KERN_INVALID_ARGUMENT } from '../../kernel/abi/codes.ts';
import { TAB_SHOWN } from '../../kernel/abi/interfaces/browser.ts';
import { bundleProgram } from '../../host/programs.ts';
import { BrowserSystem } from './testing/system.ts';

let system: BrowserSystem;
beforeAll(async () => {
  system = await BrowserSystem.start();
});
afterAll(() => system.end());

test('what a stranger says in the name of renderers, plug-ins and the kernel changes nothing', async () => {
  const clock = await system.show('clock', 'ticks');
  const counter = await system.show('counter', 'Counter');
  const water = await system.show('aquarium', 'Aquarium');
  await system.until('fish swim', () => (system.embeds.get(`${water} 1`)?.ops ?? 0) > 5);
  const before = { tabs: system.tabs, pids: system.pids().toSorted((a, b) => a - b), texts: system.textsOf(counter) };
  const stranger = await bundleProgram(join(import.meta.dirname, 'testing', 'stranger.fixture.ts'));
  system.kernel.handIn(stranger);
  const { task, process } = await system.kernel.run(stranger.name, { arguments: { seed: 1 } });
  const outcome = await system.kernel.outcome(process, 100_000);
  expect([outcome, system.errors]).toMatchObject([{ what: 'exit', exit: { code: 0 } }, []]);
  expect(JSON.parse(system.outputOf(task))).toEqual({ page_fetch: KERN_INVALID_ARGUMENT, page_hello: KERN_INVALID_ARGUMENT });
  const ticks = system.textsOf(clock);
  await system.until('the clock goes on', () => system.textsOf(clock) !== ticks);
  expect({ tabs: system.tabs, pids: system.pids().toSorted((a, b) => a - b), texts: system.textsOf(counter) }).toEqual(before);
  expect(system.tabs.every(({ state }) => state === TAB_SHOWN)).toBe(true);
  expect(system.embeds.get(`${water} 1`)?.ops).toBeGreaterThan(5);
  expect(system.lines).toEqual([]);
}, 150_000);
