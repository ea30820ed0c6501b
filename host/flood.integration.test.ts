import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { COMMAND_PAUSE, COMMAND_RUN, COMMAND_STEP } from '../kernel/abi/commands.ts';
import { EV_MODE, EV_TRAP, MODE_PAUSED } from '../kernel/abi/events.ts';
import { readSession } from '../kernel/trace/session.ts';
import { openDataFolder } from './dataFolder.ts';
import { Kernel } from './kernel.ts';
import { bundleSource } from './programs.ts';
import { replay } from './replay.ts';
import { build } from './testing/built.ts';
import { temporaryFolder } from './testing/commandLine.ts';

beforeAll(build);

const SENDERS = 3;
const LETTERS = 4000;
/** What a sender and the receiver wait at most; less than the longest pause. */
const PATIENCE_MS = 1500;
const LONG_PAUSE_MS = 2000;

const FLOOD = `import { allocateSendable, args, copySend, receive, registeredPorts, send, spawn, RCV_TIMEOUT, SEND_TIMEOUT } from 'machlab';
const limit = { timeoutMs: ${PATIENCE_MS} };
if (args === null) {
  const box = await allocateSendable();
  for (let sender = 1; sender <= ${SENDERS}; sender++) await spawn({ program: 'flood', args: sender, rights: [box] });
  const next = new Map();
  const wrong = [];
  for (let left = ${SENDERS * LETTERS}; left > 0; left--) {
    const { code, message } = await receive(box, { options: RCV_TIMEOUT, ...limit });
    if (message === undefined) { wrong.push('receive ' + code); break; }
    if (left === ${SENDERS * LETTERS - 200}) console.log('flood');
    const [sender, letter] = new Uint32Array(message.data.slice(0, 8).buffer);
    if (letter !== (next.get(sender) ?? 0)) wrong.push(sender + ': ' + letter + ' instead of ' + next.get(sender));
    next.set(sender, letter + 1);
  }
  console.log(JSON.stringify({ counts: [...next.values()], wrong }));
} else {
  const [box] = await registeredPorts();
  for (let letter = 0; letter < ${LETTERS}; letter++) {
    const data = new Uint8Array(new Uint32Array([args, letter]).buffer);
    const { code } = await send({ remote: copySend(box), id: 7500, data }, { options: SEND_TIMEOUT, ...limit });
    if (code !== 0) throw new Error('sender ' + args + ' got ' + code + ' for letter ' + letter);
  }
}`;

it('real processes that flood are stopped and let go again without a loss, out of order or out of time', async () => {
  const trace = join(temporaryFolder(), 'flood.machlab');
  let printed = '';
  const flooding = Promise.withResolvers<void>();
  const kernel = new Kernel({
    data: openDataFolder(temporaryFolder()),
    title: 'flood',
    trace,
    onConsole: (_task, _stream, text) => {
      printed += text;
      flooding.resolve();
    },
  });
  onTestFinished(async () => void (await kernel.kill()));
  await kernel.booted();
  kernel.handIn(await bundleSource('flood', FLOOD));
  const { process } = await kernel.run('flood');
  const outcome = kernel.outcome(process, 50_000);
  await Promise.race([flooding.promise, outcome]);
  for (const pauseMs of [30, 5, LONG_PAUSE_MS, 60]) {
    await kernel.command({ command: COMMAND_PAUSE });
    await sleep(pauseMs);
    for (let step = 0; step < 3; step++) await kernel.command({ command: COMMAND_STEP });
    await kernel.command({ command: COMMAND_RUN });
    await sleep(10);
  }
  expect(await outcome).toMatchObject({ what: 'exit', exit: { code: 0, stderr: '' } });
  await kernel.shutdown();
  expect(JSON.parse(printed.replace('flood\n', ''))).toEqual({ counts: Array.from({ length: SENDERS }, () => LETTERS), wrong: [] });

  const session = await readSession(readFileSync(trace));
  expect(session.problem).toBeNull();
  const { log } = session;
  let paused = 0;
  let pauses = 0;
  let fromGate = 0;
  /** Traps admitted while the gate was closed that nobody let through it. */
  const slippedThrough: number[] = [];
  for (let seq = 0; seq < log.end; seq++) {
    const event = log.event(seq)!;
    if (event.type === EV_MODE) {
      paused = event.field('new');
      pauses += paused;
    } else if (event.type === EV_TRAP) {
      fromGate += event.field('fromGate') === 0 ? 0 : 1;
      if (paused === MODE_PAUSED && event.field('fromGate') === 0) slippedThrough.push(seq);
    }
  }
  expect(slippedThrough).toEqual([]);
  expect(pauses).toBe(4);
  expect(fromGate).toBeGreaterThanOrEqual(4);
  const inputs = await session.inputs.all();
  expect(await replay(session)).toEqual({ inputs: inputs.length, events: log.end, difference: null, beyond: 0 });
});
