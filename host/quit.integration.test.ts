import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from './paths.ts';
import { start, temporaryFolder, type Running } from './testing/commandLine.ts';
import { below, isAlive } from './testing/processes.ts';

/** Rounds of each way to end; fewer in a continuous integration that says so. */
const ROUNDS = Number(process.env['MACHLAB_QUIT_ROUNDS'] ?? 20);

async function link({ stdout }: Running): Promise<string> {
  await expect.poll(stdout, { timeout: 30_000 }).toMatch(/http:\/\/127\.0\.0\.1:\d+\/#/);
  return /http:\/\/127\.0\.0\.1:\d+/.exec(stdout())![0];
}

describe.runIf(process.platform === 'linux')('a system that is ended', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'] as const)(
    'by %s leaves no process of kernel or tasks',
    { timeout: 240_000 },
    async (signal) => {
      for (let round = 0; round < ROUNDS; round++) {
        const running = start(['start', '--no-open'], { env: { MACHLAB_DATA: temporaryFolder() } });
        await link(running);
        const all = below(running.child.pid!);
        expect(all.length).toBeGreaterThanOrEqual(2); // kernel and file service
        running.child.kill(signal);
        await running.ended;
        await expect.poll(() => all.filter(isAlive), { timeout: 10_000 }).toEqual([]);
      }
    },
  );

  it('by its terminal, which is closed, leaves no process of kernel or tasks', { timeout: 240_000 }, async (context) => {
    context.skip(!existsSync('/usr/bin/script'), 'there is no script(1) here, which makes a terminal');
    for (let round = 0; round < ROUNDS; round++) {
      const terminal = inTerminal(temporaryFolder());
      await expect.poll(terminal.shown, { timeout: 30_000 }).toMatch(/http:\/\/127\.0\.0\.1:\d+\/#/);
      const all = below(terminal.child.pid!);
      const host = all.find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('machlab.mjs'))!;
      // It stands in the terminal as a person's command does: field 7 of stat is its terminal.
      expect(Number(readFileSync(`/proc/${host}/stat`, 'utf8').split(') ')[1]!.split(' ')[4])).not.toBe(0);
      expect(below(host).length).toBeGreaterThanOrEqual(2);
      terminal.child.kill('SIGKILL'); // its end of the terminal goes with it, as when a window is closed
      await expect.poll(() => all.filter(isAlive), { timeout: 10_000 }).toEqual([]);
    }
  });
});

/** `machlab start` in a terminal of its own. */
function inTerminal(data: string): { readonly child: ChildProcess; readonly shown: () => string } {
  const command = `exec '${process.execPath}' '${join(ROOT, 'dist', 'machlab.mjs')}' start --no-open`;
  const child = spawn('/usr/bin/script', ['--quiet', '--flush', '--command', command, '/dev/null'], {
    env: { ...process.env, SHELL: '/bin/sh', MACHLAB_DATA: data },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (more: string) => (text += more));
  return { child, shown: () => text };
}

describe.runIf(process.platform === 'linux')('systems beside each other', () => {
  it('share no port, no socket and no data, however many start at once', { timeout: 120_000 }, async () => {
    const systems = Array.from({ length: 5 }, () => ({ data: temporaryFolder() }));
    const shared = temporaryFolder(); // two of one user in the same data folder
    const running = [...systems.map(({ data }) => data), shared, shared].map((data) =>
      start(['start', '--no-open'], { env: { MACHLAB_DATA: data } }),
    );
    const links = await Promise.all(running.map(link));
    expect(new Set(links).size).toBe(running.length);
    const kernels = running.map(({ child }) => below(child.pid!));
    expect(new Set(kernels.flat()).size).toBe(kernels.flat().length);
    running[0]!.child.kill('SIGKILL');
    await running[0]!.ended;
    await expect.poll(() => kernels[0]!.filter(isAlive), { timeout: 10_000 }).toEqual([]);
    expect(kernels.slice(1).every((all) => all.some(isAlive))).toBe(true);
    for (const { child } of running.slice(1)) child.kill('SIGTERM');
    await Promise.all(running.map(({ ended }) => ended));
  });
});
