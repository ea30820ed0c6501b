/** The portable edition: what it weighs, and how long it takes from its launcher to a window that answers. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { ROOT } from '../host/paths.ts';
import { browserPath } from '../e2e/browser.ts';
import type { Metric } from './metric.ts';
import { median } from './statistics.ts';

export const names = ['portable.size.MB', 'portable.start.ms'];

const ROUNDS = 7;

export async function run(): Promise<Metric[]> {
  const work = mkdtempSync(join(tmpdir(), 'machlab-bench-'));
  try {
    execFileSync(process.execPath, [join(ROOT, 'build', 'package', 'portable.ts'), '--out', work], { stdio: 'ignore' });
    const archive = join(
      work,
      readdirSync(work).find((name) => name.endsWith('.tar.gz'))!,
    );
    const unpacked = join(work, 'unpacked');
    mkdirSync(unpacked);
    execFileSync('tar', ['xzf', archive, '-C', unpacked]);
    const folder = join(unpacked, readdirSync(unpacked)[0]!);
    const node = join(folder, 'runtime', 'node');
    const packedNode = execFileSync('gzip', ['-9', '-c', node], { maxBuffer: 2 ** 30 }).length;
    const starts: number[] = [];
    const bare: number[] = [];
    for (let round = 0; round <= ROUNDS; round++) {
      const ms = await startToInteractive(join(folder, 'machlab'), join(work, `data ${round}`));
      const bareMs = timed(() => execFileSync(node, ['-e', '0']));
      if (round === 0) continue; // it warms the disk
      starts.push(ms);
      bare.push(bareMs);
    }
    return [
      {
        name: 'portable.size.MB',
        value: statSync(archive).size / 1e6,
        unit: 'MB',
        baseline: packedNode / 1e6,
        note: 'the .tar.gz of the browser edition; baseline: its Node alone, packed; target: at most 60',
      },
      {
        name: 'portable.start.ms',
        value: median(starts),
        unit: 'ms',
        baseline: median(bare),
        note: `from the launcher’s start to the first picture of the system in a browser that runs already, warm disk, median of ${ROUNDS}; baseline: its bare Node; target: at most 1,500`,
      },
    ];
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function timed(act: () => void): number {
  const startedMs = performance.now();
  act();
  return performance.now() - startedMs;
}

async function startToInteractive(launcher: string, data: string): Promise<number> {
  const browser = await chromium.launch({ args: ['--no-sandbox'], ...(browserPath === null ? {} : { executablePath: browserPath }) });
  const page = await browser.newPage();
  const startedMs = performance.now();
  const child = spawn(launcher, ['start', '--no-open', '--data', data], { stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    let text = '';
    let link: string | undefined;
    for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
      text += chunk.toString();
      if ((link = /http:\/\/127\.0\.0\.1:\d+\/#\S+/.exec(text)?.[0]) !== undefined) break;
    }
    child.stdout.resume();
    await page.goto(link!);
    await page.waitForFunction(() => performance.getEntriesByName('machlab-ready').length > 0);
    return performance.now() - startedMs;
  } finally {
    const ended = new Promise((resolve) => child.on('exit', resolve));
    child.kill('SIGTERM');
    await ended;
    await browser.close();
  }
}
