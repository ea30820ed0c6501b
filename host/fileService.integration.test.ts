import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { STREAM_OUT } from '../kernel/abi/interfaces/machlab.ts';
import { openDataFolder } from './dataFolder.ts';
import { Kernel } from './kernel.ts';
import { bundleProgram } from './programs.ts';

/** Systems that are booted, each for 200 writes and one `kill -9` in the middle of them. */
const ROUNDS = Number(process.env['MACHLAB_KILL_ROUNDS'] ?? 6);
const WRITES = 200;

interface Told {
  readonly problems: readonly string[];
  readonly codes: readonly string[];
}

/** Boots a system, lets the writer work, and kills the file service after a random number of milliseconds. */
async function round(seed: number): Promise<Told & { readonly killed: boolean; readonly services: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'machlab kill é '));
  try {
    let text = '';
    const kernel = new Kernel({
      data: openDataFolder(folder),
      title: 'writer',
      onConsole: (_task, stream, line) => (text += stream === STREAM_OUT ? line : ''),
    });
    await kernel.booted();
    const program = await bundleProgram(join(import.meta.dirname, 'testing', 'writer.fixture.ts'));
    kernel.handIn(program);
    const { process: id } = await kernel.run(program.name, { arguments: { writes: WRITES, seed } });
    const killed = killFileService(kernel, (seed * 7919) % 120);
    const outcome = await kernel.outcome(id, 40_000);
    const result = { killed: await killed, services: [...kernel.processes.values()].filter(({ name }) => name === 'file').length };
    await kernel.shutdown();
    if (outcome.what !== 'exit') throw new Error(`the writer did not end: ${outcome.what}`);
    if (outcome.exit.code !== 0) throw new Error(`the writer ended with ${outcome.exit.code}: ${outcome.exit.stderr}${text}`);
    return { ...result, ...(JSON.parse(text) as Told) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function killFileService(kernel: Kernel, delayMs: number): Promise<boolean> {
  for (;;) {
    const service = [...kernel.processes.values()].find(({ name }) => name === 'file');
    await sleep(service === undefined ? 2 : delayMs + 20);
    if (service === undefined) continue;
    try {
      process.kill(service.pid, 'SIGKILL');
      return true;
    } catch {
      return false; // the writer had finished, and the system with it
    }
  }
}

describe('the file service, killed from outside in the middle of 200 random writes', () => {
  it(
    `leaves no torn file and loses no answered write, and its clients go on (${ROUNDS} times)`,
    async () => {
      const rounds = [];
      for (let seed = 1; seed <= ROUNDS; seed++) rounds.push(await round(seed));
      expect(rounds.flatMap(({ problems }) => problems)).toEqual([]);
      const known = /: (MIG_SERVER_DIED|MACH_SEND_INVALID_DEST|FILE_\w+)$/;
      expect(rounds.flatMap(({ codes }) => codes).filter((code) => !known.test(code))).toEqual([]);
      expect(rounds.filter(({ killed, services }) => killed && services > 1).length).toBeGreaterThan(ROUNDS / 2);
    },
    ROUNDS * 45_000,
  );
});
