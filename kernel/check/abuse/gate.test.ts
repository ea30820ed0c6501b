import { describe, expect, it } from 'vitest';
import { COMMAND_PASS_TIME, COMMAND_PAUSE, COMMAND_PICK, COMMAND_RUN, COMMAND_STEP, COMMAND_TERMINATE } from '../../abi/commands.ts';
import { RCV_MSG, RCV_TIMEOUT } from '../../abi/message.ts';
import { COPY_SEND } from '../../abi/rights.ts';
import { machMsg } from '../client/calls.ts';
import { Random } from '../fuzz/random.ts';
import { Arena } from '../client/arena.ts';

function commands(arena: Arena): (command: number, argument?: number, argument2?: number) => void {
  return (command, argument = 0, argument2 = 0) =>
    arena.rig.machine.command(arena.rig.hostUs, { command, window: 1, argument, argument2, text: '' });
}

describe('the gate', () => {
  it('opened, closed and stepped at random lets every message through once, in order', { timeout: 60_000 }, () => {
    const arena = new Arena();
    const command = commands(arena);
    const [sender, receiver] = [arena.spawn('sender'), arena.spawn('receiver')];
    const box = receiver.port();
    const name = arena.give(receiver, box, sender);
    const random = new Random(17);
    const got: number[] = [];
    let sent = 0;
    for (let step = 0; step < 20_000; step++) {
      const threads = [sender.agent.thread, receiver.agent.thread];
      command(
        random.pick([COMMAND_PAUSE, COMMAND_RUN, COMMAND_STEP, COMMAND_STEP, COMMAND_PICK, COMMAND_PASS_TIME]),
        random.pick(threads),
        random.oneIn(9) ? 99 : 0,
      );
      if (random.oneIn(4)) arena.rig.pass(random.below(3000));
      arena.threads.settle();
      if (!sender.agent.busy) sender.begin(sender.sendAct({ to: { name, disposition: COPY_SEND }, id: ++sent, wait: true }));
      if (!receiver.agent.busy)
        receiver.begin(keep(got, machMsg({ options: RCV_MSG | RCV_TIMEOUT, rcvName: box, timeoutMs: random.below(4) })));
    }
    command(COMMAND_RUN);
    arena.threads.settle();
    while (arena.rig.passToNext()) arena.threads.settle();
    for (let next = receiver.next(box); next !== null; next = receiver.next(box)) got.push(next);
    arena.threads.settle();
    expect(got.length).toBeGreaterThan(500);
    expect(got).toEqual(got.map((_, at) => at + 1));
    expect([sent, sent - 1]).toContain(got.length);
    expect(arena.fault()).toBeNull();
  });

  it('closed while time passes keeps everybody’s time-out', () => {
    const arena = new Arena();
    const command = commands(arena);
    const program = arena.spawn('program');
    const box = program.allocate();
    const run = program.begin(machMsg({ options: RCV_MSG | RCV_TIMEOUT, rcvName: box, timeoutMs: 10 }));
    arena.rig.pass(5000);
    command(COMMAND_PAUSE);
    arena.rig.hostUs += 1_000_000;
    arena.rig.machine.timer(arena.rig.hostUs);
    arena.threads.settle();
    expect(run.done).toBe(false);
    command(COMMAND_RUN);
    arena.rig.pass(4000);
    arena.threads.settle();
    expect(run.done).toBe(false);
    arena.rig.pass(2000);
    arena.threads.settle();
    expect(run.done).toBe(true);
    expect(arena.fault()).toBeNull();
  });

  it('asked to pick, step and end what is not there does nothing', () => {
    const arena = new Arena();
    const command = commands(arena);
    const program = arena.spawn('program');
    for (const argument of [0, 1, 7777, -1]) {
      for (const number of [COMMAND_STEP, COMMAND_PICK, COMMAND_TERMINATE, COMMAND_RUN, 4242])
        if (number !== COMMAND_TERMINATE || argument > 7000) command(number, argument, argument);
    }
    expect(program.allocate()).toBeGreaterThan(0);
    expect(arena.fault()).toBeNull();
  });
});

function* keep(
  got: number[],
  act: ReturnType<typeof machMsg>,
): Generator<Uint8Array, void, { readonly code: number; readonly bytes: Uint8Array }> {
  const { code, message } = yield* act;
  if (code === 0 && message !== null) got.push(message.msghId);
}
