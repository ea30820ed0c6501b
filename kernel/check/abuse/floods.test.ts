import { describe, expect, it } from 'vitest';
import {
  KERN_NO_SPACE,
  KERN_RESOURCE_SHORTAGE,
  MACH_MSG_IPC_SPACE,
  MACH_RCV_BODY_ERROR,
  MACH_RCV_HEADER_ERROR,
  MACH_SEND_NO_BUFFER,
  MACH_SEND_TIMED_OUT,
  MACH_SEND_TOO_LARGE,
} from '../../abi/codes.ts';
import { TRAP_HOST_SELF, TRAP_REPLY_PORT, TRAP_TASK_SELF } from '../../abi/frame.ts';
import { machPort } from '../../abi/interfaces/mach_port.ts';
import { task } from '../../abi/interfaces/task.ts';
import { vm } from '../../abi/interfaces/vm.ts';
import {
  NAMES_PER_TASK,
  OOL_BYTES_MAX,
  QUEUE_HARD_CAP,
  QUEUED_BYTES_PER_TASK,
  QUEUED_MESSAGES_PER_TASK,
  THREADS_PER_TASK,
} from '../../abi/limits.ts';
import { DESCRIPTOR_OOL, DESCRIPTOR_OOL_PORTS, DESCRIPTOR_PORT } from '../../abi/message.ts';
import { COPY_SEND, MAKE_SEND, MAKE_SEND_ONCE } from '../../abi/rights.ts';
import { Arena, type Program } from '../client/arena.ts';

const LONG = { timeout: 120_000 };

function scene(): { arena: Arena; attacker: Program; victim: Program } {
  const arena = new Arena();
  return { arena, attacker: arena.spawn('attacker'), victim: arena.spawn('victim') };
}

/** The victim can still make a port, send and receive. */
function unharmed(arena: Arena, victim: Program): void {
  const port = victim.port();
  expect(victim.send({ to: { name: port, disposition: COPY_SEND }, id: 4711 })).toBe(0);
  expect(victim.next(port)).toBe(4711);
  expect(arena.fault()).toBeNull();
}

/** Sends until the kernel refuses. Returns: how many went, and with which code it ended. */
function flood(
  program: Program,
  name: number,
  disposition: number,
  most: number,
  more: Partial<Parameters<Program['send']>[0]> = {},
): { count: number; code: number } {
  for (let count = 0; count < most; count++) {
    const code = program.send({ to: { name, disposition }, ...more });
    if (code !== 0) return { count, code };
  }
  return { count: most, code: 0 };
}

describe('queues', () => {
  it('flooded by send rights are full at their limit', () => {
    const { arena, attacker, victim } = scene();
    const box = victim.port();
    const name = arena.give(victim, box, attacker);
    expect(flood(attacker, name, COPY_SEND, 100)).toEqual({ count: 5, code: MACH_SEND_TIMED_OUT });
    unharmed(arena, victim);
  });

  it('flooded by send-once rights are full at the cap, and empty again without loss', LONG, () => {
    const { arena, attacker, victim } = scene();
    const box = attacker.allocate();
    expect(flood(attacker, box, MAKE_SEND_ONCE, QUEUE_HARD_CAP + 10)).toEqual({ count: QUEUE_HARD_CAP, code: MACH_SEND_NO_BUFFER });
    unharmed(arena, victim);
    for (let count = 0; count < 1000; count++) expect(attacker.receive(box).message?.seqno).toBe(count);
    attacker.destroy(box);
    expect(arena.rig.machine.ipc.messages).toBe(0);
    unharmed(arena, victim);
  });

  it('flooded in numbers: a task runs into its own quota, and others do not', LONG, () => {
    const { arena, attacker, victim } = scene();
    let sent = 0;
    for (;;) {
      const { count, code } = flood(attacker, attacker.allocate(), MAKE_SEND_ONCE, QUEUE_HARD_CAP - 1000);
      sent += count;
      if (code === 0) continue;
      expect(code).toBe(MACH_SEND_NO_BUFFER);
      break;
    }
    expect(sent).toBe(QUEUED_MESSAGES_PER_TASK);
    unharmed(arena, victim);
    attacker.exit();
    unharmed(arena, victim);
    victim.exit();
    expect(arena.leftOver()).toEqual({});
  });

  it('flooded with memory: a task runs into its own quota', LONG, () => {
    const { arena, attacker, victim } = scene();
    const box = attacker.allocate();
    const memory = new Uint8Array(0x1000000);
    const body = [{ type: DESCRIPTOR_OOL, memory, deallocate: false, copy: 1 }] as const;
    const { count, code } = flood(attacker, box, MAKE_SEND_ONCE, 1000, { body });
    expect([count, code]).toEqual([Math.floor(QUEUED_BYTES_PER_TASK / 0x1000000) - 1, MACH_SEND_NO_BUFFER]);
    unharmed(arena, victim);
    attacker.exit();
    expect(arena.rig.machine.ipc.memories).toBe(0);
    unharmed(arena, victim);
  });

  it('asked to hold one message that is too large hold none of it', () => {
    const { arena, attacker, victim } = scene();
    const box = attacker.port();
    const memory = new Uint8Array(OOL_BYTES_MAX / 2 + 1);
    const part = { type: DESCRIPTOR_OOL, memory, deallocate: false, copy: 1 } as const;
    expect(attacker.send({ to: { name: box, disposition: COPY_SEND }, body: [part, part] })).toBe(MACH_SEND_TOO_LARGE);
    const names = Array.from({ length: 16_385 }, () => box);
    const ports = { type: DESCRIPTOR_OOL_PORTS, names, disposition: COPY_SEND, deallocate: false, copy: 1 } as const;
    expect(attacker.send({ to: { name: box, disposition: COPY_SEND }, body: [ports] })).toBe(MACH_SEND_TOO_LARGE);
    const many = Array.from({ length: 1025 }, () => ({ type: DESCRIPTOR_PORT, name: box, disposition: COPY_SEND }) as const);
    expect(attacker.send({ to: { name: box, disposition: COPY_SEND }, body: many })).toBe(MACH_SEND_TOO_LARGE);
    expect(arena.rig.machine.ipc.memories).toBe(0);
    unharmed(arena, victim);
  });

  it('with a thousand senders waiting at one port go on in order', LONG, () => {
    const { arena, attacker, victim } = scene();
    const box = victim.port();
    const name = arena.give(victim, box, attacker);
    const threads = Array.from({ length: THREADS_PER_TASK - 1 }, () => attacker.thread());
    expect(attacker.call(task.thread_create, {}).code).toBe(KERN_RESOURCE_SHORTAGE);
    flood(attacker, name, COPY_SEND, 5);
    threads.forEach((thread, id) =>
      expect(thread.begin(thread.sendAct({ to: { name, disposition: COPY_SEND }, id, wait: true })).done).toBe(false),
    );
    for (let count = 0; count < 5; count++) victim.next(box);
    for (let id = 0; id < 500; id++) expect(victim.next(box)).toBe(id);
    attacker.exit(-1, 9);
    expect(arena.fault()).toBeNull();
    unharmed(arena, victim);
  });
});

describe('name tables', () => {
  /** Fills a task's table with send-once names. */
  function fill(program: Program): { count: number; box: number } {
    const box = program.allocate();
    const source = program.allocate();
    const names = Array.from({ length: 16_384 }, () => source);
    let code = 0;
    let count = 0;
    while (code === 0) {
      const body = [{ type: DESCRIPTOR_OOL_PORTS, names, disposition: MAKE_SEND_ONCE, deallocate: false, copy: 1 }] as const;
      expect(program.send({ to: { name: box, disposition: MAKE_SEND }, body })).toBe(0);
      const { code: got, message } = program.receive(box);
      code = got;
      count += (message?.descriptors?.[0]?.rights ?? []).filter((name) => name !== 0).length;
      const address = message?.descriptors?.[0]?.address ?? 0;
      if (address !== 0) program.callOn(program.trap(TRAP_TASK_SELF), vm.vm_deallocate, { address, size: 0x10000 });
    }
    expect(code).toBe(MACH_RCV_BODY_ERROR | MACH_MSG_IPC_SPACE);
    return { count, box };
  }

  it('that are full give no name, and lose no right without telling its port', LONG, () => {
    const { arena, attacker, victim } = scene();
    const { box, count } = fill(attacker);
    expect(count).toBeGreaterThan(NAMES_PER_TASK - 100);
    expect(attacker.call(machPort.mach_port_allocate, { right: 1 }).code).toBe(KERN_NO_SPACE);
    expect(attacker.call(machPort.mach_port_allocate, { right: 4 }).code).toBe(KERN_NO_SPACE);
    expect(attacker.call(machPort.mach_port_allocate_name, { right: 1, name: 0x7fffff00 }).code).toBe(KERN_NO_SPACE);
    expect(attacker.trap(TRAP_REPLY_PORT)).toBe(0);
    expect(attacker.trap(TRAP_HOST_SELF)).toBe(0);
    const reply = { name: box, disposition: MAKE_SEND_ONCE };
    expect(
      attacker.send({
        to: { name: box, disposition: MAKE_SEND },
        reply,
        body: [{ type: DESCRIPTOR_PORT, name: box, disposition: MAKE_SEND_ONCE }],
      }),
    ).toBe(0);
    const { code, message } = attacker.receive(box);
    expect([code, message?.remote, message?.descriptors]).toEqual([MACH_RCV_HEADER_ERROR | MACH_MSG_IPC_SPACE, 0, null]);
    expect([attacker.next(box), attacker.next(box)]).toEqual([71, 71]);
    unharmed(arena, victim);
  });

  it('that are full leave a call without its answer, not the kernel', LONG, () => {
    const { arena, attacker, victim } = scene();
    fill(attacker);
    expect(attacker.call(task.task_create, { inherit_memory: false }).code).not.toBe(0);
    expect(attacker.call(machPort.mach_port_names, {}).code).toBe(0);
    unharmed(arena, victim);
    attacker.exit();
    unharmed(arena, victim);
    victim.exit();
    expect(arena.leftOver()).toEqual({});
  });
});

describe('tasks and threads', () => {
  it('made without end end at the limit, and go with their maker’s process', LONG, () => {
    const { arena, attacker, victim } = scene();
    let code = 0;
    let count = 0;
    while (code === 0) {
      code = attacker.call(task.task_create, { inherit_memory: false }).code;
      count++;
    }
    expect([KERN_RESOURCE_SHORTAGE, KERN_NO_SPACE]).toContain(code);
    expect(count).toBeGreaterThan(100);
    unharmed(arena, victim);
    attacker.exit();
    victim.exit();
    expect(arena.leftOver()).toEqual({});
  });

  it('come and go a thousand times without leaving anything', LONG, () => {
    const { arena, victim } = scene();
    const before = { ...arena.leftOver() };
    for (let round = 0; round < 1000; round++) {
      const attacker = arena.spawn('attacker');
      const box = attacker.port();
      flood(attacker, box, MAKE_SEND_ONCE, 5, {
        body: [
          { type: DESCRIPTOR_PORT, name: box, disposition: MAKE_SEND },
          { type: DESCRIPTOR_OOL, memory: new Uint8Array(100), deallocate: false, copy: 1 },
        ],
      });
      attacker.exit(-1, 9);
    }
    unharmed(arena, victim);
    expect(arena.rig.machine.system.processes.size).toBe(2);
    const now = arena.leftOver();
    expect(now.tasks).toBe(before.tasks);
    expect(now.messages ?? 0).toBe(0);
    expect(now.memories ?? 0).toBe(0);
  });
});
