import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDataFolder } from '../../host/dataFolder.ts';
import { Kernel } from '../../host/kernel.ts';
import { bundleProgram } from '../../host/programs.ts';
import type { Given } from './program.ts';

/** What a client has measured: each call, and all of them together. */
export interface Sample {
  readonly us: readonly number[];
  readonly tookMs: number;
}

export interface Load {
  readonly threads: number;
  readonly warm: number;
  readonly calls: number;
  readonly stubs?: boolean;
  /** Who else is there. */
  readonly company?: Given;
}

const PROGRAM = join(import.meta.dirname, 'program.ts');
const RELAY = join(import.meta.dirname, 'relay.ts');

/** Client and server as tasks of a system of their own. */
export async function throughKernel({ threads, warm, calls, company, stubs = false }: Load, recording = true): Promise<Sample> {
  const folder = mkdtempSync(join(tmpdir(), 'machlab-bench-'));
  let printed = '';
  const kernel = new Kernel({
    data: openDataFolder(folder),
    title: 'bench',
    recording,
    onConsole: (_task, _stream, text) => {
      printed += text;
    },
  });
  try {
    await kernel.booted();
    const program = await bundleProgram(PROGRAM);
    kernel.handIn(program);
    const start = (given: Given): Promise<{ readonly process: number }> => kernel.run(program.name, { arguments: given });
    await start({ role: 'server', threads, stubs });
    if (company !== undefined) await start(company);
    const { process: client } = await start({ role: 'client', threads, warm, calls, stubs });
    const outcome = await kernel.outcome(client);
    if (outcome.what !== 'exit' || outcome.exit.code !== 0)
      throw new Error(`the client did not end well: ${JSON.stringify(outcome)} ${printed}`);
    return JSON.parse(printed) as Sample;
  } finally {
    await kernel.shutdown();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The same between three bare processes. */
export async function throughRelay({ threads, warm, calls }: Load): Promise<Sample> {
  const relay = spawn(process.execPath, [RELAY, 'relay', ...[threads, warm, calls].map(String)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  relay.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  await new Promise((resolve) => relay.on('close', resolve));
  return JSON.parse(printed) as Sample;
}
