import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { fileService } from '../kernel/abi/interfaces/file.ts';
import { NO_ADDITIONS, readSession } from '../kernel/trace/session.ts';
import { openDataFolder } from './dataFolder.ts';
import { Kernel } from './kernel.ts';
import { decodeBatch } from '../kernel/trace/batch.ts';
import { LogEvent } from '../kernel/trace/event.ts';
import { bundleProgram, bundleSource, findProgram, labPrograms } from './programs.ts';
import { replay } from './replay.ts';
import { build } from './testing/built.ts';
import { machlab, start, temporaryFolder } from './testing/commandLine.ts';
import { below } from './testing/processes.ts';

beforeAll(build);

interface About {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly kernelPid: number;
  readonly processes: readonly { readonly pid: number; readonly name: string }[];
  readonly events: number;
}

describe('hello', () => {
  it('goes from a locked task through the kernel process to the locked file service and back, every step in its events', async () => {
    const trace = join(temporaryFolder(), 'hello é.machlab');
    const { code, stdout, stderr } = await machlab('run', 'hello', '--json', '--trace', trace);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const about = JSON.parse(stdout) as About;
    expect(about.stdout).toBe('Hello from a task in a sandbox.\n');
    expect(about.processes.map(({ name }) => name)).toEqual(['hello', 'file']);

    const { log, problem, about: recorded } = await readSession(readFileSync(trace));
    expect(problem).toBeNull();
    expect(log.end).toBe(about.events);
    expect(recorded.catalogue).toContain('file');
    const events = Array.from({ length: log.end }, (_, seq) => log.event(seq)!);
    const pids = events.filter(({ name }) => name === 'process-started').map((event) => event.field('pid'));
    expect(pids).toEqual(about.processes.map(({ pid }) => pid));
    const ends = events.filter(({ name }) => name === 'process-ended').map((event) => [event.field('pid'), event.field('exitCode')]);
    expect(ends).toContainEqual([pids[0], 0]);
    const requests = events.filter(({ name }) => name === 'delivered').map((event) => event.field('msghId'));
    expect(requests).toEqual(expect.arrayContaining([fileService.file_replace.id, fileService.file_open.id]));
    expect(events.filter(({ name }) => name === 'process-ready')).toHaveLength(2);
  });

  it('is locked in by the operating system, which says so too', async (context) => {
    context.skip(process.platform !== 'linux', 'only Linux has these layers');
    const trace = join(temporaryFolder(), 'hello.machlab');
    await machlab('run', 'hello', '--trace', trace);
    const { log, about } = await readSession(readFileSync(trace));
    expect(about.sandbox).toContain('seccomp');
    const events = Array.from({ length: log.end }, (_, seq) => log.event(seq)!);
    const checks = events
      .filter(({ name }) => name === 'process-checked')
      .map((event) => [event.field('seccomp'), event.field('noNewPrivs')]);
    expect(checks).toContainEqual([2, 1]);
  });

  it('is told sentence by sentence by `machlab start`', async () => {
    const running = start(['start', '--no-open']);
    onTestFinished(() => void running.child.kill('SIGKILL'));
    await vi.waitFor(() => expect(running.stdout()).toContain('The window: http'), 20_000);
    running.child.kill('SIGINT');
    const { stdout, stderr } = await running.ended;
    expect(stderr).toBe('');
    expect(stdout).toMatch(/#\d+\s+\d+ {2}hello asks the name service for “machlab\.file”/);
    expect(stdout).toMatch(/file holds the receive right to machlab\.file now/);
    expect(stdout).toMatch(/hello writes on its console: Hello from a task in a sandbox\./);
  });
});

describe('a recorded run of the whole system', () => {
  it.each(labPrograms())('gives the same events again from its inputs: %s', async (program) => {
    const trace = join(temporaryFolder(), 'run.machlab');
    const { code, stderr } = await machlab('run', program, '--trace', trace);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.any(String) as string });
    const session = await readSession(readFileSync(trace));
    const result = await replay(session);
    expect(result).toMatchObject({ difference: null, beyond: 0 });
    expect(result.events).toBe(session.log.end);
    expect(result.inputs).toBeGreaterThan(20);
  });

  it('differs where its record is changed', async () => {
    const trace = join(temporaryFolder(), 'run.machlab');
    await machlab('run', 'hello', '--trace', trace);
    const { inputs, log } = await readSession(readFileSync(trace));
    const all = await inputs.all();
    const { difference } = await replay({ log, inputs: all.toSpliced(Math.floor(all.length / 2), 1) });
    expect(difference).not.toBeNull();
    expect(difference?.recorded).not.toBe(difference?.now);
  });
});

describe('a bundled program', () => {
  it.each(labPrograms())('leaves nothing running that it started: %s', async (program) => {
    const kernel = new Kernel({ data: openDataFolder(temporaryFolder()), title: program, windows: true });
    onTestFinished(async () => {
      await kernel.kill();
      kernel.close();
    });
    await kernel.booted();
    kernel.handIn(await bundleProgram(findProgram(program)));
    await kernel.outcome((await kernel.run(program)).process);
    const nameOf = (pid: number): string | undefined => [...kernel.processes.values()].find((one) => one.pid === pid)?.name;
    const left = (): unknown[] =>
      below(kernel.pid)
        .map(nameOf)
        .filter((name) => name !== 'file');
    await vi.waitFor(() => expect(left()).toEqual([]), 10_000);
  });
});

describe('bodies of messages', () => {
  it('are whole for those who watch, beyond what the log has of them', async () => {
    const kernel = new Kernel({ data: openDataFolder(temporaryFolder()), title: 'bodies', windows: true });
    onTestFinished(async () => {
      await kernel.kill();
      kernel.close();
    });
    await kernel.booted();
    const text = `import { allocateSendable, receive, send, COPY_SEND } from 'machlab';
      const port = await allocateSendable();
      await send({ remote: { name: port, disposition: COPY_SEND }, id: 77, data: new Uint8Array(5000).map((_, index) => index) });
      await receive(port);`;
    kernel.handIn(await bundleSource('large', text));
    await kernel.outcome((await kernel.run('large')).process);
    const batch = decodeBatch((await kernel.range(0, 10_000)) ?? new Uint8Array(0));
    const events = Array.from({ length: batch?.count ?? 0 }, (_, seq) => new LogEvent(batch!, seq));
    const made = events.find((event) => event.name === 'msg-created' && event.field('msghId') === 77);
    expect([made?.field('bodyBytes'), made?.bytes.length]).toEqual([5000, 256]);
    const body = await kernel.body(made?.field('msg') ?? 0);
    expect([body?.length, body?.[4999]]).toEqual([5000, 4999 & 0xff]);
    expect(await kernel.body(1_000_000)).toBeNull();
    const session = await readSession((await kernel.session(NO_ADDITIONS)).bytes);
    expect(session.bodies.get(made?.field('msg') ?? 0)).toEqual(body);
  });
});
