import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleRuntime, bundleScript } from './bundles.fixture.ts';
import type { KernelAnswer, KernelRequest } from './kernel.fixture.ts';

const HELLO = "import { mainTask, mainThread, trap } from 'machlab'; await trap(mainTask(), mainThread(), Buffer.from('here'));";

/** Node itself closes what it was born with up to 15. */
const LEAKED = 40;

const folder = mkdtempSync(join(tmpdir(), 'machlab-life-'));
const script = join(folder, 'kernel.mjs');
const kernels: ChildProcess[] = [];
let runtime: string;

beforeAll(async () => {
  runtime = await bundleRuntime();
  writeFileSync(script, await bundleScript('kernel.fixture.ts'));
});

afterAll(() => {
  for (const kernel of kernels) kernel.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

interface Start extends Partial<KernelRequest> {
  readonly node?: string;
  /** A descriptor that the kernel process is born with, under the number `LEAKED`. */
  readonly leaked?: number;
}

async function startKernel({
  node = process.execPath,
  leaked,
  programs = [],
  keepDescriptors = true,
}: Start): Promise<KernelAnswer & { kernel: ChildProcess }> {
  const requestFile = join(folder, `request-${kernels.length}.json`);
  writeFileSync(requestFile, JSON.stringify({ runtime, programs, keepDescriptors } satisfies KernelRequest));
  const stdio = ['ignore', 'pipe', 'inherit', ...Array<'ignore'>(LEAKED - 3).fill('ignore'), leaked ?? 'ignore'] as (
    | 'ignore'
    | 'pipe'
    | 'inherit'
    | number
  )[];
  const kernel = spawn(node, ['--disable-warning=ExperimentalWarning', script, requestFile], { env: {}, stdio });
  kernels.push(kernel);
  const [line] = (await once(kernel.stdout!, 'data')) as [Buffer];
  return { kernel, ...(JSON.parse(line.toString('utf8')) as KernelAnswer) };
}

/** A process that is gone, or dead and not yet reaped by whoever inherited it. */
function hasEnded(pid: number): boolean {
  try {
    return /^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'latin1'));
  } catch {
    return true;
  }
}

async function endedWithin(pids: readonly number[], ms: number): Promise<boolean> {
  for (const started = performance.now(); performance.now() - started < ms; await new Promise((resolve) => setTimeout(resolve, 10))) {
    if (pids.every(hasEnded)) return true;
  }
  return false;
}

describe.skipIf(process.platform !== 'linux')('a task', () => {
  it('ends with a kernel process that is killed, be it idle, waiting in a trap, or computing for ever', async () => {
    const programs = [
      `${HELLO} setInterval(() => {}, 1000)`,
      `${HELLO} await new Promise(() => setInterval(() => {}, 9))`,
      `${HELLO} for (;;);`,
    ];
    const { kernel, pids } = await startKernel({ programs });
    expect(pids.every((pid) => pid > 0 && !hasEnded(pid))).toBe(true);
    kernel.kill('SIGKILL');
    expect(await endedWithin(pids, 3000)).toBe(true);
  });

  it('inherits no descriptor that the kernel process was born with', async () => {
    const secret = join(folder, 'secret');
    writeFileSync(secret, 'a secret');
    const look = `import fs from 'node:fs'; import { mainTask, mainThread, trap } from 'machlab';
      let told; try { const text = Buffer.alloc(8); fs.readSync(${LEAKED}, text, 0, 8, null); told = String(text); } catch (error) { told = error.code; }
      await trap(mainTask(), mainThread(), Buffer.from(told));`;
    const leaked = openSync(secret, 'r');
    expect((await startKernel({ programs: [look], leaked, keepDescriptors: false })).told).toEqual(['a secret']);
    expect((await startKernel({ programs: [look], leaked: openSync(secret, 'r') })).told).not.toEqual(['a secret']);
  });

  it('starts wherever the project lies, whatever its path is called', async () => {
    const odd = join(folder, 'Größe “x” & y');
    symlinkSync(process.execPath, odd);
    const { told } = await startKernel({ node: odd, programs: [HELLO] });
    expect(told).toEqual(['here']);
    expect(existsSync(odd)).toBe(true);
  });
});
