import { expect, it } from 'vitest';
import { COMMAND_PAUSE, COMMAND_PICK, COMMAND_RUN, COMMAND_STEP } from '../../abi/commands.ts';
import { RCV_MSG, SEND_TIMEOUT } from '../../abi/message.ts';
import { COPY_SEND } from '../../abi/rights.ts';
import { Arena, type Program } from '../client/arena.ts';
import { machMsg, type MsgResult } from '../client/calls.ts';
import type { Run } from '../client/threads.ts';
import { Random } from '../fuzz/random.ts';

const SENDERS = 24;
const LETTERS = 150;
/** Virtual time that a sender gives its message; the flood takes less, unless time that was spent paused counts. */
const PATIENCE_MS = 5000;
const HOUR_US = 3_600_000_000;

interface Sender {
  readonly program: Program;
  readonly name: number;
  readonly base: number;
  sent: number;
  readonly runs: Run<MsgResult>[];
}

it('the gate closed in the middle of a flood loses nothing and keeps each sender’s order, and no time-out passes meanwhile', () => {
  const arena = new Arena();
  const { machine } = arena.rig;
  const random = new Random(4);
  const command = (number: number, argument = 0): void =>
    machine.command(arena.rig.hostUs, { command: number, window: 1, argument, argument2: 0, text: '' });
  const receiver = arena.spawn('receiver');
  const box = receiver.port();
  const senders: Sender[] = Array.from({ length: SENDERS }, (_, at) => {
    const program = arena.spawn(`sender ${at}`);
    return { program, name: arena.give(receiver, box, program), base: (at + 1) * 1000, sent: 0, runs: [] };
  });
  const got: number[] = [];
  let pauses = 0;
  let waitedAtGate = 0;
  const sendMore = (): void => {
    for (const sender of senders) {
      const { program, name, base, runs } = sender;
      if (program.agent.busy || sender.sent === LETTERS) continue;
      const timed = random.oneIn(3) ? { options: SEND_TIMEOUT, timeoutMs: PATIENCE_MS } : {};
      runs.push(program.begin(program.sendAct({ to: { name, disposition: COPY_SEND }, id: base + sender.sent++, wait: true, ...timed })));
    }
  };
  const receiveMore = (): void => {
    if (!receiver.agent.busy) receiver.begin(keep(got, machMsg({ options: RCV_MSG, rcvName: box })));
  };

  while (got.length < SENDERS * LETTERS) {
    sendMore();
    receiveMore();
    arena.threads.settle();
    arena.rig.pass(random.below(400));
    if (!random.oneIn(20)) continue;
    const before = got.length;
    command(COMMAND_PAUSE);
    const { nowUs } = machine.system;
    pauses++;
    for (let look = random.below(4); look >= 0; look--) {
      sendMore();
      receiveMore();
      arena.rig.hostUs += random.below(HOUR_US);
      machine.timer(arena.rig.hostUs);
      arena.threads.settle();
    }
    waitedAtGate += machine.gate.size;
    expect(machine.nextTimerUs()).toBe(-1);
    expect([got.length, machine.system.nowUs]).toEqual([before, nowUs]);
    // A person steps and picks a little before letting all of them go.
    for (let steps = random.below(5); steps > 0; steps--) {
      if (random.oneIn(2)) command(COMMAND_STEP);
      else command(COMMAND_PICK, random.pick(senders).program.agent.thread);
      arena.threads.settle();
    }
    command(COMMAND_RUN);
    arena.threads.settle();
  }

  expect(pauses).toBeGreaterThan(20);
  expect(waitedAtGate).toBeGreaterThan(pauses);
  expect(machine.system.nowUs / 1000).toBeLessThan(PATIENCE_MS);
  for (const { base, runs } of senders) {
    expect(got.filter((id) => Math.floor(id / 1000) * 1000 === base)).toEqual(Array.from({ length: LETTERS }, (_, at) => base + at));
    expect(runs.map((run) => [run.done, run.value.code]).filter(([done, code]) => done !== true || code !== 0)).toEqual([]);
  }
  expect(arena.fault()).toBeNull();
});

function* keep(
  got: number[],
  act: ReturnType<typeof machMsg>,
): Generator<Uint8Array, void, { readonly code: number; readonly bytes: Uint8Array }> {
  const { code, message } = yield* act;
  if (code === 0 && message !== null) got.push(message.msghId);
}
