import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { COMMAND_RUN_PROGRAM, type RunProgram } from '../../kernel/abi/commands.ts';
import { DEBUG_EVENTS, DEBUG_SAYS, type KernelSays, UNACKNOWLEDGED_EVENTS_MAX } from '../../kernel/abi/debug.ts';
import { decodeBatch } from '../../kernel/trace/batch.ts';
import { readSession } from '../../kernel/trace/session.ts';
import { CATALOGUE } from '../../services/catalogue.ts';
import { openDataFolder } from '../dataFolder.ts';
import { Kernel } from '../kernel.ts';
import { kernelPath, runtimePath, servicePaths } from '../paths.ts';
import { bundleProgram, findProgram } from '../programs.ts';
import { replay } from '../replay.ts';
import { build } from '../testing/built.ts';
import { start, temporaryFolder } from '../testing/commandLine.ts';
import { KernelProcess } from './kernelProcess.ts';

beforeAll(build);

const ENDLESS = { rounds: 100_000_000 };
/** A trap is a handful of events: what is under way when tasks are not read any more, and what the host measures each second. */
const UNDER_WAY = 5000;

/** A kernel whose host takes events, and says that it keeps them only when it is told to. */
class Forgetful {
  events = 0;
  readonly #process: KernelProcess;
  readonly booted: Promise<void>;

  constructor() {
    const booted = Promise.withResolvers<void>();
    this.booted = booted.promise;
    this.#process = new KernelProcess({
      node: process.execPath,
      kernel: kernelPath(),
      onFrame: (kind, payload) => {
        if (kind === DEBUG_EVENTS) this.#take(payload);
        else if (kind === DEBUG_SAYS && (JSON.parse(Buffer.from(payload).toString()) as KernelSays).say === 'booted') booted.resolve();
      },
      onEnd: () => undefined,
    });
    onTestFinished(() => this.#process.kill());
    this.#process.boot({
      profile: 'recommended',
      runtime: runtimePath(),
      programs: servicePaths(),
      volume: openDataFolder(temporaryFolder()).volume,
      catalogue: CATALOGUE,
      inputs: false,
      bodies: false,
      events: true,
    });
  }

  async run(program: string, args: unknown): Promise<void> {
    const { name, source } = await bundleProgram(findProgram(program));
    this.#process.program(name, source);
    const asked: RunProgram = { name, program: name, arguments: JSON.stringify(args), profile: 'program', memoryMB: 0, spawner: true };
    const command = { command: COMMAND_RUN_PROGRAM, window: 0, argument: 0, argument2: 0, text: JSON.stringify(asked) };
    this.#process.command({ request: 1, command });
  }

  acknowledge(): void {
    this.#process.acknowledge(this.events);
  }

  #take(payload: Uint8Array): void {
    const batch = decodeBatch(payload)!;
    if (batch.firstSeq !== this.events) throw new Error(`events ${this.events} to ${batch.firstSeq} are missing`);
    this.events += batch.count;
  }
}

describe('a kernel whose events nobody keeps', () => {
  it('stops reading its tasks at a bound, and goes on where it was when they are kept', { timeout: 120_000 }, async () => {
    const kernel = new Forgetful();
    await kernel.booted;
    await kernel.run('ping', ENDLESS);
    const flows = async (): Promise<boolean> => {
      const before = kernel.events;
      await sleep(500);
      return kernel.events - before > 100;
    };
    while (kernel.events < UNACKNOWLEDGED_EVENTS_MAX) await sleep(20);
    await expect.poll(flows, { timeout: 20_000 }).toBe(false);
    const stopped = kernel.events;
    expect(stopped).toBeLessThan(UNACKNOWLEDGED_EVENTS_MAX + UNDER_WAY);
    kernel.acknowledge();
    await expect.poll(() => kernel.events, { timeout: 20_000 }).toBeGreaterThan(stopped + UNDER_WAY);
  });
});

describe('the record of a kernel that is killed', () => {
  it(
    'has every event that was acknowledged, in its file too, and nothing that the inputs do not lead to',
    { timeout: 60_000 },
    async () => {
      const trace = join(temporaryFolder(), 'killed.machlab');
      let kept = 0;
      const data = openDataFolder(temporaryFolder());
      const kernel = new Kernel({ data, title: 'killed', trace, windows: true, onEdge: ({ end }) => (kept = end) });
      onTestFinished(() => kernel.close());
      await kernel.booted();
      kernel.handIn(await bundleProgram(findProgram('ping')));
      await kernel.run('ping', { arguments: ENDLESS });
      await expect.poll(() => kept, { timeout: 30_000 }).toBeGreaterThan(20_000);
      const acknowledged = kept;
      process.kill(kernel.pid, 'SIGKILL');
      const end = await kernel.ended;
      expect(end).toMatchObject({ signal: 'SIGKILL', traceProblem: '' });
      expect(end.events).toBeGreaterThanOrEqual(acknowledged);
      const session = await readSession(readFileSync(trace));
      expect([session.problem, session.log.first, session.log.end]).toEqual([null, 0, end.events]);
      expect(await replay(session)).toMatchObject({ events: end.events, difference: null });
    },
  );

  it('can be opened up to about the last second when its host is killed with it', { timeout: 60_000 }, async () => {
    const trace = join(temporaryFolder(), 'host killed.machlab');
    const program = join(temporaryFolder(), 'endless.ts');
    writeFileSync(
      program,
      "import { allocateSendable, destroyPort } from 'machlab'; for (;;) await destroyPort(await allocateSendable());",
    );
    const running = start(['run', program, '--trace', trace]);
    await expect.poll(() => readFileSync(trace, { flag: 'a+' }).length, { timeout: 30_000 }).toBeGreaterThan(20_000);
    running.child.kill('SIGKILL');
    await running.ended;
    const session = await readSession(readFileSync(trace));
    expect(session.problem).toMatch(/^the file is cut short; opened up to event \d+$/);
    expect(session.log.end).toBeGreaterThan(100);
    expect(await replay(session)).toMatchObject({ events: session.log.end, difference: null });
  });
});
