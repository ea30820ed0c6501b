import { describe, expect, it } from 'vitest';
import { MACH_SEND_MSG_TOO_SMALL } from '../../abi/codes.ts';
import {
  FRAME_BOOT,
  FRAME_HELLO,
  FRAME_KIND,
  FRAME_RETURN,
  FRAME_TASK,
  FRAME_THREAD,
  FRAME_TRAP,
  MSG_ARGS_BYTES,
  TRAP_MACH_MSG,
  TRAP_REPLY_PORT,
  TRAP_TASK_SELF,
} from '../../abi/frame.ts';
import { machPort } from '../../abi/interfaces/mach_port.ts';
import { RCV_MSG, SEND_MSG } from '../../abi/message.ts';
import { COPY_SEND, MAKE_SEND } from '../../abi/rights.ts';
import { frameOf } from '../client/rig.ts';
import { msgPayload } from '../client/message.ts';
import { Random } from '../fuzz/random.ts';
import { Arena, type Program, words } from '../client/arena.ts';

function two(): { arena: Arena; attacker: Program; victim: Program } {
  const arena = new Arena();
  const attacker = arena.spawn('attacker');
  return { arena, attacker, victim: arena.spawn('victim') };
}

/** The victim sends itself a message and gets it: it noticed nothing. */
function unharmed({ arena, victim }: { arena: Arena; victim: Program }): void {
  const port = victim.port();
  expect(victim.send({ to: { name: port, disposition: COPY_SEND }, id: 4711 })).toBe(0);
  expect(victim.next(port)).toBe(4711);
  expect(victim.killed).toBe(false);
  expect(arena.fault()).toBeNull();
}

describe('a process is ended, and nobody else harmed, by', () => {
  const cases: readonly (readonly [string, (attacker: Program, victim: Program) => void])[] = [
    ['a frame of an unknown kind', (attacker) => attacker.raw(frameOf(99, attacker.agent.task, attacker.agent.thread, words([1])))],
    [
      'a frame that only the kernel sends',
      (attacker) => attacker.raw(frameOf(FRAME_RETURN, attacker.agent.task, attacker.agent.thread, words([0]))),
    ],
    ['a program of its own', (attacker) => attacker.raw(frameOf(FRAME_BOOT, attacker.agent.task, attacker.agent.thread, words([0])))],
    [
      'a trap without a number',
      (attacker) => attacker.raw(frameOf(FRAME_TRAP, attacker.agent.task, attacker.agent.thread, new Uint8Array(0))),
    ],
    [
      'a second report of its sandbox',
      (attacker) => attacker.raw(frameOf(FRAME_HELLO, attacker.agent.task, attacker.agent.thread, new Uint8Array(16))),
    ],
    [
      'a report of another length',
      (attacker) => attacker.raw(frameOf(FRAME_HELLO, attacker.agent.task, attacker.agent.thread, new Uint8Array(20))),
    ],
    [
      'a thread of another process',
      (attacker, victim) => attacker.raw(frameOf(FRAME_TRAP, victim.agent.task, victim.agent.thread, words([TRAP_TASK_SELF]))),
    ],
    [
      'its own thread in the name of another task',
      (attacker, victim) => attacker.raw(frameOf(FRAME_TRAP, victim.agent.task, attacker.agent.thread, words([TRAP_TASK_SELF]))),
    ],
    ['no thread', (attacker) => attacker.raw(frameOf(FRAME_TRAP, attacker.agent.task, 0, words([TRAP_TASK_SELF])))],
    ['a thread that never was', (attacker) => attacker.raw(frameOf(FRAME_TRAP, attacker.agent.task, 0x7fffffff, words([TRAP_TASK_SELF])))],
    ['bytes that are no frame', (attacker) => attacker.arena.rig.machine.badFrame(attacker.arena.rig.hostUs, attacker.agent.process)],
    [
      'a second trap of a thread that waits',
      (attacker) => {
        const port = attacker.allocate();
        attacker.rawTrap(msgPayload({ options: RCV_MSG, rcvName: port }));
        attacker.rawTrap(words([TRAP_TASK_SELF]));
      },
    ],
  ];
  it.each(cases)('%s', (_, abuse) => {
    const scene = two();
    abuse(scene.attacker, scene.victim);
    expect(scene.attacker.killed).toBe(true);
    scene.attacker.exit(-1, 9);
    unharmed(scene);
  });

  it('frames after its end was asked for: they are not read', () => {
    const scene = two();
    const { arena, attacker } = scene;
    attacker.raw(frameOf(99, attacker.agent.task, attacker.agent.thread, words([1])));
    const before = arena.rig.machine.ipc.ports.size;
    for (let count = 0; count < 100; count++) attacker.rawTrap(words([TRAP_REPLY_PORT]));
    expect(arena.rig.machine.ipc.ports.size).toBe(before);
    unharmed(scene);
  });
});

describe('a trap gets a code, and nothing more comes of', () => {
  it('a trap number that does not exist', () => {
    const scene = two();
    for (const number of [0, 7, 100, 0xffffffff]) expect(scene.attacker.trap(number)).toBe(4);
    unharmed(scene);
  });

  it('mach_msg with its arguments cut short, anywhere', () => {
    const scene = two();
    for (let length = 4; length < MSG_ARGS_BYTES; length++) {
      const payload = new Uint8Array(length);
      payload[0] = TRAP_MACH_MSG;
      scene.attacker.rawTrap(payload);
      expect(scene.arena.rig.returned(scene.attacker.agent.thread)?.code).toBe(MACH_SEND_MSG_TOO_SMALL);
    }
    unharmed(scene);
  });

  it('a message that claims to be longer than its frame', () => {
    const scene = two();
    const port = scene.attacker.port();
    for (const sendSize of [28, 1000, 0x100000, 0x7ffffffc, 0xfffffffc]) {
      const payload = msgPayload({ options: SEND_MSG, message: { bytes: words([MAKE_SEND, 24, port, 0, 0, 1]), attached: [] } });
      new DataView(payload.buffer).setUint32(8, sendSize, true);
      scene.attacker.rawTrap(payload);
      expect(scene.arena.rig.returned(scene.attacker.agent.thread)?.code).not.toBe(0);
    }
    unharmed(scene);
  });

  it('descriptor counts up to the largest number', () => {
    const scene = two();
    const port = scene.attacker.port();
    for (const count of [1, 2, 1025, 0x10000, 0x7fffffff, 0xffffffff]) {
      const bytes = words([(0x80000000 | MAKE_SEND) >>> 0, 28, port, 0, 0, 1, count]);
      expect(scene.attacker.do(rawMessage(bytes))).toBe(MACH_SEND_MSG_TOO_SMALL);
    }
    unharmed(scene);
  });

  it('out-of-line sizes and addresses that the frame does not hold', () => {
    const scene = two();
    const port = scene.attacker.port();
    for (const [type, size] of [
      [1, 5],
      [1, 0xffffffff],
      [2, 5],
      [2, 0x40000000],
      [3, 0x7fffffff],
    ] as const) {
      for (const high of [0, 1, 0xffffffff]) {
        const bytes = words([(0x80000000 | MAKE_SEND) >>> 0, 44, port, 0, 0, 1, 1, 0x10000, high, (type << 24) | (COPY_SEND << 16), size]);
        expect(scene.attacker.do(rawMessage(bytes))).not.toBe(0);
      }
    }
    expect(scene.attacker.next(port)).toBeNull();
    unharmed(scene);
  });
});

function* rawMessage(bytes: Uint8Array): Generator<Uint8Array, number, { readonly code: number }> {
  const { code } = yield msgPayload({ options: SEND_MSG, message: { bytes, attached: [] } });
  return code;
}

describe('random bytes', () => {
  it('as frames end processes at worst: 5,000 of them', { timeout: 60_000 }, () => {
    const random = new Random(99);
    const arena = new Arena();
    const victim = arena.spawn('victim');
    let ended = 0;
    let attacker = arena.spawn('attacker');
    for (let count = 0; count < 5000; count++) {
      const payload = Uint8Array.from({ length: random.below(200) }, () => random.next());
      const bytes = frameOf(FRAME_TRAP, attacker.agent.task, attacker.agent.thread, payload);
      const view = new DataView(bytes.buffer);
      if (random.oneIn(20))
        view.setUint32(random.pick([FRAME_KIND, FRAME_TASK, FRAME_THREAD]), random.oneIn(2) ? random.below(20) : random.next(), true);
      attacker.raw(bytes);
      arena.rig.returned(attacker.agent.thread);
      if (!attacker.killed && !waits(arena, attacker)) continue;
      ended++;
      attacker.exit(-1, 9);
      attacker = arena.spawn('attacker');
    }
    expect(ended).toBeGreaterThan(100);
    unharmed({ arena, victim });
  });

  it('as messages with sound arguments get codes: 20,000 of them', { timeout: 60_000 }, () => {
    const random = new Random(7);
    const scene = two();
    const { arena, attacker } = scene;
    const names = Array.from({ length: 8 }, () => attacker.port());
    const faults: (string | null)[] = [];
    for (let count = 0; count < 20_000; count++) {
      const length = 6 + random.below(30);
      const bytes = words(
        Array.from({ length }, () => (random.oneIn(3) ? random.pick(names) : random.oneIn(2) ? random.below(300) : random.next())),
      );
      if (random.oneIn(2))
        new DataView(bytes.buffer).setUint32(
          0,
          (random.oneIn(2) ? 0x80000000 : 0) + random.pick([17, 18, 19, 20, 21]) + random.pick([0, 20 << 8, 21 << 8]),
          true,
        );
      const payload = msgPayload({ options: SEND_MSG | 0x10, message: { bytes, attached: [bytes] } });
      attacker.rawTrap(payload);
      expect(arena.rig.returned(attacker.agent.thread)).toBeDefined();
      if (count % 500 !== 0) continue;
      faults.push(arena.fault());
      for (const name of names) attacker.receive(name);
    }
    expect(faults.filter((fault) => fault !== null)).toEqual([]);
    unharmed(scene);
  });

  it('as bodies of kernel calls get codes: every call, 200 times', { timeout: 60_000 }, () => {
    const random = new Random(3);
    const scene = two();
    const { arena, attacker } = scene;
    const self = attacker.trap(TRAP_TASK_SELF);
    const reply = attacker.allocate();
    const forbidden = new Set([3401, 3407]);
    for (let id = 3200; id < 3290; id++)
      if (!forbidden.has(id))
        for (let count = 0; count < 200; count++) {
          const data = words(Array.from({ length: random.below(8) }, () => (random.oneIn(3) ? random.next() : random.below(40) * 256 + 3)));
          attacker.send({ to: { name: self, disposition: COPY_SEND }, reply: { name: reply, disposition: 21 }, id, data });
          attacker.receive(reply);
        }
    expect(arena.fault()).toBeNull();
    expect(attacker.call(machPort.mach_port_names, {}).code).toBe(0);
    unharmed(scene);
  });
});

function waits(arena: Arena, { agent }: Program): boolean {
  return arena.rig.machine.system.threads.get(agent.thread)?.trap !== 0;
}
