import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundleRuntime } from '../../services/runtime/escape/bundles.fixture.ts';
import { runTask, type TaskRun } from '../../services/runtime/escape/taskRun.fixture.ts';
import { checkProcess, measureMemory } from './check.ts';
import type { ProcessExit } from './exit.ts';
import { takeIoUringAway } from './ioUring.ts';
import { TASK_PROFILES } from './profiles.ts';
import { STDERR_KEPT_BYTES } from './stderrTail.ts';

const onLinux = process.platform === 'linux';
let runtime: Buffer;

beforeAll(async () => {
  takeIoUringAway();
  runtime = Buffer.from(await bundleRuntime());
});

const start = (program: string, more: { arguments?: unknown; memoryMB?: number } = {}): Promise<TaskRun> =>
  runTask({
    runtime,
    program,
    arguments: more.arguments,
    profile: { ...TASK_PROFILES.program, ...(more.memoryMB === undefined ? {} : { memoryMB: more.memoryMB }) },
  });

async function exitOf(program: string, more: { arguments?: unknown; memoryMB?: number } = {}): Promise<ProcessExit> {
  return (await start(program, more)).exit;
}

describe('the end of a program', () => {
  it('is exit code 0 when its last line has run', async () => {
    expect(await exitOf('const one = 1;')).toEqual({ code: 0, signal: null, stderr: '' });
  });

  it('waits for what the program still waits for', async () => {
    const { code, stderr } = await exitOf("setTimeout(() => process.stderr.write('late'), 30)");
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'late' });
  });

  it('has the code that main returns, and main gets the arguments', async () => {
    expect(await exitOf('export const main = ({ code }) => code + 1', { arguments: { code: 41 } })).toMatchObject({ code: 42 });
  });

  it('has the code given to process.exit, and nothing after it runs', async () => {
    const { code, stderr } = await exitOf("process.exit(3); process.stderr.write('still here')");
    expect({ code, stderr }).toEqual({ code: 3, stderr: '' });
  });

  it('is exit code 1 and the line of the source file when nobody catches an error', async () => {
    const map = { version: 3, sources: ['labs/programs/wörk it.ts'], sourcesContent: ['\n\nfail()'], names: [], mappings: 'AAEA' };
    const inline = Buffer.from(JSON.stringify(map)).toString('base64');
    const source = `throw new TypeError('what happened');\n//# sourceMappingURL=data:application/json;base64,${inline}`;
    const { code, stderr } = await exitOf(source);
    expect(code).toBe(1);
    expect(stderr).toBe('TypeError: what happened\n    at <anonymous> (labs/programs/wörk it.ts:3:1)\n');
  });

  it('is exit code 1 when nobody catches a rejection', async () => {
    expect(await exitOf("void Promise.reject(new Error('alone')); await new Promise((r) => setTimeout(r, 1000))")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Error: alone') as string,
    });
  });

  it('is exit code 13 and a sentence when the program waits for nothing that can happen', async () => {
    const { code, stderr } = await exitOf('await new Promise(() => {})');
    expect(code).toBe(13);
    expect(stderr).toContain('waits for something');
  });

  it('names a module that was not bundled', async () => {
    const { code, stderr } = await exitOf("import './other.ts'");
    expect(code).toBe(1);
    expect(stderr).toContain("'./other.ts' should have been bundled");
  });

  it('is a true SIGABRT and a true SIGSEGV', async () => {
    expect(await exitOf('process.abort()')).toMatchObject({ code: null, signal: 'SIGABRT' });
    expect(await exitOf("process.kill(process.pid, 'SIGSEGV'); setTimeout(() => {}, 1000)")).toMatchObject({ signal: 'SIGSEGV' });
  });

  it('is a signal when its heap is full, and an exception when its buffers are', async () => {
    const heap = await exitOf('const all = []; for (;;) all.push({ more: [1, 2, 3] })', { memoryMB: 32 });
    // V8 aborts at the size of its heap, and traps where the operating system refuses it a page first.
    expect(heap.code).toBeNull();
    expect(heap.signal).toMatch(/^SIG(ABRT|TRAP|ILL)$/);
    expect(heap.stderr).toMatch(/out of memory|OOM/i);
    const buffers = await exitOf('const all = []; for (;;) all.push(new Uint8Array(1 << 22).fill(1))', { memoryMB: 32 });
    expect(buffers).toMatchObject({ code: 1, stderr: expect.stringContaining('Array buffer allocation failed') as string });
  });

  it('is SIGKILL when somebody outside kills it', async () => {
    const run = await start('for (;;);');
    process.kill(run.process.pid ?? 0, 'SIGKILL');
    expect(await run.exit).toMatchObject({ code: null, signal: 'SIGKILL' });
  });

  it('keeps the end of what was written to stderr, and no more', async () => {
    const { stderr } = await exitOf('for (let i = 0; i < 20000; i++) process.stderr.write(`line ${i}\\n`)');
    expect(stderr.length).toBeLessThanOrEqual(STDERR_KEPT_BYTES);
    expect(stderr.length).toBeGreaterThan(STDERR_KEPT_BYTES / 2);
    expect(stderr).toMatch(/^line \d+\n/);
    expect(stderr).toMatch(/line 19999\n$/);
  });

  it('comes after everything that was trapped before it, whole', async () => {
    const size = 3_000_000;
    const program = `import { mainTask, mainThread, trap } from 'machlab';
      void trap(mainTask(), mainThread(), new Uint8Array(${size}).fill(7)); process.exit(0);`;
    for (let round = 0; round < 5; round++) {
      const run = await start(program);
      const trapped = await run.nextTrap();
      expect(trapped?.length).toBe(size);
      expect(await run.exit).toMatchObject({ code: 0 });
    }
  });

  it('is told once, also for a process that could not be started', async () => {
    const ends: ProcessExit[] = [];
    const execPath = process.execPath;
    process.execPath = '/nonexistent/node';
    try {
      await runTask({ runtime, program: '', profile: TASK_PROFILES.program }).catch((error: unknown) =>
        ends.push({ code: null, signal: null, stderr: String(error) }),
      );
    } finally {
      process.execPath = execPath;
    }
    expect(ends).toHaveLength(1);
    expect(ends[0]?.stderr).toContain('ENOENT');
  });
});

describe('a running task', () => {
  it('holds a promise of its own for each trap of each thread', async () => {
    const run = await start(`import { trap } from 'machlab';
      const codes = await Promise.all([1, 2, 3].map((thread) => trap(1, thread, new Uint8Array([thread]))));
      await trap(1, 1, new Uint8Array([codes.length]));
      let refused = ''; const first = trap(1, 2, new Uint8Array([9]));
      try { trap(1, 2, new Uint8Array(1)); } catch (error) { refused = error.message; }
      await first; process.stderr.write(refused);`);
    const traps = [await run.nextTrap(), await run.nextTrap(), await run.nextTrap(), await run.nextTrap(), await run.nextTrap()];
    expect(traps.map((trap) => trap?.[0])).toEqual([1, 2, 3, 3, 9]);
    expect(await run.exit).toMatchObject({ code: 0, stderr: 'thread 2 of task 1 is still in a trap' });
  });

  it('loads parts of Node lazily after the lock', async () => {
    const modules = ['fs/promises', 'os', 'crypto', 'zlib', 'sqlite', 'worker_threads', 'vm', 'v8', 'util', 'stream/web', 'perf_hooks'];
    const { code, stderr } = await exitOf(`for (const name of ${JSON.stringify(modules)}) await import('node:' + name);
      const { gzipSync, gzip } = await import('node:zlib');
      await new Promise((resolve, reject) => gzip(new Uint8Array(1 << 22), (error) => error ? reject(error) : resolve()));
      const { DatabaseSync } = await import('node:sqlite'); new DatabaseSync(':memory:').exec('create table t (a)');
      await WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]));
      process.stderr.write(String((await import('data:text/javascript,export default 42')).default));`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '42' });
  });

  it('is checked and measured from outside', async (context) => {
    context.skip(!onLinux, 'only Linux has /proc');
    const run = await start('setTimeout(() => {}, 60000)');
    const pid = run.process.pid ?? 0;
    expect(await checkProcess(pid)).toMatchObject({ filtered: true, noNewPrivs: true, unprivileged: true });
    const memory = await measureMemory(pid);
    expect(memory?.residentBytes).toBeGreaterThan(10 * 2 ** 20);
    expect(readFileSync(`/proc/${pid}/cmdline`, 'latin1')).toContain('machlab: escape');
    run.process.kill();
    await run.exit;
    expect(await checkProcess(pid)).toBeUndefined();
    expect(await measureMemory(pid)).toBeUndefined();
  });

  it('ends when the kernel process closes its channel', async () => {
    const run = await start('setInterval(() => {}, 1000)');
    run.process.channel.destroy();
    expect(await run.exit).toMatchObject({ code: 0 });
  });
});
