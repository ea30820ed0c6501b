/** A real renderer process against the worst that pages and messages can be. Needs the bundles of `npm run build`. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TAB_CRASHED, TAB_SHOWN } from '../../kernel/abi/interfaces/browser.ts';
import { INPUT_KEY_DOWN } from '../../kernel/abi/interfaces/renderer.ts';
import { TASK_PROFILES } from '../../kernel/abi/taskProfiles.ts';
import { memoryOf } from '../../kernel/process/spawn.ts';
import { bundleProgram } from '../../host/programs.ts';
import { BrowserSystem, isAlive, statusOf } from '../browser/testing/system.ts';

const NODE_FILES_MB = 120;
const SEED = Number(process.env['MACHLAB_HOSTILE_SEED'] ?? 1);

let system: BrowserSystem;
beforeAll(async () => {
  system = await BrowserSystem.start();
});
afterAll(() => system.end());

interface Found {
  readonly what: string;
  readonly well?: boolean;
  readonly [name: string]: unknown;
}

describe('a renderer', () => {
  test(`lives through hostile documents and messages (seed ${SEED}), and every picture of it decodes`, async () => {
    const drive = await bundleProgram(join(import.meta.dirname, 'testing', 'drive.fixture.ts'));
    system.kernel.handIn(drive);
    const { task, process: number } = await system.kernel.run(drive.name, { arguments: { seed: SEED } });
    const outcome = await system.kernel.outcome(number, 150_000);
    const found = system
      .outputOf(task)
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Found);
    expect([outcome, system.errors]).toMatchObject([{ what: 'exit', exit: { code: 0 } }, []]);
    expect(found.filter(({ well }) => well === false)).toEqual([]);
    const of = (what: string): Found | undefined => found.find((one) => one.what === what);
    expect(of('long document')).toMatchObject({ told: true });
    expect(of('bad markup')).toMatchObject({ shown: 30 });
    expect(of('script errors')).toMatchObject({ after: true, said: true });
    expect(of('paint flood')).toMatchObject({ flooded: true });
    expect(of('forged messages')).toMatchObject({ sent: 2000 });
    expect(of('end')).toMatchObject({ broken: 0 });
  }, 180_000);

  test('that takes memory without end dies at its limit, and never has more of the machine than that', async () => {
    const clock = await system.show('clock', 'ticks');
    const tab = await system.show('hog', 'Hog');
    const pid = system.pidOf(system.tab(tab).renderer);
    const others = system.pids().filter((other) => other !== pid);
    const key = (name: string) => ['browser_input', { tab, kind: INPUT_KEY_DOWN, x: 0, y: 0, delta: 0, modifiers: 0, key: name }] as const;
    await system.ask(key('Tab'), key('Enter'));
    let mostKB = 0;
    const watch = (): boolean => {
      if (isAlive(pid)) mostKB = Math.max(mostKB, Number.parseInt(peakOf(pid), 10) || 0);
      return system.tab(tab).state === TAB_CRASHED;
    };
    await system.until('it is gone', watch, 60_000);
    // Its own memory is limited by the operating system; beside it there are the files of Node, which all processes share.
    expect(mostKB / 1024).toBeLessThan(memoryOf(TASK_PROFILES.renderer) + NODE_FILES_MB);
    expect(mostKB / 1024).toBeGreaterThan(150);
    expect(others.filter((other) => !isAlive(other))).toEqual([]);
    expect(system.tab(clock).state).toBe(TAB_SHOWN);
  }, 90_000);
});

/** The most that a process had in memory so far. */
function peakOf(pid: number): string {
  try {
    return statusOf(pid, 'VmHWM');
  } catch {
    return '';
  }
}
