import { describe, expect, it } from 'vitest';
import { EVENT_SHAPES, EVENT_TYPE_MASK, EVENT_WORDS } from '../abi/events.ts';
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
});
