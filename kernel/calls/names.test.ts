import { describe, expect, it } from 'vitest';
import { machPort } from '../abi/interfaces/mach_port.ts';
import { task } from '../abi/interfaces/task.ts';
import {
  MACH_PORT_DEAD,
  MACH_PORT_NULL,
  MOVE_SEND,
  RIGHT_DEAD_NAME,
  RIGHT_PORT_SET,
  RIGHT_RECEIVE,
  RIGHT_SEND,
  RIGHT_SEND_ONCE,
  TYPE_DEAD_NAME,
  TYPE_DNREQUEST,
  TYPE_PORT_SET,
  TYPE_RECEIVE,
  TYPE_SEND,
  TYPE_SEND_RECEIVE,
} from '../abi/rights.ts';
import { kept, Lab, made, noRight, once, type Program } from './testing/lab.ts';

const UNKNOWN = 0x7777_7703;

/** A send-once right of the task to its own port, and its name. */
function sendOnce(program: Program, port: number): number {
  return program.ask(machPort.mach_port_extract_right, { name: port, disposition: 21 }).poly.name;
}

describe('mach_port_allocate', () => {
  it('makes ports, sets and dead names, and nothing else', () => {
    const a = new Lab().program('a');
    expect([RIGHT_RECEIVE, RIGHT_PORT_SET, RIGHT_DEAD_NAME].map((right) => a.type(a.port(right)))).toEqual([
      TYPE_RECEIVE,
      TYPE_PORT_SET,
      TYPE_DEAD_NAME,
    ]);
    for (const right of [RIGHT_SEND, RIGHT_SEND_ONCE, 5, 99])
      expect(a.says(machPort.mach_port_allocate, { right })).toBe('KERN_INVALID_VALUE');
  });

  it('never gives a name again at once', () => {
    const a = new Lab().program('a');
    const first = a.port(RIGHT_DEAD_NAME);
    a.says(machPort.mach_port_destroy, { name: first });
    expect(a.port(RIGHT_DEAD_NAME)).not.toBe(first);
  });
});

describe('mach_port_allocate_name', () => {
  it('takes any free name but the two that stand for no right', () => {
    const a = new Lab().program('a');
    const allocate = (right: number, name: number): string => a.says(machPort.mach_port_allocate_name, { right, name });
    expect(allocate(RIGHT_RECEIVE, 1000)).toBe('KERN_SUCCESS');
    expect(allocate(RIGHT_RECEIVE, 1000)).toBe('KERN_NAME_EXISTS');
    expect(allocate(RIGHT_RECEIVE, MACH_PORT_NULL)).toBe('KERN_INVALID_VALUE');
    expect(allocate(RIGHT_RECEIVE, MACH_PORT_DEAD)).toBe('KERN_INVALID_VALUE');
    expect(allocate(RIGHT_SEND, 1001)).toBe('KERN_INVALID_VALUE');
  });

  it('wants names of the allocator’s shape under XNU’s profile', () => {
    const a = new Lab({ profile: 'xnu' }).program('a');
    const taken = a.port();
    const allocate = (name: number): string => a.says(machPort.mach_port_allocate_name, { right: RIGHT_RECEIVE, name });
    expect(allocate(0x1000)).toBe('KERN_INVALID_VALUE');
    expect(allocate(0x03)).toBe('KERN_FAILURE');
    expect(allocate((taken & ~0xff) | ((taken + 4) & 0xff))).toBe('KERN_FAILURE');
    expect(allocate(0xfff0_0003)).toBe('KERN_NO_SPACE');
    expect(allocate(taken)).toBe('KERN_NAME_EXISTS');
    expect(allocate(0x5003)).toBe('KERN_SUCCESS');
  });
});

describe('mach_port_names, _type and _space_info', () => {
  it('give each name with its rights and what is asked of it', () => {
    const a = new Lab().program('a');
    const port = a.sendable();
    a.ask(machPort.mach_port_request_notification, { name: port, variant: 72, sync: 0, notify: once(a.port()) });
    const { names, types } = a.ask(machPort.mach_port_names, {});
    expect(types[names.indexOf(port)]).toBe((TYPE_SEND_RECEIVE | TYPE_DNREQUEST) >>> 0);
    expect(a.type(port)).toBe((TYPE_SEND_RECEIVE | TYPE_DNREQUEST) >>> 0);
    const { table } = a.ask(machPort.mach_port_space_info, {});
    expect(table.length).toBe(4 * names.length);
    const row = names.indexOf(port) * 4;
    expect(table.slice(row, row + 3)).toEqual([port, (TYPE_SEND_RECEIVE | TYPE_DNREQUEST) >>> 0, 1]);
    expect(a.says(machPort.mach_port_type, { name: UNKNOWN })).toBe('KERN_INVALID_NAME');
  });

  it('call DEAD a dead name under XNU’s profile only', () => {
    expect(new Lab().program('a').says(machPort.mach_port_type, { name: MACH_PORT_DEAD })).toBe('KERN_INVALID_NAME');
    expect(new Lab({ profile: 'xnu' }).program('a').type(MACH_PORT_DEAD)).toBe(TYPE_DEAD_NAME);
  });
});

describe('mach_port_kobject', () => {
  it('says what a port stands for', () => {
    const a = new Lab().program('a');
    const own = a.ask(machPort.mach_port_kobject, { name: a.trap(2) });
    expect(own).toEqual({ kind: 2, object: a.id });
    expect(a.ask(machPort.mach_port_kobject, { name: a.port() })).toEqual({ kind: 0, object: 0 });
    expect(a.says(machPort.mach_port_kobject, { name: a.port(RIGHT_PORT_SET) })).toBe('KERN_INVALID_RIGHT');
    expect(a.says(machPort.mach_port_kobject, { name: UNKNOWN })).toBe('KERN_INVALID_NAME');
  });
});

describe('mach_port_rename', () => {
  it('looks at the new name before the old one', () => {
    const a = new Lab().program('a');
    const port = a.sendable();
    const rename = (oldName: number, newName: number): string =>
      a.says(machPort.mach_port_rename, { old_name: oldName, new_name: newName });
    expect(rename(port, MACH_PORT_NULL)).toBe('KERN_INVALID_VALUE');
    expect(rename(UNKNOWN, port)).toBe('KERN_NAME_EXISTS');
    expect(rename(port, port)).toBe('KERN_NAME_EXISTS');
    expect(rename(UNKNOWN, UNKNOWN)).toBe('KERN_INVALID_NAME');
    expect(rename(port, 0x4444)).toBe('KERN_SUCCESS');
    expect(a.type(0x4444)).toBe(TYPE_SEND_RECEIVE);
    expect(a.says(machPort.mach_port_type, { name: port })).toBe('KERN_INVALID_NAME');
  });

  it('takes requests along: the notification speaks of the new name', () => {
    const a = new Lab().program('a');
    const port = a.sendable();
    const notify = a.port();
    a.ask(machPort.mach_port_request_notification, { name: port, variant: 72, sync: 0, notify: once(notify) });
    a.says(machPort.mach_port_rename, { old_name: port, new_name: 0x4444 });
    a.says(machPort.mach_port_mod_refs, { name: 0x4444, right: RIGHT_RECEIVE, delta: -1 });
    const { message } = a.receive(notify);
    expect(message?.msghId).toBe(72);
    expect(new DataView(message!.data.buffer, message!.data.byteOffset).getUint32(0, true)).toBe(0x4444);
  });

  it('renames the port a task was born with', () => {
    const a = new Lab().program('a');
    const { name } = a.ask(task.task_get_notify_port, {});
    a.says(machPort.mach_port_rename, { old_name: name, new_name: 0x4444 });
    expect(a.ask(task.task_get_notify_port, {}).name).toBe(0x4444);
  });

  it('is gone in XNU', () => {
    const a = new Lab({ profile: 'xnu' }).program('a');
    expect(a.says(machPort.mach_port_rename, { old_name: a.port(), new_name: 0x5003 })).toBe('KERN_NOT_SUPPORTED');
  });
});

describe('mach_port_destroy', () => {
  it('gives up all that a name stands for', () => {
    const a = new Lab().program('a');
    const port = a.sendable();
    const names = [a.sendable(), sendOnce(a, port), a.port(RIGHT_PORT_SET), a.port(RIGHT_DEAD_NAME)];
    for (const name of names) {
      expect(a.says(machPort.mach_port_destroy, { name })).toBe('KERN_SUCCESS');
      expect(a.says(machPort.mach_port_type, { name })).toBe('KERN_INVALID_NAME');
    }
    expect(a.ids(port)).toEqual([71]);
    expect(a.says(machPort.mach_port_destroy, { name: UNKNOWN })).toBe('KERN_INVALID_NAME');
  });

  it('releases the send right before the port dies, so that NO_SENDERS comes first', () => {
    const a = new Lab().program('a');
    const port = a.sendable();
    const notify = a.port();
    a.ask(machPort.mach_port_request_notification, { name: port, variant: 70, sync: 0, notify: once(notify) });
    a.says(machPort.mach_port_destroy, { name: port });
    expect(a.ids(notify)).toEqual([70]);
  });

  it('tells who watched the name that it is deleted', () => {
    const lab = new Lab();
    const a = lab.program('a');
    const { program: b, port: taskOfB } = a.child();
    const port = a.port();
    a.tells(taskOfB, machPort.mach_port_insert_right, { name: 0x700, poly: made(port) });
    const notify = b.port();
    b.ask(machPort.mach_port_request_notification, { name: 0x700, variant: 72, sync: 0, notify: once(notify) });
    b.says(machPort.mach_port_destroy, { name: 0x700 });
    expect(b.ids(notify)).toEqual([65]);
  });

  it('does nothing to NULL and DEAD under XNU’s profile', () => {
    const a = new Lab({ profile: 'xnu' }).program('a');
    expect([MACH_PORT_NULL, MACH_PORT_DEAD].map((name) => a.says(machPort.mach_port_destroy, { name }))).toEqual([
      'KERN_SUCCESS',
      'KERN_SUCCESS',
    ]);
  });
});

describe('mach_port_deallocate', () => {
  it('takes one reference at a time', () => {
    const a = new Lab().program('a');
    const port = a.sendable();
    a.says(machPort.mach_port_mod_refs, { name: port, right: RIGHT_SEND, delta: 1 });
    const deallocate = (name: number): string => a.says(machPort.mach_port_deallocate, { name });
    expect(deallocate(port)).toBe('KERN_SUCCESS');
    expect(a.refs(port, RIGHT_SEND)).toBe(1);
    expect(deallocate(port)).toBe('KERN_SUCCESS');
    expect(a.type(port)).toBe(TYPE_RECEIVE);
    expect(deallocate(port)).toBe('KERN_INVALID_RIGHT');
    expect(deallocate(UNKNOWN)).toBe('KERN_INVALID_NAME');
    expect(deallocate(MACH_PORT_NULL)).toBe('KERN_INVALID_NAME');
  });

  it('tells a send-once right’s port, and frees a dead name with its last reference', () => {
    const a = new Lab().program('a');
    const port = a.port();
    expect(a.says(machPort.mach_port_deallocate, { name: sendOnce(a, port) })).toBe('KERN_SUCCESS');
    expect(a.ids(port)).toEqual([71]);
    const dead = a.port(RIGHT_DEAD_NAME);
    expect(a.says(machPort.mach_port_deallocate, { name: dead })).toBe('KERN_SUCCESS');
    expect(a.says(machPort.mach_port_type, { name: dead })).toBe('KERN_INVALID_NAME');
  });

  it('refuses a set, which XNU destroys', () => {
    const a = new Lab().program('a');
    expect(a.says(machPort.mach_port_deallocate, { name: a.port(RIGHT_PORT_SET) })).toBe('KERN_INVALID_RIGHT');
    const x = new Lab({ profile: 'xnu' }).program('x');
    const set = x.port(RIGHT_PORT_SET);
    expect(x.says(machPort.mach_port_deallocate, { name: set })).toBe('KERN_SUCCESS');
    expect(x.says(machPort.mach_port_type, { name: set })).toBe('KERN_INVALID_NAME');
    expect(x.says(machPort.mach_port_deallocate, { name: MACH_PORT_DEAD })).toBe('KERN_SUCCESS');
  });
});

describe('mach_port_get_refs', () => {
  it('counts 0 for a right that the name lacks', () => {
    const a = new Lab().program('a');
    const port = a.sendable();
    a.says(machPort.mach_port_mod_refs, { name: port, right: RIGHT_SEND, delta: 6 });
    expect([RIGHT_SEND, RIGHT_RECEIVE, RIGHT_SEND_ONCE, RIGHT_PORT_SET, RIGHT_DEAD_NAME].map((right) => a.refs(port, right))).toEqual([
      7, 1, 0, 0, 0,
    ]);
    expect(a.says(machPort.mach_port_get_refs, { name: port, right: 5 })).toBe('KERN_INVALID_VALUE');
    expect(a.says(machPort.mach_port_get_refs, { name: UNKNOWN, right: RIGHT_SEND })).toBe('KERN_INVALID_NAME');
  });

  it('finds one reference under NULL and DEAD in XNU, where 5 was once a kind of right', () => {
    const a = new Lab({ profile: 'xnu' }).program('a');
    expect([a.refs(MACH_PORT_NULL, RIGHT_SEND), a.refs(MACH_PORT_DEAD, RIGHT_SEND_ONCE), a.refs(a.port(), 5)]).toEqual([1, 1, 0]);
    expect(a.says(machPort.mach_port_get_refs, { name: MACH_PORT_NULL, right: RIGHT_RECEIVE })).toBe('KERN_INVALID_NAME');
  });
});

describe('mach_port_mod_refs', () => {
  const change = (program: Program, name: number, right: number, delta: number): string =>
    program.says(machPort.mach_port_mod_refs, { name, right, delta });

  it('judges right, name and kind in this order, for a delta of zero too', () => {
    const a = new Lab().program('a');
    const port = a.port();
    expect(change(a, UNKNOWN, 5, 0)).toBe('KERN_INVALID_VALUE');
    expect(change(a, UNKNOWN, RIGHT_SEND, 0)).toBe('KERN_INVALID_NAME');
    expect(change(a, MACH_PORT_NULL, RIGHT_SEND, -1)).toBe('KERN_INVALID_NAME');
    expect(change(a, port, RIGHT_SEND, 0)).toBe('KERN_INVALID_RIGHT');
    expect(change(a, port, RIGHT_RECEIVE, 0)).toBe('KERN_SUCCESS');
    expect(change(a, port, RIGHT_RECEIVE, 1)).toBe('KERN_INVALID_VALUE');
    expect(change(a, port, RIGHT_RECEIVE, -2)).toBe('KERN_INVALID_VALUE');
  });

  it('keeps send rights and dead names within their limits', () => {
    const a = new Lab().program('a');
    const port = a.sendable();
    expect(change(a, port, RIGHT_SEND, -2)).toBe('KERN_INVALID_VALUE');
    expect(change(a, port, RIGHT_SEND, 65534)).toBe('KERN_UREFS_OVERFLOW');
    expect(change(a, port, RIGHT_SEND, 65533)).toBe('KERN_SUCCESS');
    expect(a.refs(port, RIGHT_SEND)).toBe(65534);
    expect(change(a, port, RIGHT_SEND, -65534)).toBe('KERN_SUCCESS');
    expect(a.type(port)).toBe(TYPE_RECEIVE);
    const dead = a.port(RIGHT_DEAD_NAME);
    expect(change(a, dead, RIGHT_SEND, 1)).toBe('KERN_INVALID_RIGHT');
    expect(change(a, dead, RIGHT_DEAD_NAME, 65535)).toBe('KERN_UREFS_OVERFLOW');
    expect(change(a, dead, RIGHT_DEAD_NAME, 65534)).toBe('KERN_SUCCESS');
    expect(change(a, dead, RIGHT_DEAD_NAME, -65535)).toBe('KERN_SUCCESS');
    expect(a.says(machPort.mach_port_type, { name: dead })).toBe('KERN_INVALID_NAME');
  });

  it('leaves a dead name with the send references when the receive right goes, one more for who watched', () => {
    const a = new Lab().program('a');
    const port = a.sendable();
    const notify = a.port();
    change(a, port, RIGHT_SEND, 2);
    a.ask(machPort.mach_port_request_notification, { name: port, variant: 72, sync: 0, notify: once(notify) });
    expect(change(a, port, RIGHT_RECEIVE, -1)).toBe('KERN_SUCCESS');
    expect([a.type(port), a.refs(port, RIGHT_DEAD_NAME)]).toEqual([TYPE_DEAD_NAME, 4]);
    expect(a.ids(notify)).toEqual([72]);
  });

  it('keeps the send right alive when the port comes back to who asked for it, which the classic profile does not', () => {
    for (const profile of ['recommended', 'classic'] as const) {
      const a = new Lab({ profile }).program('a');
      const port = a.sendable();
      const notify = a.port();
      a.ask(machPort.mach_port_request_notification, { name: port, variant: 69, sync: 0, notify: once(notify) });
      expect(change(a, port, RIGHT_RECEIVE, -1)).toBe('KERN_SUCCESS');
      expect(a.type(port)).toBe(profile === 'classic' ? TYPE_DEAD_NAME : TYPE_SEND);
      expect(a.receive(notify).message?.msghId).toBe(69);
    }
  });

  it('gives up a send-once right and a set', () => {
    const a = new Lab().program('a');
    const port = a.port();
    expect(change(a, sendOnce(a, port), RIGHT_SEND_ONCE, -1)).toBe('KERN_SUCCESS');
    expect(a.ids(port)).toEqual([71]);
    const set = a.port(RIGHT_PORT_SET);
    expect(change(a, set, RIGHT_PORT_SET, 1)).toBe('KERN_INVALID_VALUE');
    expect(change(a, set, RIGHT_PORT_SET, -1)).toBe('KERN_SUCCESS');
    expect(a.says(machPort.mach_port_type, { name: set })).toBe('KERN_INVALID_NAME');
  });

  it('pegs at the maximum in XNU, where only dropping all of it gets away', () => {
    const a = new Lab({ profile: 'xnu' }).program('a');
    const port = a.sendable();
    expect(change(a, port, RIGHT_SEND, 65536)).toBe('KERN_INVALID_VALUE');
    expect(change(a, port, RIGHT_SEND, 65535)).toBe('KERN_SUCCESS');
    expect(a.refs(port, RIGHT_SEND)).toBe(65535);
    expect(a.says(machPort.mach_port_deallocate, { name: port })).toBe('KERN_SUCCESS');
    expect(change(a, port, RIGHT_SEND, -5)).toBe('KERN_SUCCESS');
    expect(a.refs(port, RIGHT_SEND)).toBe(65535);
    expect(change(a, port, RIGHT_SEND, -65535)).toBe('KERN_SUCCESS');
    expect(a.type(port)).toBe(TYPE_RECEIVE);
    expect(change(a, MACH_PORT_DEAD, RIGHT_SEND_ONCE, -1)).toBe('KERN_SUCCESS');
  });
});

describe('mach_port_insert_right', () => {
  const insert = (program: Program, name: number, poly: { name: number; disposition: number }): string =>
    program.says(machPort.mach_port_insert_right, { name, poly });

  it('adds to the name that the port has, and gives it no second one', () => {
    const a = new Lab().program('a');
    const port = a.port();
    expect(insert(a, port, made(port))).toBe('KERN_SUCCESS');
    expect(insert(a, port, made(port))).toBe('KERN_SUCCESS');
    expect([a.type(port), a.refs(port, RIGHT_SEND)]).toEqual([TYPE_SEND_RECEIVE, 2]);
    expect(a.ask(machPort.mach_port_get_receive_status, { name: port }).mscount).toBe(2);
    expect(insert(a, 0x700, kept(port))).toBe('KERN_RIGHT_EXISTS');
    expect(insert(a, a.port(), kept(port))).toBe('KERN_RIGHT_EXISTS');
  });

  it('judges name, right and place', () => {
    const a = new Lab().program('a');
    const port = a.port();
    expect(insert(a, MACH_PORT_NULL, made(port))).toBe('KERN_INVALID_VALUE');
    expect(insert(a, MACH_PORT_DEAD, made(port))).toBe('KERN_INVALID_VALUE');
    expect(insert(a, 0x700, noRight())).toBe('KERN_INVALID_CAPABILITY');
    expect(insert(a, 0x700, kept(a.port(RIGHT_DEAD_NAME)))).toBe('KERN_INVALID_CAPABILITY');
    expect(insert(a, port, once(port))).toBe('KERN_NAME_EXISTS');
    expect(insert(a, 0x700, once(port))).toBe('KERN_SUCCESS');
    a.says(machPort.mach_port_insert_right, { name: port, poly: made(port) });
    a.says(machPort.mach_port_mod_refs, { name: port, right: RIGHT_SEND, delta: 65533 });
    expect(insert(a, port, kept(port))).toBe('KERN_UREFS_OVERFLOW');
    expect(insert(a, 0x701, kept(UNKNOWN))).toBe('MACH_SEND_INVALID_RIGHT');
  });

  it('puts rights into another task, and merges a receive right with the send right there', () => {
    const a = new Lab().program('a');
    const { program: b, port: taskOfB } = a.child();
    const port = a.port();
    expect(a.tells(taskOfB, machPort.mach_port_insert_right, { name: 0x700, poly: made(port) })).toBe('KERN_SUCCESS');
    expect(a.tells(taskOfB, machPort.mach_port_insert_right, { name: 0x700, poly: made(a.port()) })).toBe('KERN_NAME_EXISTS');
    expect(a.tells(taskOfB, machPort.mach_port_insert_right, { name: 0x700, poly: { name: port, disposition: 16 } })).toBe('KERN_SUCCESS');
    expect(b.type(0x700)).toBe(TYPE_SEND_RECEIVE);
    expect(a.says(machPort.mach_port_type, { name: port })).toBe('KERN_INVALID_NAME');
  });

  it('destroys what it was given when it fails', () => {
    const a = new Lab().program('a');
    const { port: taskOfB } = a.child();
    const port = a.port();
    a.tells(taskOfB, machPort.mach_port_insert_right, { name: 0x700, poly: made(port) });
    const lost = a.sendable();
    expect(a.tells(taskOfB, machPort.mach_port_insert_right, { name: 0x700, poly: { name: lost, disposition: 16 } })).toBe(
      'KERN_NAME_EXISTS',
    );
    expect(a.type(lost)).toBe(TYPE_DEAD_NAME);
  });
});

describe('mach_port_extract_right', () => {
  const extract = (program: Program, name: number, disposition: number) =>
    program.self(machPort.mach_port_extract_right, { name, disposition });

  it('makes rights of one’s own port: a send right under the same name, send-once rights under new ones', () => {
    const a = new Lab().program('a');
    const port = a.port();
    expect(extract(a, port, 20).outs?.poly).toEqual({ name: port, disposition: 17 });
    const first = extract(a, port, 21).outs?.poly;
    expect(first?.disposition).toBe(18);
    expect(first?.name).not.toBe(port);
    expect(extract(a, port, 21).outs?.poly.name).not.toBe(first?.name);
  });

  it('takes a receive right with its messages from another task', () => {
    const a = new Lab().program('a');
    const { program: b, port: taskOfB } = a.child();
    const port = b.sendable();
    b.send(kept(port), 8);
    const { outs } = a.call(taskOfB, machPort.mach_port_extract_right, { name: port, disposition: 16 });
    expect(outs?.poly.disposition).toBe(16);
    expect(a.ids(outs?.poly.name ?? 0)).toEqual([8]);
    expect(b.type(port)).toBe(TYPE_SEND);
  });

  it('refuses what the name cannot give', () => {
    const a = new Lab().program('a');
    const port = a.port();
    const code = (name: number, disposition: number): string => a.says(machPort.mach_port_extract_right, { name, disposition });
    expect(code(port, 15)).toBe('KERN_INVALID_VALUE');
    expect(code(port, 22)).toBe('KERN_INVALID_VALUE');
    expect(code(UNKNOWN, 20)).toBe('KERN_INVALID_NAME');
    expect(code(MACH_PORT_NULL, 20)).toBe('KERN_INVALID_NAME');
    expect(code(port, MOVE_SEND)).toBe('KERN_INVALID_RIGHT');
    expect(code(a.port(RIGHT_PORT_SET), 20)).toBe('KERN_INVALID_RIGHT');
    const x = new Lab({ profile: 'xnu' }).program('x');
    expect(x.says(machPort.mach_port_extract_right, { name: MACH_PORT_DEAD, disposition: 17 })).toBe('KERN_INVALID_RIGHT');
  });

  it('gives DEAD for a dead name, and takes a reference when it moves', () => {
    const a = new Lab().program('a');
    const dead = a.port(RIGHT_DEAD_NAME);
    a.says(machPort.mach_port_mod_refs, { name: dead, right: RIGHT_DEAD_NAME, delta: 1 });
    expect(extract(a, dead, 19).outs?.poly.name).toBe(MACH_PORT_DEAD);
    expect(a.refs(dead, RIGHT_DEAD_NAME)).toBe(2);
    expect(extract(a, dead, 17).outs?.poly.name).toBe(MACH_PORT_DEAD);
    expect(a.refs(dead, RIGHT_DEAD_NAME)).toBe(1);
  });

  it('destroys a port whose receive right would be inside a message to itself', () => {
    const a = new Lab().program('a');
    const sender = a.port();
    const reply = a.agent.replyPort;
    a.says(machPort.mach_port_insert_right, { name: reply, poly: made(reply) });
    expect(a.says(machPort.mach_port_extract_right, { name: reply, disposition: 16 })).toBe('MACH_RCV_INVALID_NAME');
    a.agent.replyPort = 0;
    expect([a.type(reply), a.type(sender)]).toEqual([TYPE_DEAD_NAME, TYPE_RECEIVE]);
  });
});
