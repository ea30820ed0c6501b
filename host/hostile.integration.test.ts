import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { COMMAND_RUN_PROGRAM } from '../kernel/abi/commands.ts';
import { EXIT_PANIC } from '../kernel/abi/debug.ts';
import { residentBytes } from '../kernel/process/memoryWatch.ts';
import { readSession } from '../kernel/trace/session.ts';
import { openDataFolder } from './dataFolder.ts';
import { Kernel } from './kernel.ts';
import { bundleProgram, bundleSource, findProgram } from './programs.ts';
import { replay } from './replay.ts';
import { build } from './testing/built.ts';
import { temporaryFolder } from './testing/commandLine.ts';

beforeAll(build);

const MB = 2 ** 20;

async function boot(more: { trace?: string } = {}): Promise<Kernel> {
  const kernel = new Kernel({ data: openDataFolder(temporaryFolder()), title: 'hostile', ...more });
  onTestFinished(async () => void (await kernel.kill()));
  await kernel.booted();
  return kernel;
}

/** Starts a program that has the channel itself in its hands. */
async function startHostile(kernel: Kernel, text: string): Promise<number> {
  const program = await bundleSource(
    'hostile',
    `import { mainTask, mainThread } from 'machlab';
     import { writeSync } from 'node:fs';
     /** A frame: kind, thread and payload; its length may be a lie. */
     function frame(kind: number, thread: number, payload: Uint8Array, length = 16 + payload.length): Uint8Array {
       const bytes = new Uint8Array(16 + payload.length);
       const view = new DataView(bytes.buffer);
       [length, kind, mainTask(), thread].forEach((word, index) => view.setUint32(index * 4, word >>> 0, true));
       bytes.set(payload, 16);
       return bytes;
     }
     const trap = (number: number): Uint8Array => new Uint8Array(new Uint32Array([number]).buffer);
     const write = (bytes: Uint8Array): void => void writeSync(3, bytes);
     setInterval(() => {}, 1000);
     ${text}`,
  );
  kernel.handIn(program);
  return (await kernel.run(program.name)).process;
}

/** A program of the same system, after or beside a hostile one: the code it ends with. */
async function bystander(kernel: Kernel, name = 'hello'): Promise<number | string> {
  const program = await bundleProgram(findProgram(name));
  kernel.handIn(program);
  const outcome = await kernel.outcome((await kernel.run(program.name)).process, 20_000);
  return outcome.what === 'exit' ? outcome.exit.code : outcome.what;
}

describe('a task that breaks the rules of its channel is ended, and nobody else notices', () => {
  it.each<[string, string]>([
    ['a length that no frame has', 'write(frame(2, mainThread(), trap(4), 3));'],
    ['a length beyond all limits', 'write(frame(2, mainThread(), trap(4), 0xffffffff));'],
    ['random bytes', 'write(new Uint8Array(5000).map((_, index) => (index * 2654435761) >>> 13));'],
    ['zeros', 'write(new Uint8Array(64));'],
    ['a kind of frame that there is not', 'write(frame(99, mainThread(), trap(4)));'],
    ['a second greeting', 'write(frame(1, 0, new Uint8Array(16)));'],
    ['a trap without a number', 'write(frame(2, mainThread(), new Uint8Array(0)));'],
    ['a thread that never was', 'write(frame(2, 4_000_000, trap(4)));'],
    ['a thread of somebody else', 'write(frame(2, 1, trap(4))); write(frame(2, mainThread() - 1, trap(4)));'],
    [
      'two traps of one thread at once',
      'const wait = new Uint8Array(28); new DataView(wait.buffer).setUint32(0, 1, true); new DataView(wait.buffer).setUint32(4, 2, true); new DataView(wait.buffer).setUint32(16, 0x0103, true); write(frame(2, mainThread(), wait)); write(frame(2, mainThread(), wait));',
    ],
  ])('%s', async (_what, text) => {
    const kernel = await boot();
    const id = await startHostile(kernel, text);
    const outcome = await kernel.outcome(id, 10_000);
    expect(outcome).toMatchObject({ what: 'exit', exit: { signal: 'SIGKILL' } });
    expect(await bystander(kernel)).toBe(0);
  });

  it('ends well when it is cut off in the middle of a frame', async () => {
    const kernel = await boot();
    const id = await startHostile(kernel, 'write(frame(2, mainThread(), trap(4), 1000)); process.exit(5);');
    expect(await kernel.outcome(id, 10_000)).toMatchObject({ what: 'exit', exit: { code: 5 } });
    expect(await bystander(kernel)).toBe(0);
  });
});

describe('a task that takes what it can get', () => {
  it('waits alone for the rest of a frame that never ends', async () => {
    const kernel = await boot();
    await startHostile(kernel, 'for (let id = 0; id < 3; id++) write(frame(2, mainThread(), new Uint8Array(60_000), 60_000_000));');
    await sleep(300);
    expect(await bystander(kernel)).toBe(0);
    expect((await residentBytes(kernel.pid)) ?? 0).toBeLessThan(150 * MB);
  });

  it('is not read any more while it does not read its answers, and the kernel does not grow', async () => {
    const kernel = await boot();
    await startHostile(
      kernel,
      `const one = frame(2, mainThread(), trap(4)); const many = new Uint8Array(one.length * 500).map((_, index) => one[index % one.length]!);
       for (;;) try { write(many); } catch (error) { if (error.code !== 'EAGAIN') throw error; }`,
    );
    await sleep(700);
    expect(await bystander(kernel)).toBe(0);
    expect(await bystander(kernel, 'ping')).toBe(0);
    expect((await residentBytes(kernel.pid)) ?? 0).toBeLessThan(250 * MB);
  });

  it('floods, and others still get their turns', async () => {
    const kernel = await boot();
    const flood = await bundleProgram(join(import.meta.dirname, '..', 'bench', 'rpc', 'program.ts'));
    kernel.handIn(flood);
    for (let flooder = 0; flooder < 2; flooder++) await kernel.run(flood.name, { arguments: { role: 'flooder', threads: 200 } });
    await sleep(500);
    expect(await bystander(kernel)).toBe(0);
    expect(await bystander(kernel, 'ping')).toBe(0);
  });
});

describe('a panic of the kernel', () => {
  it('ends the kernel process with code 70, and the record has everything up to it', async () => {
    const trace = join(temporaryFolder(), 'panic.machlab');
    const kernel = await boot({ trace });
    expect(await bystander(kernel)).toBe(0);
    void kernel.command({ command: COMMAND_RUN_PROGRAM, text: 'no JSON' });
    const end = await kernel.ended;
    expect(end).toMatchObject({ code: EXIT_PANIC, panic: expect.stringMatching(/JSON/) as string });
    expect(end.stderr).toMatch(/at .*machine/); // where in the code, which is not in the record
    const session = await readSession(readFileSync(trace));
    const { log, problem } = session;
    expect(problem).toBeNull();
    expect(log.end).toBe(end.events);
    expect(log.event(log.end - 1)?.name).toBe('panic');
    expect(await replay(session)).toMatchObject({ events: log.end, difference: null, beyond: 0 });
  });
});
