import { describe, expect, it } from 'vitest';
import { EVENT_SHAPES, EVENT_TYPE_MASK, EVENT_WORDS } from '../abi/events.ts';
import { COMMAND_PAUSE, COMMAND_RUN } from '../abi/commands.ts';
import { TRAP_REPLY_PORT, TRAP_TASK_SELF } from '../abi/frame.ts';
import { HEADER_BYTES, RCV_MSG, RCV_TIMEOUT, SEND_MSG } from '../abi/message.ts';
import { MAKE_SEND, MAKE_SEND_ONCE } from '../abi/rights.ts';
import { machineSnapshot } from './snapshot.ts';
import { Bench } from './testing/bench.ts';

function header(remote: number, disposition: number, local = 0, localDisposition = 0, id = 7): Uint8Array {
  return new Uint8Array(new Uint32Array([disposition | (localDisposition << 8), HEADER_BYTES, remote, local, 0, id]).buffer);
}

describe('the machine', () => {
  it('passes a message from a task to itself', () => {
    const bench = new Bench();
    const task = bench.spawn('a');
    const port = task.simple(TRAP_REPLY_PORT);
    expect(task.msg({ options: SEND_MSG, message: header(port, MAKE_SEND) })?.code).toBe(0);
    const got = task.msg({ options: RCV_MSG | RCV_TIMEOUT, rcvName: port });
    expect(got?.code).toBe(0);
    const words = new Uint32Array(got?.bytes.slice(0, 36).buffer ?? new ArrayBuffer(0));
    expect([words[0], words[1], words[6]]).toEqual([32, 17 << 8, 7]);
    expect(machineSnapshot(bench.machine).messages).toEqual([]);
  });

  it('answers a call on the task port by a message', () => {
    const bench = new Bench();
    const task = bench.spawn('a');
    const self = task.simple(TRAP_TASK_SELF);
    const reply = task.simple(TRAP_REPLY_PORT);
    const request = new Uint8Array([...header(self, 19, reply, MAKE_SEND_ONCE, 3204), 1, 0, 0, 0]);
    const got = task.msg({ options: SEND_MSG | RCV_MSG, message: request, rcvName: reply });
    const words = new Uint32Array(got?.bytes.slice().buffer ?? new ArrayBuffer(0));
    expect([got?.code, words[6], words[7]]).toEqual([0, 3304, 0]);
    expect(words[8]).toBeGreaterThan(0);
    const names = bench.recorder
      .take()
      .flatMap((batch) =>
        Array.from(
          { length: batch.count },
          (_, index) => EVENT_SHAPES[(batch.words[index * EVENT_WORDS] as number) & EVENT_TYPE_MASK]?.name,
        ),
      );
    expect(names).toContain('call-done');
  });

  it('hears only once that a process started, what its sandbox is, and that it ended', () => {
    const bench = new Bench();
    const { process } = bench.spawn('a');
    const { machine, hostUs } = bench;
    machine.started(hostUs, process, 4711);
    for (const seccomp of [2, 0]) machine.checked(hostUs, process, seccomp, 1);
    machine.command(hostUs, { command: COMMAND_PAUSE, window: 1, argument: 0, argument2: 0, text: '' });
    for (const code of [3, 4]) machine.exited(hostUs, process, code, 0, '');
    machine.command(hostUs, { command: COMMAND_RUN, window: 1, argument: 0, argument2: 0, text: '' });
    machine.exited(hostUs, process, 5, 0, '');
    const told = bench.recorder.take().flatMap(({ count, words }) =>
      Array.from({ length: count }, (_, index) => words.subarray(index * EVENT_WORDS, (index + 1) * EVENT_WORDS))
        .map(([type = 0, ...fields]) => ({ name: EVENT_SHAPES[type & EVENT_TYPE_MASK]?.name, fields }))
        .filter(({ name, fields }) => name?.startsWith('process-') === true && name !== 'process-requested' && fields[0] === process),
    );
    expect(told.map(({ name, fields }) => [name, fields[1], fields[2]])).toEqual([
      ['process-started', 1000 + process, 0],
      ['process-ready', 0, 0],
      ['process-checked', 2, 1],
      ['process-end-waits', 1000 + process, 3],
      ['process-ended', 1000 + process, 3],
    ]);
  });
});
