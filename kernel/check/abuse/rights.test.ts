import { describe, expect, it } from 'vitest';
import {
  KERN_INVALID_NAME,
  KERN_INVALID_RIGHT,
  KERN_INVALID_VALUE,
  KERN_UREFS_OVERFLOW,
  MACH_SEND_INVALID_DEST,
  MACH_SEND_INVALID_REPLY,
} from '../../abi/codes.ts';
import { TRAP_HOST_SELF, TRAP_TASK_SELF, TRAP_THREAD_SELF } from '../../abi/frame.ts';
import { machPort } from '../../abi/interfaces/mach_port.ts';
import { DESCRIPTOR_OOL_PORTS, DESCRIPTOR_PORT } from '../../abi/message.ts';
import { COPY_SEND, MAKE_SEND, MAKE_SEND_ONCE, MOVE_RECEIVE, MOVE_SEND, MOVE_SEND_ONCE, RIGHT_SEND } from '../../abi/rights.ts';
import { Random } from '../fuzz/random.ts';
import { Arena, type Program } from '../client/arena.ts';

const DISPOSITIONS = [MOVE_RECEIVE, MOVE_SEND, MOVE_SEND_ONCE, COPY_SEND, MAKE_SEND, MAKE_SEND_ONCE];

function names(program: Program): readonly number[] {
  return program.call(machPort.mach_port_names, {}).outs?.names ?? [];
}

describe('names that mean nothing', () => {
  it('all of 0 to 5,000 and 1,000 random ones as destination, with every disposition', () => {
    const arena = new Arena();
    const attacker = arena.spawn('attacker');
    const random = new Random(1);
    const known = new Set(attacker.call(machPort.mach_port_names, {}).outs?.names);
    const tried = [...Array.from({ length: 5000 }, (_, name) => name), ...Array.from({ length: 1000 }, () => random.next())];
    for (const name of tried.filter((name) => !known.has(name)))
      for (const disposition of DISPOSITIONS.slice(1)) expect(attacker.send({ to: { name, disposition } })).toBe(MACH_SEND_INVALID_DEST);
    expect(arena.fault()).toBeNull();
  });

  it('as reply, beside a destination that is good, leave the destination right where it was', () => {
    const arena = new Arena();
    const attacker = arena.spawn('attacker');
    const name = attacker.port();
    for (let bad = 1; bad < 300; bad++) {
      for (const disposition of DISPOSITIONS.slice(1))
        expect(attacker.send({ to: { name, disposition: MOVE_SEND }, reply: { name: 0x500000 + bad, disposition } })).toBe(
          MACH_SEND_INVALID_REPLY,
        );
    }
    expect(attacker.call(machPort.mach_port_get_refs, { name, right: RIGHT_SEND }).outs?.refs).toBe(1);
    expect(arena.fault()).toBeNull();
  });

  it('in every call that takes one', () => {
    const arena = new Arena();
    const attacker = arena.spawn('attacker');
    for (const name of [0, 1, 2, 3, 255, 0x7777, 0xfffffffe, 0xffffffff]) {
      const codes = [
        attacker.call(machPort.mach_port_type, { name }),
        attacker.call(machPort.mach_port_destroy, { name }),
        attacker.call(machPort.mach_port_deallocate, { name }),
        attacker.call(machPort.mach_port_mod_refs, { name, right: 0, delta: 1 }),
        attacker.call(machPort.mach_port_set_qlimit, { name, qlimit: 1 }),
        attacker.call(machPort.mach_port_get_set_status, { name }),
        attacker.call(machPort.mach_port_get_receive_status, { name }),
      ].map(({ code }) => code);
      expect(codes.every((code) => code === KERN_INVALID_NAME || code === KERN_INVALID_RIGHT)).toBe(true);
    }
    expect(arena.fault()).toBeNull();
  });
});

describe('stale names', () => {
  it('of 1,000 freed ports find nothing, though their places are used again', () => {
    const arena = new Arena();
    const attacker = arena.spawn('attacker');
    const old = Array.from({ length: 1000 }, () => attacker.allocate());
    for (const name of old) attacker.destroy(name);
    const fresh = new Set(Array.from({ length: 1000 }, () => attacker.allocate()));
    for (const name of old) {
      expect(fresh.has(name)).toBe(false);
      expect(attacker.send({ to: { name, disposition: MAKE_SEND } })).toBe(MACH_SEND_INVALID_DEST);
    }
    expect(arena.fault()).toBeNull();
  });

  it('of one place that is used again and again', () => {
    const arena = new Arena();
    const attacker = arena.spawn('attacker');
    let last = attacker.allocate();
    for (let count = 0; count < 2000; count++) {
      attacker.destroy(last);
      const next = attacker.allocate();
      expect(next).not.toBe(last);
      last = next;
    }
    expect(arena.fault()).toBeNull();
  });
});

describe('wrong rights', () => {
  it('every name of a task with every disposition, as destination, reply and body', () => {
    const arena = new Arena();
    const attacker = arena.spawn('attacker');
    for (const trap of [TRAP_TASK_SELF, TRAP_THREAD_SELF, TRAP_HOST_SELF]) attacker.trap(trap);
    attacker.allocate(3);
    attacker.allocate(4);
    for (let round = 0; round < 4; round++) {
      const port = attacker.port();
      attacker.call(machPort.mach_port_extract_right, { name: port, disposition: MAKE_SEND_ONCE });
      for (const name of names(attacker).filter((name) => name !== attacker.agent.replyPort)) {
        for (const disposition of [0, 15, ...DISPOSITIONS, 22, 31]) {
          attacker.send({ to: { name, disposition }, id: 1 });
          attacker.send({ to: { name: port, disposition: COPY_SEND }, reply: { name, disposition } });
          attacker.send({ to: { name: port, disposition: COPY_SEND }, body: [{ type: DESCRIPTOR_PORT, name, disposition }] });
          attacker.receive(port);
        }
      }
      expect(arena.fault()).toBeNull();
    }
  });

  it('a receive right of the kernel cannot be had', () => {
    const arena = new Arena();
    const attacker = arena.spawn('attacker');
    for (const trap of [TRAP_TASK_SELF, TRAP_THREAD_SELF, TRAP_HOST_SELF]) {
      const name = attacker.trap(trap);
      for (const disposition of [MOVE_RECEIVE, MAKE_SEND, MAKE_SEND_ONCE])
        expect(attacker.call(machPort.mach_port_extract_right, { name, disposition }).code).toBe(KERN_INVALID_RIGHT);
      expect(attacker.call(machPort.mach_port_set_qlimit, { name, qlimit: 1 }).code).toBe(KERN_INVALID_RIGHT);
      expect(attacker.drop(name)).toBe(KERN_INVALID_RIGHT);
    }
    expect(arena.fault()).toBeNull();
  });

  it('kinds of right and dispositions up to the largest number', () => {
    const arena = new Arena();
    const attacker = arena.spawn('attacker');
    const name = attacker.port();
    for (const number of [5, 6, 7, 100, 0x7fffffff, 0xffffffff]) {
      expect(attacker.call(machPort.mach_port_allocate, { right: number }).code).toBe(KERN_INVALID_VALUE);
      expect(attacker.call(machPort.mach_port_mod_refs, { name, right: number, delta: 0 }).code).toBe(KERN_INVALID_VALUE);
    }
    for (const disposition of [0, 15, 22, 100, 0x7fffffff, 0xffffffff])
      expect(attacker.call(machPort.mach_port_extract_right, { name, disposition }).code).toBe(KERN_INVALID_VALUE);
    expect(arena.fault()).toBeNull();
  });
});

describe('references', () => {
  it('pushed over their limit by calls are refused, whatever the delta', () => {
    const arena = new Arena();
    const attacker = arena.spawn('attacker');
    const name = attacker.port();
    const mod = (delta: number): number => attacker.call(machPort.mach_port_mod_refs, { name, right: RIGHT_SEND, delta }).code;
    for (const delta of [0x10000, 0x7fffffff]) expect(mod(delta)).toBe(KERN_UREFS_OVERFLOW);
    for (const delta of [-2, -0x10000, -0x80000000]) expect(mod(delta)).toBe(KERN_INVALID_VALUE);
    expect(arena.fault()).toBeNull();
  });

  it('pushed over their limit by 200,000 rights that arrive are absorbed', { timeout: 60_000 }, () => {
    const arena = new Arena();
    const attacker = arena.spawn('attacker');
    const name = attacker.port();
    const box = attacker.port();
    const sixteenK = Array.from({ length: 16_384 }, () => name);
    for (let count = 0; count < 13; count++) {
      const body = [{ type: DESCRIPTOR_OOL_PORTS, names: sixteenK, disposition: COPY_SEND, deallocate: false, copy: 1 }] as const;
      expect(attacker.send({ to: { name: box, disposition: COPY_SEND }, body })).toBe(0);
      expect(attacker.receive(box).code).toBe(0);
    }
    expect(attacker.call(machPort.mach_port_get_refs, { name, right: RIGHT_SEND }).outs?.refs).toBe(65_534);
    expect(arena.fault()).toBeNull();
  });
});

describe('reply ports that are no reply ports', () => {
  it('a task port as reply of a kernel call: its answer is dropped, not answered', () => {
    const arena = new Arena();
    const attacker = arena.spawn('attacker');
    const self = attacker.trap(TRAP_TASK_SELF);
    for (let count = 0; count < 500; count++) {
      for (const id of [3200, 3204, 3999, 3404])
        expect(attacker.send({ to: { name: self, disposition: COPY_SEND }, reply: { name: self, disposition: COPY_SEND }, id })).toBe(0);
    }
    expect(arena.rig.machine.ipc.messages).toBe(0);
    expect(arena.fault()).toBeNull();
  });

  it('a send right to a full port as reply: the answer is queued or dropped, and the kernel waits for nobody', () => {
    const arena = new Arena();
    const attacker = arena.spawn('attacker');
    const self = attacker.trap(TRAP_TASK_SELF);
    const full = attacker.port();
    for (let count = 0; count < 20; count++)
      expect(attacker.send({ to: { name: self, disposition: COPY_SEND }, reply: { name: full, disposition: COPY_SEND }, id: 3200 })).toBe(
        0,
      );
    expect(arena.fault()).toBeNull();
    expect(attacker.receive(full).code).toBe(0);
  });

  it('a port of another task, a dead one, and the port of the very call', () => {
    const arena = new Arena();
    const attacker = arena.spawn('attacker');
    const victim = arena.spawn('victim');
    const box = victim.port();
    const theirs = arena.give(victim, box, attacker);
    const self = attacker.trap(TRAP_TASK_SELF);
    for (let count = 0; count < 50; count++)
      attacker.send({ to: { name: self, disposition: COPY_SEND }, reply: { name: theirs, disposition: COPY_SEND }, id: 3204 });
    victim.destroy(box);
    expect(attacker.send({ to: { name: self, disposition: COPY_SEND }, reply: { name: theirs, disposition: COPY_SEND }, id: 3204 })).toBe(
      0,
    );
    expect(arena.fault()).toBeNull();
  });
});
