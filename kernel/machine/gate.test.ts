import { describe, expect, it } from 'vitest';
import { MACH_RCV_TIMED_OUT } from '../abi/codes.ts';
import { COMMAND_PASS_TIME, COMMAND_PAUSE, COMMAND_PICK, COMMAND_RUN, COMMAND_STEP } from '../abi/commands.ts';
import { TRAP_REPLY_PORT } from '../abi/frame.ts';
import { HEADER_BYTES, RCV_MSG, RCV_TIMEOUT, SEND_MSG } from '../abi/message.ts';
import { MAKE_SEND } from '../abi/rights.ts';
import { Bench } from './testing/bench.ts';

const toPort = (port: number): Uint8Array => new Uint8Array(new Uint32Array([MAKE_SEND, HEADER_BYTES, port, 0, 0, 1]).buffer);

function obey(bench: Bench, command: number, argument = 0, argument2 = 0): void {
  bench.machine.command(bench.hostUs, { command, window: 1, argument, argument2, text: '' });
}

describe('the gate', () => {
  it('holds traps while paused and admits them in order of arrival', () => {
    const bench = new Bench();
    const [a, b] = [bench.spawn('a'), bench.spawn('b')];
    const [pa, pb] = [a.simple(TRAP_REPLY_PORT), b.simple(TRAP_REPLY_PORT)];
    obey(bench, COMMAND_PAUSE);
    expect(b.msg({ options: SEND_MSG, message: toPort(pb) })).toBeUndefined();
    expect(a.msg({ options: SEND_MSG, message: toPort(pa) })).toBeUndefined();
    obey(bench, COMMAND_STEP);
    expect(bench.returned(b.thread)?.code).toBe(0);
    expect(bench.returned(a.thread)).toBeUndefined();
    obey(bench, COMMAND_RUN);
    expect(bench.returned(a.thread)?.code).toBe(0);
  });

  it('lets a person pick who goes next', () => {
    const bench = new Bench();
    const [a, b] = [bench.spawn('a'), bench.spawn('b')];
    const [pa, pb] = [a.simple(TRAP_REPLY_PORT), b.simple(TRAP_REPLY_PORT)];
    obey(bench, COMMAND_PAUSE);
    a.msg({ options: SEND_MSG, message: toPort(pa) });
    b.msg({ options: SEND_MSG, message: toPort(pb) });
    obey(bench, COMMAND_PICK, b.thread);
    expect(bench.returned(b.thread)?.code).toBe(0);
    expect(bench.returned(a.thread)).toBeUndefined();
  });

  it('stops the clock of timeouts while paused', () => {
    const bench = new Bench();
    const task = bench.spawn('a');
    const port = task.simple(TRAP_REPLY_PORT);
    expect(task.msg({ options: RCV_MSG | RCV_TIMEOUT, rcvName: port, timeoutMs: 50 })).toBeUndefined();
    bench.pass(40);
    obey(bench, COMMAND_PAUSE);
    bench.pass(10_000);
    expect(bench.returned(task.thread)).toBeUndefined();
    obey(bench, COMMAND_RUN);
    bench.pass(9);
    expect(bench.returned(task.thread)).toBeUndefined();
    bench.pass(2);
    expect(bench.returned(task.thread)?.code).toBe(MACH_RCV_TIMED_OUT);
  });

  it('lets time go on to the deadline of a thread that somebody picks, past those that come before it', () => {
    const bench = new Bench();
    const [a, b, c] = [bench.spawn('a'), bench.spawn('b'), bench.spawn('c')];
    const wait = (task: typeof a, timeoutMs: number): void => {
      task.msg({ options: RCV_MSG | RCV_TIMEOUT, rcvName: task.simple(TRAP_REPLY_PORT), timeoutMs });
    };
    wait(a, 5000);
    wait(b, 60_000);
    wait(c, 100_000);
    const codes = (): unknown[] => [a, b, c].map(({ thread }) => bench.returned(thread)?.code);
    obey(bench, COMMAND_PASS_TIME, b.thread); // the gate is open: time is the clock's
    expect(codes()).toEqual([undefined, undefined, undefined]);
    obey(bench, COMMAND_PAUSE);
    bench.pass(3000);
    const { system } = bench.machine;
    const pausedAtUs = system.nowUs;
    obey(bench, COMMAND_PASS_TIME);
    expect(codes()).toEqual([MACH_RCV_TIMED_OUT, undefined, undefined]);
    expect(Math.round((system.nowUs - pausedAtUs) / 1000)).toBe(5000);
    obey(bench, COMMAND_PASS_TIME, b.thread);
    expect(codes()[1]).toBe(MACH_RCV_TIMED_OUT);
    expect(Math.round((system.nowUs - pausedAtUs) / 1000)).toBe(60_000);
    obey(bench, COMMAND_RUN);
    bench.pass(39_990);
    expect(codes()[2]).toBeUndefined();
    bench.pass(20);
    expect(codes()[2]).toBe(MACH_RCV_TIMED_OUT);
    obey(bench, COMMAND_PAUSE);
    const thenUs = system.nowUs;
    obey(bench, COMMAND_PASS_TIME); // there is no deadline left
    obey(bench, COMMAND_PASS_TIME, 9999); // nor such a thread
    expect(system.nowUs).toBe(thenUs);
  });

  it('keeps the end of a process from the kernel until it is let in', () => {
    const bench = new Bench();
    const task = bench.spawn('a');
    obey(bench, COMMAND_PAUSE);
    bench.machine.exited(bench.hostUs, task.process, -1, 9, '');
    expect(bench.machine.system.tasks.has(task.id)).toBe(true);
    obey(bench, COMMAND_PICK, 0, task.process);
    expect(bench.machine.system.tasks.has(task.id)).toBe(false);
  });
});
