import { describe, expect, it } from 'vitest';
import { COMMAND_BREAK, COMMAND_RUN } from '../kernel/abi/commands.ts';
import { PROFILES, type ProfileName } from '../kernel/abi/profile.ts';
import { INPUT_BOOT, INPUT_COMMAND, type BootInput, type InputSink } from '../kernel/machine/inputs.ts';
import { Log } from '../kernel/trace/log.ts';
import { type InputRecord, readSession, writeSession } from '../kernel/trace/session.ts';
import { Crowd } from '../kernel/trace/testing/crowd.ts';
import { replay } from './replay.ts';

/** Runs of the big test: `MACHLAB_REPLAYS=1000` for all that are promised. */
const RUNS = Number(process.env['MACHLAB_REPLAYS'] ?? 60);
const ACTS = 250;
const PROFILE_NAMES = Object.keys(PROFILES) as ProfileName[];

class Inputs implements InputSink {
  readonly records: InputRecord[] = [];

  input(kind: number, hostUs: number, process: number, bytes: Uint8Array, at: number, end: number): void {
    const payload = new Uint8Array(4 + end - at);
    new DataView(payload.buffer).setUint32(0, process, true);
    payload.set(bytes.subarray(at, end), 4);
    this.records.push({ kind, hostUs, payload });
  }
}

/** A random run with everything that a session keeps of it. Every third has a breakpoint, which stops it now and then. */
function randomRun(seed: number): { readonly log: Log; readonly inputs: readonly InputRecord[] } {
  const profile = PROFILE_NAMES[seed % PROFILE_NAMES.length] ?? 'recommended';
  const inputs = new Inputs();
  const boot = new TextEncoder().encode(JSON.stringify({ profile, catalogue: [] } satisfies BootInput));
  inputs.input(INPUT_BOOT, 1000, 0, boot, 0, boot.length);
  const crowd = new Crowd(seed, profile, inputs);
  const { machine } = crowd.bench;
  const command = (number: number, text = ''): void =>
    machine.command(crowd.bench.hostUs, { command: number, window: 1, argument: 1, argument2: 0, text });
  if (seed % 3 === 0) command(COMMAND_BREAK, 'type:name-died,msg-destroyed');
  for (let left = ACTS; left > 0; left -= 50) {
    crowd.act(50);
    command(COMMAND_RUN);
  }
  const log = new Log();
  for (const batch of crowd.act(10).batches) log.append(batch);
  return { log, inputs: inputs.records };
}

describe('a replay of the kernel', () => {
  it(`gives every event of ${RUNS} random runs again`, { timeout: 600_000 }, async () => {
    let events = 0;
    for (let seed = 1; seed <= RUNS; seed++) {
      const run = randomRun(seed);
      const result = await replay(run);
      expect({ seed, ...result }).toEqual({ seed, inputs: run.inputs.length, events: run.log.end, difference: null, beyond: 0 });
      events += result.events;
    }
    expect(events).toBeGreaterThan(RUNS * 500);
  });

  it('needs nothing but the session’s file', async () => {
    const run = randomRun(2);
    const pieces: Uint8Array[] = [];
    const about = { machlab: '0', os: '', startedAt: '', seed: 0, profile: 'classic', sandbox: [], catalogue: [], title: '' };
    await writeSession({ about, ...run, marks: { bookmarks: [], notes: [] } }, (bytes) => void pieces.push(bytes.slice()));
    const session = await readSession(new Uint8Array(Buffer.concat(pieces)));
    expect(await replay(session)).toEqual({ inputs: run.inputs.length, events: run.log.end, difference: null, beyond: 0 });
  });

  it('tells the first event that differs, in words, when an input is another', async () => {
    const run = randomRun(5);
    const at = run.inputs.findLastIndex(({ kind }) => kind === INPUT_COMMAND);
    const { difference } = await replay({ log: run.log, inputs: run.inputs.filter((_, index) => index !== at) });
    expect(difference?.recorded).toMatch(/^\w.*\. \([a-z-]+( \w+=-?\d+)*\)$/);
    expect(difference?.now).not.toBe(difference?.recorded);
    expect((await replay({ ...run, inputs: run.inputs.slice(0, at) })).difference).toMatchObject({ now: '' });
  });

  it('compares as far as a session that was cut short goes, whichever ends first', async () => {
    const { log, inputs } = randomRun(7);
    const problem = 'the file is cut short';
    const half = new Log();
    for (const batch of log.chunks().slice(0, 1)) half.append({ ...batch, count: 100 });
    expect(await replay({ log: half, inputs, problem })).toEqual({
      inputs: inputs.length,
      events: 100,
      difference: null,
      beyond: log.end - 100,
    });
    const some = await replay({ log, inputs: inputs.slice(0, 20), problem });
    expect(some).toMatchObject({ inputs: 20, difference: null });
    expect(some.events).toBeLessThan(log.end);
    expect((await replay({ log, inputs: inputs.toSpliced(9, 1), problem })).difference).not.toBeNull();
  });

  it('says so when the session has no inputs', async () => {
    const { log } = randomRun(1);
    await expect(replay({ log, inputs: [] })).rejects.toThrow('keeps no inputs');
  });
});
