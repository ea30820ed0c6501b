import { describe, expect, test } from 'vitest';
import { start } from '../testing/commandLine.ts';
import type { PagesComparison } from '../../kernel/abi/pages.ts';

const ALL = ['browser', 'clock', 'counter', 'photo', 'aquarium', 'plug-in'];

describe('pages compare', () => {
  test('runs the same pages both ways: one crash takes one process of many, or all there is', async () => {
    const { code, stdout, stderr } = await start(['pages', 'compare', '--crash', 'stack', '--json']).ended;
    expect([code, stderr]).toEqual([0, '']);
    const { runs, crash, pages } = JSON.parse(stdout) as PagesComparison;
    expect([crash, pages.length]).toEqual(['stack', 4]);
    const [many, one] = runs;
    expect(many).toMatchObject({ way: 'many processes', processes: 6, tasks: 6, processesEnded: 1, tasksEnded: 1, lost: ['counter'] });
    expect(many?.survived).toEqual(ALL.filter((name) => name !== 'counter'));
    expect(one).toMatchObject({ way: 'one process', processes: 1, tasks: 6, processesEnded: 1, tasksEnded: 6, survived: [], lost: ALL });
    expect(one!.memory.MB).toBeLessThan(many!.memory.MB);
    for (const run of runs) {
      expect(run.messagesPerSecond).toBeGreaterThan(0);
      expect(run.recoveredMs).toBeGreaterThan(0);
    }
  }, 150_000);

  test('refuses a way to crash that there is not', async () => {
    const { code, stderr } = await start(['pages', 'compare', '--crash', 'boredom']).ended;
    expect([code, stderr]).toEqual([2, expect.stringContaining('abort, stack, memory, exit')]);
  });
});
