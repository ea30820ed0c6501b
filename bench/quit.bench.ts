/** How long it takes until nothing of a system is left, by each way to end it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ROOT } from '../host/paths.ts';
import { below, isAlive } from '../host/testing/processes.ts';
import type { Metric } from './metric.ts';
import { median } from './statistics.ts';

export const names = ['quit.ms'];

const ROUNDS = 20;
const WAYS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'] as const;

export async function run(): Promise<Metric[]> {
  const ends: number[] = [];
  const bare: number[] = [];
  let slowestMs = 0;
  for (let round = 0; round < ROUNDS; round++) {
    for (const way of WAYS) {
      const ms = await quit(way);
      ends.push(ms);
      slowestMs = Math.max(slowestMs, ms);
    }
    bare.push(await quitBare());
  }
  return [
    {
      name: 'quit.ms',
      value: median(ends),
      unit: 'ms',
      baseline: median(bare),
      note: `from ${WAYS.join(', ')} to the host until its kernel and every task are gone, median of ${ROUNDS} each, slowest ${Math.round(slowestMs)} ms; baseline: a bare Node that is killed; target: at most 2,000`,
    },
  ];
}

async function quit(way: NodeJS.Signals): Promise<number> {
  const data = mkdtempSync(join(tmpdir(), 'machlab-bench-'));
  try {
    const child = spawn(process.execPath, [join(ROOT, 'dist', 'machlab.mjs'), 'start', '--no-open', '--data', data], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await said(child, /http:/);
    const all = [child.pid!, ...below(child.pid!)];
    const startedMs = performance.now();
    child.kill(way);
    while (all.some(isAlive)) await wait(2);
    return performance.now() - startedMs;
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

async function quitBare(): Promise<number> {
  const child = spawn(process.execPath, ['-e', 'console.log(1); setInterval(() => {}, 1e6)'], { stdio: ['ignore', 'pipe', 'ignore'] });
  await said(child, /1/);
  const startedMs = performance.now();
  child.kill('SIGKILL');
  await once(child, 'exit');
  return performance.now() - startedMs;
}

async function said(child: ChildProcess, what: RegExp): Promise<void> {
  let text = '';
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) if (what.test((text += chunk.toString()))) break;
  child.stdout?.resume();
}
