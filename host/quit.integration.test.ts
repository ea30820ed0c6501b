import { describe, expect, it } from 'vitest';
import { start, temporaryFolder, type Running } from './testing/commandLine.ts';
import { below, isAlive } from './testing/processes.ts';

/** Rounds of each way to end; more on demand. */
const ROUNDS = Number(process.env['MACHLAB_QUIT_ROUNDS'] ?? 3);

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
});

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
