import { describe, expect, it } from 'vitest';
import { machPort } from '../../abi/interfaces/mach_port.ts';
import { DESCRIPTOR_PORT } from '../../abi/message.ts';
import {
  NOTIFY_DEAD_NAME,
  NOTIFY_NO_SENDERS,
  NOTIFY_PORT_DELETED,
  NOTIFY_SEND_ONCE,
  REQUEST_DEAD_NAME,
  REQUEST_NO_SENDERS,
  REQUEST_PORT_DESTROYED,
} from '../../abi/notify.ts';
import { COPY_SEND, MAKE_SEND, MAKE_SEND_ONCE, MOVE_RECEIVE, MOVE_SEND_ONCE } from '../../abi/rights.ts';
import { Arena, type Program } from '../client/arena.ts';

function request(program: Program, name: number, variant: number, notify: number, sync = 0, disposition = MAKE_SEND_ONCE): number {
  return program.call(machPort.mach_port_request_notification, { name, variant, sync, notify: { name: notify, disposition } }).code;
}

function count(program: Program, name: number, id: number): number {
  let found = 0;
  for (let next = program.next(name); next !== null; next = program.next(name)) if (next === id) found++;
  return found;
}

describe('requests', () => {
  it('10,000 on names of one port are all answered when it dies', { timeout: 60_000 }, () => {
    const arena = new Arena();
    const program = arena.spawn('attacker');
    const port = program.allocate();
    const notify = program.allocate();
    for (let at = 0; at < 10_000; at++) {
      const name = program.call(machPort.mach_port_extract_right, { name: port, disposition: MAKE_SEND_ONCE }).outs?.poly.name ?? 0;
      expect(request(program, name, REQUEST_DEAD_NAME, notify)).toBe(0);
    }
    program.destroy(port);
    expect(count(program, notify, NOTIFY_DEAD_NAME)).toBe(10_000);
    expect(arena.fault()).toBeNull();
  });

  it('replaced 5,000 times give every replaced right back', () => {
    const arena = new Arena();
    const program = arena.spawn('attacker');
    const port = program.port();
    const notify = program.allocate();
    for (let at = 0; at < 5000; at++) {
      const variant = [REQUEST_DEAD_NAME, REQUEST_NO_SENDERS, REQUEST_PORT_DESTROYED][at % 3] as number;
      const { outs } = program.call(machPort.mach_port_request_notification, {
        name: port,
        variant,
        sync: 0,
        notify: { name: notify, disposition: MAKE_SEND_ONCE },
      });
      if (outs !== undefined && outs.previous.name !== 0) program.call(machPort.mach_port_deallocate, { name: outs.previous.name });
    }
    expect(count(program, notify, NOTIFY_SEND_ONCE)).toBe(4997);
    expect(arena.fault()).toBeNull();
  });

  it('with their own answer as notify right', () => {
    const arena = new Arena();
    const program = arena.spawn('attacker');
    const port = program.port();
    const once = program.call(machPort.mach_port_extract_right, { name: port, disposition: MAKE_SEND_ONCE }).outs?.poly.name ?? 0;
    expect(request(program, once, REQUEST_DEAD_NAME, once, 0, MOVE_SEND_ONCE)).not.toBe(0);
    const other = program.call(machPort.mach_port_extract_right, { name: port, disposition: MAKE_SEND_ONCE }).outs?.poly.name ?? 0;
    expect(request(program, port, REQUEST_DEAD_NAME, other, 0, MOVE_SEND_ONCE)).toBe(0);
    program.destroy(port);
    expect(arena.fault()).toBeNull();
  });
});

describe('notification loops', () => {
  it('a ring of 1,000 ports that each watch the next falls like dominoes', { timeout: 60_000 }, () => {
    const arena = new Arena();
    const program = arena.spawn('attacker');
    const ports = Array.from({ length: 1000 }, () => program.port());
    const watched = ports.map((port, at) => {
      const next = ports[(at + 1) % ports.length] as number;
      expect(request(program, next, REQUEST_DEAD_NAME, port)).toBe(0);
      return next;
    });
    for (const name of watched) program.drop(name);
    expect(arena.fault()).toBeNull();
    program.exit();
    expect(arena.leftOver()).toEqual({});
  });

  it('no-senders that is asked for again each time it is told', () => {
    const arena = new Arena();
    const program = arena.spawn('attacker');
    const port = program.allocate();
    for (let at = 0; at < 2000; at++) {
      expect(request(program, port, REQUEST_NO_SENDERS, port)).toBe(0);
      expect(program.next(port)).toBe(NOTIFY_NO_SENDERS);
    }
    expect(program.next(port)).toBeNull();
    expect(arena.fault()).toBeNull();
  });

  it('no-senders that is told by the message that took the last sender away', () => {
    const arena = new Arena();
    const program = arena.spawn('attacker');
    const port = program.allocate();
    expect(program.send({ to: { name: port, disposition: MAKE_SEND }, id: 9 })).toBe(0);
    expect(request(program, port, REQUEST_NO_SENDERS, port)).toBe(0);
    expect([program.next(port), program.next(port), program.next(port)]).toEqual([9, NOTIFY_NO_SENDERS, null]);
    expect(arena.fault()).toBeNull();
  });

  it('send-once rights bounced between two ports 5,000 times end in one message each', () => {
    const arena = new Arena();
    const program = arena.spawn('attacker');
    const [a, b] = [program.allocate(), program.allocate()];
    let right = program.call(machPort.mach_port_extract_right, { name: a, disposition: MAKE_SEND_ONCE }).outs?.poly.name ?? 0;
    for (let at = 0; at < 5000; at++) {
      expect(
        program.send({
          to: { name: b, disposition: MAKE_SEND_ONCE },
          body: [{ type: DESCRIPTOR_PORT, name: right, disposition: MOVE_SEND_ONCE }],
        }),
      ).toBe(0);
      right = program.receive(b).message?.descriptors?.[0]?.rights[0] ?? 0;
    }
    program.call(machPort.mach_port_deallocate, { name: right });
    expect([program.next(a), program.next(a)]).toEqual([NOTIFY_SEND_ONCE, null]);
    expect(arena.fault()).toBeNull();
  });

  it('notifications to a port whose receive right is in a message to the port they are about', () => {
    const arena = new Arena();
    const program = arena.spawn('attacker');
    const [about, notify] = [program.port(), program.port()];
    for (const variant of [REQUEST_DEAD_NAME, REQUEST_NO_SENDERS, REQUEST_PORT_DESTROYED])
      expect(request(program, about, variant, notify, variant === REQUEST_NO_SENDERS ? 9 : 0)).toBe(0);
    expect(
      program.send({
        to: { name: about, disposition: COPY_SEND },
        body: [{ type: DESCRIPTOR_PORT, name: notify, disposition: MOVE_RECEIVE }],
      }),
    ).toBe(0);
    expect(program.drop(about)).toBe(0);
    expect(arena.fault()).toBeNull();
    program.exit();
    expect(arena.leftOver()).toEqual({});
  });

  it('notifications faked by a task are only messages', () => {
    const arena = new Arena();
    const program = arena.spawn('attacker');
    const victim = arena.spawn('victim');
    const box = victim.allocate();
    const name = arena.give(victim, box, program);
    for (const id of [65, 66, 69, 70, 71, 72]) program.send({ to: { name, disposition: COPY_SEND }, id, data: new Uint8Array(4) });
    for (let next = 0; next < 5; next++)
      expect(victim.receive(box, 3 << 24).message?.trailer).toMatchObject({ auditPid: program.agent.task });
    expect(arena.fault()).toBeNull();
  });

  it('told of names that are gone: PORT_DELETED for each, once', () => {
    const arena = new Arena();
    const program = arena.spawn('attacker');
    const victim = arena.spawn('victim');
    const box = victim.allocate();
    const notify = program.allocate();
    for (let at = 0; at < 500; at++) {
      const name = arena.give(victim, box, program);
      expect(request(program, name, REQUEST_DEAD_NAME, notify)).toBe(0);
      program.call(machPort.mach_port_deallocate, { name });
    }
    expect(count(program, notify, NOTIFY_PORT_DELETED)).toBe(500);
    expect(arena.fault()).toBeNull();
  });
});
