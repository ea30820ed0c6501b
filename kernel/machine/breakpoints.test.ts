import { describe, expect, it } from 'vitest';
import { COMMAND_BREAK, COMMAND_RUN, COMMAND_UNBREAK } from '../abi/commands.ts';
import { EV_BREAKPOINT_HIT, EV_QUEUED, EVENT_TYPE_MASK, EVENT_WORDS } from '../abi/events.ts';
import { TRAP_REPLY_PORT } from '../abi/frame.ts';
import { HEADER_BYTES, SEND_MSG } from '../abi/message.ts';
import { MAKE_SEND } from '../abi/rights.ts';
import { Bench, type TestTask } from './testing/bench.ts';

function obey(bench: Bench, command: number, argument = 0, argument2 = 0, text = ''): void {
  bench.machine.command(bench.hostUs, { command, window: 1, argument, argument2, text });
}

function send(task: TestTask, port: number): number | undefined {
  return task.msg({ options: SEND_MSG, message: new Uint8Array(new Uint32Array([MAKE_SEND, HEADER_BYTES, port, 0, 0, 1]).buffer) })?.code;
}

/** Types and first two fields of everything since the last call. */
function events(bench: Bench): (readonly [seq: number, type: number, a: number, b: number])[] {
  return bench.recorder.take().flatMap(({ firstSeq, count, words }) =>
    Array.from({ length: count }, (_, index) => {
      const [type = 0, a = 0, b = 0] = words.subarray(index * EVENT_WORDS);
      return [firstSeq + index, type & EVENT_TYPE_MASK, a, b] as const;
    }),
  );
}

describe('a breakpoint', () => {
  it('closes the gate behind the trap in which it held, and names the event', () => {
    const bench = new Bench();
    const [a, b] = [bench.spawn('alpha'), bench.spawn('beta')];
    const [pa, pb] = [a.simple(TRAP_REPLY_PORT), b.simple(TRAP_REPLY_PORT)];
    obey(bench, COMMAND_BREAK, 7, 0, 'type:msg-created task:beta');
    events(bench);
    expect(send(a, pa)).toBe(0);
    expect(bench.machine.gate.paused).toBe(false);
    expect(send(b, pb)).toBe(0);
    expect(bench.machine.gate.paused).toBe(true);
    const seen = events(bench);
    const hit = seen.find(([, type]) => type === EV_BREAKPOINT_HIT);
    const created = seen.filter(([, type]) => type === 80).at(-1);
    expect(hit?.slice(2)).toEqual([7, created?.[0]]);
    expect(seen.findIndex(([, type]) => type === EV_QUEUED)).toBeLessThan(seen.findIndex(([, type]) => type === EV_BREAKPOINT_HIT));
    expect(send(a, pa)).toBeUndefined();
  });

  it('stops a run at the trap that meets it, with the others still waiting', () => {
    const bench = new Bench();
    const [a, b] = [bench.spawn('alpha'), bench.spawn('beta')];
    const [pa, pb] = [a.simple(TRAP_REPLY_PORT), b.simple(TRAP_REPLY_PORT)];
    obey(bench, COMMAND_BREAK, 1, 1, 'type:trap task:alpha');
    send(a, pa);
    expect(bench.machine.gate.paused).toBe(true);
    obey(bench, COMMAND_BREAK, 2, 0, 'type:queued');
    expect(send(a, pa)).toBeUndefined();
    expect(send(b, pb)).toBeUndefined();
    obey(bench, COMMAND_RUN);
    expect(bench.returned(a.thread)?.code).toBe(0);
    expect(bench.returned(b.thread)).toBeUndefined();
    expect(bench.machine.gate.size).toBe(1);
  });

  it('costs nothing once it is removed, and a text that is no filter sets none', () => {
    const bench = new Bench();
    const task = bench.spawn('alpha');
    const port = task.simple(TRAP_REPLY_PORT);
    const { sink } = bench.machine.ipc;
    obey(bench, COMMAND_BREAK, 1, 0, 'type:queued');
    expect(bench.machine.ipc.sink).not.toBe(sink);
    obey(bench, COMMAND_UNBREAK, 1);
    expect(bench.machine.ipc.sink).toBe(sink);
    obey(bench, COMMAND_BREAK, 1, 0, 'type:nonsense');
    expect(bench.machine.ipc.sink).toBe(sink);
    expect(send(task, port)).toBe(0);
    expect(bench.machine.gate.paused).toBe(false);
  });
});
