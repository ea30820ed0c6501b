/** From nothing to a file service that answers, and what the kernel process then takes. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openDataFolder } from '../host/dataFolder.ts';
import { Kernel } from '../host/kernel.ts';
import { bundleSource } from '../host/programs.ts';
import { residentBytes } from '../kernel/process/memoryWatch.ts';
import type { Metric } from './metric.ts';
import { median } from './statistics.ts';

export const names = ['boot.ms', 'rss.kernel.MB'];

const ROUNDS = 11;
const SETTLE_MS = 1000;
const MB = 2 ** 20;

/** Its last line comes when the service has answered. */
const CLIENT = `import { files } from 'machlab';
await files().stat('.'); console.log('answered'); setInterval(() => {}, 1e6);`;

export async function run(): Promise<Metric[]> {
  const boots: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    boots.push((await boot(false)).bootMs);
    bare.push(await startBare());
  }
  const { rssMB } = await boot(true);
  return [
    {
      name: 'boot.ms',
      value: median(boots),
      unit: 'ms',
      baseline: median(bare),
      note: `kernel process, client and file service from the first spawn to the service’s first answer, median of ${ROUNDS}; baseline: three bare Nodes started one by the other; target: at most 700`,
    },
    {
      name: 'rss.kernel.MB',
      value: rssMB,
      unit: 'MB',
      baseline: await bareMB(),
      note: 'resident memory of the kernel process a second after boot; baseline: a bare idle Node; target: at most 90',
    },
  ];
}

async function boot(measure: boolean): Promise<{ readonly bootMs: number; readonly rssMB: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'machlab-bench-'));
  const data = openDataFolder(folder);
  const client = await bundleSource('client', CLIENT);
  const answered = Promise.withResolvers<void>();
  const startedMs = performance.now();
  const kernel = new Kernel({ data, title: 'bench', onConsole: () => answered.resolve() });
  try {
    await kernel.booted();
    kernel.handIn(client);
    const { process } = await kernel.run(client.name);
    const outcome = await Promise.race([answered.promise, kernel.outcome(process)]);
    if (outcome !== undefined) throw new Error(`the client ended before it was answered: ${JSON.stringify(outcome)}`);
    const bootMs = performance.now() - startedMs;
    if (measure) await wait(SETTLE_MS);
    return { bootMs, rssMB: ((await residentBytes(kernel.pid)) ?? Number.NaN) / MB };
  } finally {
    await kernel.shutdown();
    rmSync(folder, { recursive: true, force: true });
  }
}

const NEXT = `const [left] = process.argv.slice(1).map(Number);
if (left === 0) console.log('there');
else require('node:child_process').spawn(process.execPath, ['-e', process.env.NEXT, String(left - 1)], { stdio: 'inherit' });`;

async function startBare(): Promise<number> {
  const startedMs = performance.now();
  const child = spawn(process.execPath, ['-e', NEXT, '2'], { stdio: ['ignore', 'pipe', 'inherit'], env: { NEXT } });
  await once(child.stdout, 'data');
  const tookMs = performance.now() - startedMs;
  await once(child, 'close');
  return tookMs;
}

async function bareMB(): Promise<number> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { stdio: 'ignore', env: {} });
  await wait(SETTLE_MS);
  const bytes = await residentBytes(child.pid ?? 0);
  child.kill('SIGKILL');
  await once(child, 'exit');
  return (bytes ?? Number.NaN) / MB;
}
