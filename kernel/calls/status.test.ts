import { describe, expect, it } from 'vitest';
import {
  MACH_PORT_DNREQUESTS_SIZE,
  MACH_PORT_LIMITS_INFO,
  MACH_PORT_RECEIVE_STATUS,
  MPG_IMMOVABLE_RECEIVE,
  MPG_STRICT,
  MPO_CONTEXT_AS_GUARD,
  MPO_IMMOVABLE_RECEIVE,
  MPO_INSERT_SEND_RIGHT,
  MPO_QLIMIT,
  MPO_STRICT,
  machPort,
} from '../abi/interfaces/mach_port.ts';
import type { Routine } from '../abi/mig.ts';
import {
  MACH_PORT_NULL,
  RIGHT_PORT_SET,
  RIGHT_RECEIVE,
  RIGHT_SEND,
  TYPE_DEAD_NAME,
  TYPE_RECEIVE,
  TYPE_SEND_RECEIVE,
} from '../abi/rights.ts';
import { kept, Lab, once, type Program } from './testing/lab.ts';

const UNKNOWN = 0x7777_7703;
const GUARD = 0x1234_5678_9abc_def0n;

/** Every call that needs a receive right refuses the same names. */
function needsReceive(call: (a: Program, name: number) => string): void {
  const a = new Lab().program('a');
  expect(call(a, UNKNOWN)).toBe('KERN_INVALID_NAME');
  expect(call(a, a.trap(2))).toBe('KERN_INVALID_RIGHT');
}

describe('mach_port_get_receive_status', () => {
  it('shows what a receiver may know', () => {
    const a = new Lab().program('a');
    const port = a.sendable();
    const set = a.port(RIGHT_PORT_SET);
    a.says(machPort.mach_port_move_member, { member: port, after: set });
    a.ask(machPort.mach_port_request_notification, { name: port, variant: 70, sync: 0, notify: once(a.port()) });
    a.send(kept(port), 1);
    expect(a.ask(machPort.mach_port_get_receive_status, { name: port })).toEqual({
      pset: set,
      seqno: 0,
      mscount: 1,
      qlimit: 5,
      msgcount: 1,
      sorights: 0,
      srights: true,
      pdrequest: false,
      nsrequest: true,
      flags: 0,
    });
    needsReceive((b, name) => b.says(machPort.mach_port_get_receive_status, { name }));
  });

  it('says in XNU only that there is a set', () => {
    const a = new Lab({ profile: 'xnu' }).program('a');
    const port = a.port();
    a.says(machPort.mach_port_move_member, { member: port, after: a.port(RIGHT_PORT_SET) });
    expect(a.ask(machPort.mach_port_get_receive_status, { name: port }).pset).toBe(1);
  });
});

describe('mach_port_set_qlimit and the attributes', () => {
  it('judge the limit first', () => {
    const a = new Lab().program('a');
    expect(a.says(machPort.mach_port_set_qlimit, { name: UNKNOWN, qlimit: 1025 })).toBe('KERN_INVALID_VALUE');
    expect(a.says(machPort.mach_port_set_qlimit, { name: a.port(), qlimit: 1024 })).toBe('KERN_SUCCESS');
    const c = new Lab({ profile: 'classic' }).program('c');
    expect(c.says(machPort.mach_port_set_qlimit, { name: c.port(), qlimit: 17 })).toBe('KERN_INVALID_VALUE');
    needsReceive((b, name) => b.says(machPort.mach_port_set_qlimit, { name, qlimit: 1 }));
  });

  it('let blocked senders go on when the limit rises', () => {
    const a = new Lab().program('a');
    const { program: b, port: taskOfB } = a.child();
    const other = a.threadOf(taskOfB);
    const port = b.sendable();
    b.says(machPort.mach_port_set_qlimit, { name: port, qlimit: 0 });
    const sending = other.sendWaiting(kept(port), 4);
    expect(sending.done).toBe(false);
    b.says(machPort.mach_port_set_qlimit, { name: port, qlimit: 1 });
    b.lab.threads.settle();
    expect([sending.done, b.ids(port)]).toEqual([true, [4]]);
  });

  it('are words by flavour', () => {
    const a = new Lab().program('a');
    const port = a.sendable();
    a.ask(machPort.mach_port_request_notification, { name: port, variant: 72, sync: 0, notify: once(a.port()) });
    const info = (flavor: number, count: number) => a.ask(machPort.mach_port_get_attributes, { name: port, flavor, count }).info;
    expect(info(MACH_PORT_LIMITS_INFO, 1)).toEqual([5]);
    expect(info(MACH_PORT_DNREQUESTS_SIZE, 1)).toEqual([1]);
    expect(info(MACH_PORT_RECEIVE_STATUS, 10)).toEqual([0, 0, 1, 5, 0, 0, 1, 0, 0, 0]);
    const get = (flavor: number, count: number): string => a.says(machPort.mach_port_get_attributes, { name: UNKNOWN, flavor, count });
    expect([get(99, 9), get(MACH_PORT_RECEIVE_STATUS, 9), get(MACH_PORT_LIMITS_INFO, 1)]).toEqual([
      'KERN_INVALID_ARGUMENT',
      'KERN_FAILURE',
      'KERN_INVALID_NAME',
    ]);
    const set = (flavor: number, words: number[]): string => a.says(machPort.mach_port_set_attributes, { name: port, flavor, info: words });
    expect([set(MACH_PORT_RECEIVE_STATUS, [1]), set(MACH_PORT_LIMITS_INFO, []), set(MACH_PORT_LIMITS_INFO, [1025])]).toEqual([
      'KERN_INVALID_ARGUMENT',
      'KERN_FAILURE',
      'KERN_INVALID_VALUE',
    ]);
    expect(set(MACH_PORT_LIMITS_INFO, [7])).toBe('KERN_SUCCESS');
    expect(info(MACH_PORT_LIMITS_INFO, 1)).toEqual([7]);
    needsReceive((b, name) => b.says(machPort.mach_port_get_attributes, { name, flavor: MACH_PORT_LIMITS_INFO, count: 1 }));
    needsReceive((b, name) => b.says(machPort.mach_port_set_attributes, { name, flavor: MACH_PORT_LIMITS_INFO, info: [1] }));
  });
});

describe('mach_port_set_mscount, _set_seqno and _peek', () => {
  it('set the numbers of a port', () => {
    const a = new Lab().program('a');
    const port = a.sendable();
    expect(a.says(machPort.mach_port_set_mscount, { name: port, mscount: 0xffff_ffff })).toBe('KERN_SUCCESS');
    expect(a.says(machPort.mach_port_set_seqno, { name: port, seqno: 40 })).toBe('KERN_SUCCESS');
    a.send(kept(port), 1);
    expect(a.receive(port).message?.seqno).toBe(40);
    const { mscount, seqno } = a.ask(machPort.mach_port_get_receive_status, { name: port });
    expect([mscount, seqno]).toEqual([0xffff_ffff, 41]);
    needsReceive((b, name) => b.says(machPort.mach_port_set_mscount, { name, mscount: 1 }));
    needsReceive((b, name) => b.says(machPort.mach_port_set_seqno, { name, seqno: 1 }));
  });

  it('peek at a message by its number and leave it there', () => {
    const a = new Lab().program('a');
    const port = a.sendable();
    a.says(machPort.mach_port_set_seqno, { name: port, seqno: 7 });
    a.send(kept(port), 21);
    a.send(kept(port), 22);
    const peek = (seqno: number) => a.self(machPort.mach_port_peek, { name: port, trailer_type: 0, seqno });
    expect(peek(0).outs).toEqual({ seqno: 7, size: 24, id: 21, sender: a.id });
    expect(peek(8).outs?.id).toBe(22);
    const code = (name: number, trailer: number, seqno: number): string =>
      a.says(machPort.mach_port_peek, { name, trailer_type: trailer, seqno });
    expect([code(port, 0, 9), code(port, 0, 6), code(port, 4 << 24, 0), code(MACH_PORT_NULL, 0, 0)]).toEqual([
      'KERN_FAILURE',
      'KERN_FAILURE',
      'KERN_INVALID_VALUE',
      'KERN_INVALID_RIGHT',
    ]);
    expect(a.ids(port)).toEqual([21, 22]);
    expect(code(port, 0, 0)).toBe('KERN_FAILURE');
    needsReceive((b, name) => b.says(machPort.mach_port_peek, { name, trailer_type: 0, seqno: 0 }));
  });
});

describe('contexts and guards', () => {
  const give = (a: Program, name: number, guard: bigint, strict: boolean): string =>
    a.says(machPort.mach_port_guard, { name, guard, strict });
  const context = (a: Program, name: number): bigint => a.ask(machPort.mach_port_get_context, { name }).context;

  it('keep a word of 64 bits', () => {
    const a = new Lab().program('a');
    const port = a.port();
    expect(context(a, port)).toBe(0n);
    expect(a.says(machPort.mach_port_set_context, { name: port, context: GUARD })).toBe('KERN_SUCCESS');
    expect(context(a, port)).toBe(GUARD);
    expect(give(a, port, 1n, false)).toBe('KERN_INVALID_ARGUMENT');
    needsReceive((b, name) => b.says(machPort.mach_port_get_context, { name }));
    needsReceive((b, name) => b.says(machPort.mach_port_set_context, { name, context: 1n }));
  });

  it('protect a receive right from being given up', () => {
    const a = new Lab().program('a');
    const port = a.sendable();
    expect(give(a, port, GUARD, false)).toBe('KERN_SUCCESS');
    expect(give(a, port, GUARD, false)).toBe('KERN_INVALID_ARGUMENT');
    expect(a.says(machPort.mach_port_mod_refs, { name: port, right: RIGHT_RECEIVE, delta: -1 })).toBe('KERN_INVALID_RIGHT');
    expect(a.says(machPort.mach_port_destroy, { name: port })).toBe('KERN_INVALID_RIGHT');
    expect(a.says(machPort.mach_port_unguard, { name: port, guard: 1n })).toBe('KERN_INVALID_ARGUMENT');
    expect(a.says(machPort.mach_port_swap_guard, { name: port, old_guard: 1n, new_guard: 2n })).toBe('KERN_INVALID_ARGUMENT');
    expect(a.says(machPort.mach_port_swap_guard, { name: port, old_guard: GUARD, new_guard: 2n })).toBe('KERN_SUCCESS');
    expect(a.says(machPort.mach_port_unguard, { name: port, guard: 2n })).toBe('KERN_SUCCESS');
    expect(a.says(machPort.mach_port_unguard, { name: port, guard: 0n })).toBe('KERN_INVALID_ARGUMENT');
    expect(a.says(machPort.mach_port_destroy, { name: port })).toBe('KERN_SUCCESS');
    needsReceive((b, name) => give(b, name, 1n, false));
    needsReceive((b, name) => b.says(machPort.mach_port_unguard, { name, guard: 1n }));
    needsReceive((b, name) => b.says(machPort.mach_port_swap_guard, { name, old_guard: 1n, new_guard: 2n }));
  });

  it('hide a strict guard, which cannot be changed', () => {
    const a = new Lab().program('a');
    const port = a.port();
    expect(a.says(machPort.mach_port_guard_with_flags, { name: port, guard: GUARD, flags: 4 })).toBe('KERN_INVALID_ARGUMENT');
    expect(a.says(machPort.mach_port_guard_with_flags, { name: port, guard: GUARD, flags: MPG_STRICT })).toBe('KERN_SUCCESS');
    expect(context(a, port)).toBe(0n);
    expect(a.says(machPort.mach_port_set_context, { name: port, context: 1n })).toBe('KERN_INVALID_ARGUMENT');
    expect(a.says(machPort.mach_port_swap_guard, { name: port, old_guard: GUARD, new_guard: 2n })).toBe('KERN_INVALID_ARGUMENT');
    needsReceive((b, name) => b.says(machPort.mach_port_guard_with_flags, { name, guard: 1n, flags: 0 }));
  });

  it('keep an immovable receive right where it is, and let another go without its guard', () => {
    const a = new Lab().program('a');
    const to = a.sendable();
    const [fixed, free] = [a.port(), a.port()];
    a.says(machPort.mach_port_guard_with_flags, { name: fixed, guard: GUARD, flags: MPG_IMMOVABLE_RECEIVE });
    give(a, free, GUARD, false);
    expect(a.ask(machPort.mach_port_get_receive_status, { name: fixed }).flags).toBe(0x42);
    expect(a.send(kept(to), 1, [{ name: fixed, disposition: 16 }]).code).toBe(0x1000_000a);
    a.send(kept(to), 2, [{ name: free, disposition: 16 }]);
    const got = a.receive(to).message?.descriptors?.[0]?.rights[0] ?? 0;
    expect([a.type(got), context(a, got)]).toEqual([TYPE_RECEIVE, 0n]);
  });
});

describe('mach_port_construct and _destruct', () => {
  const construct = (a: Program, flags: number, qlimit = 0, context = 0n) =>
    a.self(machPort.mach_port_construct, { flags, qlimit, context });
  const destruct = (a: Program, name: number, srdelta: number, guard = 0n): string =>
    a.says(machPort.mach_port_destruct, { name, srdelta, guard });

  it('make a port as asked', () => {
    const a = new Lab().program('a');
    const flags = MPO_CONTEXT_AS_GUARD | MPO_QLIMIT | MPO_INSERT_SEND_RIGHT | MPO_STRICT | MPO_IMMOVABLE_RECEIVE;
    const name = construct(a, flags, 16, GUARD).outs?.name ?? 0;
    expect(a.type(name)).toBe(TYPE_SEND_RECEIVE);
    const { qlimit, mscount, flags: shown } = a.ask(machPort.mach_port_get_receive_status, { name });
    expect([qlimit, mscount, shown]).toEqual([16, 1, 0x46]);
  });

  it('refuse flags that do not fit, and limits that are too high', () => {
    const a = new Lab().program('a');
    const code = (flags: number, qlimit = 0): string => a.says(machPort.mach_port_construct, { flags, qlimit, context: 1n });
    expect([code(4), code(MPO_STRICT), code(MPO_QLIMIT, 1025)]).toEqual([
      'KERN_INVALID_ARGUMENT',
      'KERN_INVALID_ARGUMENT',
      'KERN_INVALID_VALUE',
    ]);
  });

  it('give a port up by its guard, with some of the send references', () => {
    const a = new Lab().program('a');
    const name = construct(a, MPO_CONTEXT_AS_GUARD | MPO_INSERT_SEND_RIGHT, 0, GUARD).outs?.name ?? 0;
    a.says(machPort.mach_port_mod_refs, { name, right: RIGHT_SEND, delta: 2 });
    expect([destruct(a, name, 0), destruct(a, name, 1, GUARD), destruct(a, name, -4, GUARD)]).toEqual([
      'KERN_INVALID_ARGUMENT',
      'KERN_INVALID_VALUE',
      'KERN_INVALID_VALUE',
    ]);
    expect(destruct(a, name, -1, GUARD)).toBe('KERN_SUCCESS');
    expect([a.type(name), a.refs(name, 4)]).toEqual([TYPE_DEAD_NAME, 2]);
    const bare = a.port();
    expect([destruct(a, bare, -1), destruct(a, bare, 0)]).toEqual(['KERN_INVALID_RIGHT', 'KERN_SUCCESS']);
    needsReceive((b, unknown) => destruct(b, unknown, 0));
  });
});

/** Keeps the table whole: every routine of the interface is answered by the kernel. */
describe('the task port', () => {
  it('answers an id that no routine has with MIG_BAD_ID', () => {
    const a = new Lab().program('a');
    const unknown: Routine = { ...machPort.mach_port_names, id: 3299, request: { ...machPort.mach_port_names.request, id: 3299 } };
    const known = { ...unknown, reply: { ...unknown.reply, id: 3399 } };
    expect(a.says(known, {})).toBe('MIG_BAD_ID');
  });
});
