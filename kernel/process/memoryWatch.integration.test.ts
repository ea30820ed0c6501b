import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, expect, it } from 'vitest';
import { residentBytes, watchMemory } from './memoryWatch.ts';

const MB = 2 ** 20;
let child: ChildProcess | undefined;

afterEach(() => child?.kill('SIGKILL'));

async function start(program: string): Promise<number> {
  child = spawn(process.execPath, ['-e', `${program}; process.stdout.write('up'); setInterval(() => {}, 1000)`], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(child.stdout!, 'data');
  return child.pid!;
}

it('calls back once when a process has more than it may', async (context) => {
  context.skip(process.platform === 'win32', 'Windows tells it neither by /proc nor by ps');
  const pid = await start('globalThis.held = Buffer.alloc(200 << 20, 1)');
  const calls: number[] = [];
  await new Promise<void>((resolve) => {
    watchMemory(pid, 150 * MB, (bytes) => resolve(void calls.push(bytes)), 10);
  });
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(calls).toHaveLength(1);
  expect(calls[0]).toBeGreaterThan(200 * MB);
});

it('leaves one alone that has less, and stops with it', async (context) => {
  context.skip(process.platform === 'win32', 'Windows tells it neither by /proc nor by ps');
  const pid = await start('');
  let calls = 0;
  watchMemory(pid, 500 * MB, () => calls++, 10);
  await new Promise((resolve) => setTimeout(resolve, 100));
  child?.kill('SIGKILL');
  await once(child!, 'exit');
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(calls).toBe(0);
  expect(await residentBytes(pid)).toBeUndefined();
});
