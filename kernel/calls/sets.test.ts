import { describe, expect, it } from 'vitest';
import { codeName } from '../abi/codes.ts';
import { machPort } from '../abi/interfaces/mach_port.ts';
import { MACH_PORT_NULL, RIGHT_PORT_SET } from '../abi/rights.ts';
import { kept, Lab, type Program } from './testing/lab.ts';

const UNKNOWN = 0x7777_7703;

const members = (a: Program, name: number) => a.ask(machPort.mach_port_get_set_status, { name }).members;
const move = (a: Program, member: number, after: number): string => a.says(machPort.mach_port_move_member, { member, after });
const insert = (a: Program, name: number, pset: number): string => a.says(machPort.mach_port_insert_member, { name, pset });
const extract = (a: Program, name: number, pset: number): string => a.says(machPort.mach_port_extract_member, { name, pset });

describe('mach_port_move_member', () => {
  it('moves a port from set to set, and out', () => {
    const a = new Lab().program('a');
    const [first, second] = [a.port(RIGHT_PORT_SET), a.port(RIGHT_PORT_SET)];
    const port = a.port();
    expect(move(a, port, first)).toBe('KERN_SUCCESS');
    expect(move(a, port, first)).toBe('KERN_SUCCESS');
    expect(members(a, first)).toEqual([port]);
    expect(move(a, port, second)).toBe('KERN_SUCCESS');
    expect([members(a, first), members(a, second)]).toEqual([[], [port]]);
    expect(move(a, port, MACH_PORT_NULL)).toBe('KERN_SUCCESS');
    expect(move(a, port, MACH_PORT_NULL)).toBe('KERN_NOT_IN_SET');
  });

  it('judges the member, then the set', () => {
    const a = new Lab().program('a');
    const set = a.port(RIGHT_PORT_SET);
    const port = a.port();
    expect(move(a, UNKNOWN, UNKNOWN)).toBe('KERN_INVALID_NAME');
    expect(move(a, set, UNKNOWN)).toBe('KERN_INVALID_RIGHT');
    expect(move(a, port, UNKNOWN)).toBe('KERN_INVALID_NAME');
    expect(move(a, port, port)).toBe('KERN_INVALID_RIGHT');
    expect(a.says(machPort.mach_port_get_set_status, { name: port })).toBe('KERN_INVALID_RIGHT');
    expect(a.says(machPort.mach_port_get_set_status, { name: UNKNOWN })).toBe('KERN_INVALID_NAME');
  });

  it('looks for both names first in XNU, and leaves all sets before it joins one', () => {
    const a = new Lab({ profile: 'xnu' }).program('a');
    const [first, second, third] = [a.port(RIGHT_PORT_SET), a.port(RIGHT_PORT_SET), a.port(RIGHT_PORT_SET)];
    const port = a.port();
    expect(move(a, first, UNKNOWN)).toBe('KERN_INVALID_NAME');
    insert(a, port, first);
    insert(a, port, second);
    expect(move(a, port, third)).toBe('KERN_SUCCESS');
    expect([members(a, first), members(a, second), members(a, third)]).toEqual([[], [], [port]]);
  });

  it('wakes who waits at the port itself, because members are received from by their set', () => {
    const a = new Lab().program('a');
    const { program: b, port: taskOfB } = a.child();
    const other = a.threadOf(taskOfB);
    const port = b.port();
    const waiting = other.receiveWaiting(port);
    move(b, port, b.port(RIGHT_PORT_SET));
    b.lab.threads.settle();
    expect(codeName(waiting.value.code)).toBe('MACH_RCV_PORT_CHANGED');
  });

  it('hands what waits at a port to who waits at the set it joins', () => {
    const a = new Lab().program('a');
    const { program: b, port: taskOfB } = a.child();
    const other = a.threadOf(taskOfB);
    const port = b.sendable();
    const set = b.port(RIGHT_PORT_SET);
    b.send(kept(port), 7);
    const waiting = other.receiveWaiting(set);
    move(b, port, set);
    b.lab.threads.settle();
    expect(waiting.value.message?.msghId).toBe(7);
  });
});

describe('mach_port_insert_member and _extract_member', () => {
  it('let a port into one set only, unless XNU', () => {
    const a = new Lab().program('a');
    const [first, second] = [a.port(RIGHT_PORT_SET), a.port(RIGHT_PORT_SET)];
    const port = a.port();
    expect(insert(a, port, first)).toBe('KERN_SUCCESS');
    expect(insert(a, port, first)).toBe('KERN_ALREADY_IN_SET');
    expect(insert(a, port, second)).toBe('KERN_ALREADY_IN_SET');
    expect(extract(a, port, second)).toBe('KERN_NOT_IN_SET');
    expect(extract(a, port, first)).toBe('KERN_SUCCESS');
    expect(insert(a, port, second)).toBe('KERN_SUCCESS');
    const x = new Lab({ profile: 'xnu' }).program('x');
    const [third, fourth] = [x.port(RIGHT_PORT_SET), x.port(RIGHT_PORT_SET)];
    const member = x.port();
    expect([insert(x, member, third), insert(x, member, fourth), insert(x, member, fourth)]).toEqual([
      'KERN_SUCCESS',
      'KERN_SUCCESS',
      'KERN_ALREADY_IN_SET',
    ]);
    expect([members(x, third), members(x, fourth)]).toEqual([[member], [member]]);
  });

  it('judge the names before the rights', () => {
    const a = new Lab().program('a');
    const set = a.port(RIGHT_PORT_SET);
    const port = a.port();
    for (const call of [insert, extract]) {
      expect(call(a, MACH_PORT_NULL, set)).toBe('KERN_INVALID_RIGHT');
      expect(call(a, port, MACH_PORT_NULL)).toBe('KERN_INVALID_RIGHT');
      expect(call(a, set, UNKNOWN)).toBe('KERN_INVALID_NAME');
      expect(call(a, UNKNOWN, set)).toBe('KERN_INVALID_NAME');
      expect(call(a, set, set)).toBe('KERN_INVALID_RIGHT');
      expect(call(a, port, port)).toBe('KERN_INVALID_RIGHT');
    }
  });
});
