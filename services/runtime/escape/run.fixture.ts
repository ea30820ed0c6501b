import { execFile } from 'node:child_process';
import { chmodSync, copyFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { bundleScript } from './bundles.fixture.ts';
import type { RunnerAnswer, RunnerRequest } from './runner.fixture.ts';

/** Runs a kernel process of the suite. */
export async function runRunner(request: RunnerRequest): Promise<RunnerAnswer> {
  const folder = mkdtempSync(join(tmpdir(), 'machlab-runner-'));
  try {
    chmodSync(folder, 0o755);
    const script = join(folder, 'runner.mjs');
    const requestFile = join(folder, 'request.json');
    writeFileSync(script, await bundleScript('runner.fixture.ts'));
    writeFileSync(requestFile, JSON.stringify(request));
    const node = request.user === null ? process.execPath : nodeForAnyUser(folder);
    const { stdout } = await promisify(execFile)(node, ['--disable-warning=ExperimentalWarning', script, requestFile], {
      cwd: '/',
      env: { TMPDIR: tmpdir(), PATH: '/usr/bin:/bin' },
      maxBuffer: 64 * 2 ** 20,
    });
    return JSON.parse(stdout) as RunnerAnswer;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The pinned Node, copied if it lies where another user cannot get at it. */
function nodeForAnyUser(folder: string): string {
  let open = true;
  for (let path = process.execPath; path !== dirname(path); path = dirname(path)) open &&= (statSync(path).mode & 0o001) !== 0;
  if (open) return process.execPath;
  const copy = join(folder, 'node');
  copyFileSync(process.execPath, copy);
  chmodSync(copy, 0o755);
  return copy;
}
