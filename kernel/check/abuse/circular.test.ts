import { describe, expect, it } from 'vitest';
import { machPort } from '../../abi/interfaces/mach_port.ts';
import { DESCRIPTOR_OOL_PORTS, DESCRIPTOR_PORT } from '../../abi/message.ts';
import { REQUEST_PORT_DESTROYED } from '../../abi/notify.ts';
import { COPY_SEND, MAKE_SEND, MAKE_SEND_ONCE, MOVE_RECEIVE, TYPE_DEAD_NAME } from '../../abi/rights.ts';
import { Arena, type Program } from '../client/arena.ts';

const receiveRight = (name: number) => ({ type: DESCRIPTOR_PORT, name, disposition: MOVE_RECEIVE }) as const;
const typeOf = (program: Program, name: number): number => program.call(machPort.mach_port_type, { name }).outs?.type ?? 0;

/** Ports with a send right each; the receive right of each but the last waits in the queue of the next. */
function chain(program: Program, length: number): number[] {
  const ports = Array.from({ length }, () => program.port());
  for (let at = 0; at + 1 < length; at++)
    expect(program.send({ to: { name: ports[at + 1] as number, disposition: COPY_SEND }, body: [receiveRight(ports[at] as number)] })).toBe(
      0,
    );
  return ports;
}

describe('receive rights inside each other', () => {
  it('10,000 deep die with the outermost, each once', { timeout: 60_000 }, () => {
    const arena = new Arena();
    const program = arena.spawn('attacker');
    const ports = chain(program, 10_000);
    expect(arena.fault()).toBeNull();
    expect(program.drop(ports.at(-1) as number)).toBe(0);
    expect(arena.fault()).toBeNull();
    for (const name of ports.filter((_, at) => at % 97 === 0)) expect(typeOf(program, name)).toBe(TYPE_DEAD_NAME);
    expect(arena.rig.machine.ipc.messages).toBe(0);
    program.exit();
    expect(arena.leftOver()).toEqual({});
  });

  it('10,000 deep die when the chain is closed to a ring, and the send has succeeded', { timeout: 60_000 }, () => {
    const arena = new Arena();
    const program = arena.spawn('attacker');
    const ports = chain(program, 10_000);
    const last = ports.at(-1) as number;
    expect(program.send({ to: { name: ports[0] as number, disposition: COPY_SEND }, body: [receiveRight(last)] })).toBe(0);
    for (const name of ports.filter((_, at) => at % 97 === 0)) expect(typeOf(program, name)).toBe(TYPE_DEAD_NAME);
    expect(arena.fault()).toBeNull();
    program.exit();
    expect(arena.leftOver()).toEqual({});
  });

  it('10,000 deep are received one after the other, from the outside in', { timeout: 60_000 }, () => {
    const arena = new Arena();
    const program = arena.spawn('attacker');
    const ports = chain(program, 10_000);
    for (let at = ports.length - 1; at > 0; at--) {
      const { code, message } = program.receive(ports[at] as number);
      expect([code, message?.descriptors?.[0]?.rights[0]]).toEqual([0, ports[at - 1]]);
    }
    expect(arena.fault()).toBeNull();
  });

  it('a port sent to itself, by send right, send-once right, and in an array among others', () => {
    const arena = new Arena();
    const program = arena.spawn('attacker');
    for (const disposition of [COPY_SEND, MAKE_SEND, MAKE_SEND_ONCE]) {
      const name = program.port();
      expect(program.send({ to: { name, disposition }, body: [receiveRight(name)] })).toBe(0);
      expect(typeOf(program, name)).toBe(TYPE_DEAD_NAME);
    }
    const [a, b] = [program.port(), program.port()];
    const names = [a, b];
    expect(
      program.send({
        to: { name: b, disposition: COPY_SEND },
        body: [{ type: DESCRIPTOR_OOL_PORTS, names, disposition: MOVE_RECEIVE, deallocate: false, copy: 1 }],
      }),
    ).toBe(0);
    expect(names.map((name) => typeOf(program, name))).toEqual([TYPE_DEAD_NAME, TYPE_DEAD_NAME]);
    expect(arena.fault()).toBeNull();
  });

  it('one message that carries a port and the port it is sent to, in both orders', () => {
    for (const order of [
      [0, 1],
      [1, 0],
    ]) {
      const arena = new Arena();
      const program = arena.spawn('attacker');
      const ports = [program.port(), program.port()];
      expect(
        program.send({
          to: { name: ports[0] as number, disposition: COPY_SEND },
          body: order.map((at) => receiveRight(ports[at] as number)),
        }),
      ).toBe(0);
      expect(ports.map((name) => typeOf(program, name))).toEqual([TYPE_DEAD_NAME, TYPE_DEAD_NAME]);
      expect(arena.fault()).toBeNull();
    }
  });

  it('a ring through a sender that waits', () => {
    const arena = new Arena();
    const program = arena.spawn('attacker');
    const [a, b] = [program.port(), program.port()];
    for (let count = 0; count < 5; count++) program.send({ to: { name: b, disposition: COPY_SEND } });
    const other = program.thread();
    const run = other.begin(other.sendAct({ to: { name: b, disposition: COPY_SEND }, body: [receiveRight(a)], wait: true }));
    expect(run.done).toBe(false);
    expect(program.send({ to: { name: a, disposition: COPY_SEND }, body: [receiveRight(b)] })).toBe(0);
    arena.threads.settle();
    expect([typeOf(program, a), typeOf(program, b)]).toEqual([TYPE_DEAD_NAME, TYPE_DEAD_NAME]);
    expect(run.done).toBe(true);
    expect(arena.fault()).toBeNull();
  });

  it('a port that is to come back to a port that only it leads to', () => {
    const arena = new Arena();
    const program = arena.spawn('attacker');
    const [p, n] = [program.port(), program.port()];
    const request = { name: p, variant: REQUEST_PORT_DESTROYED, sync: 0, notify: { name: n, disposition: MAKE_SEND_ONCE } };
    expect(program.call(machPort.mach_port_request_notification, request).code).toBe(0);
    expect(program.send({ to: { name: p, disposition: COPY_SEND }, body: [receiveRight(n)] })).toBe(0);
    expect(program.drop(p)).toBe(0);
    expect([typeOf(program, p), typeOf(program, n)]).toEqual([TYPE_DEAD_NAME, TYPE_DEAD_NAME]);
    expect(arena.fault()).toBeNull();
  });

  it('two ports that come back to each other, again and again', () => {
    const arena = new Arena();
    const program = arena.spawn('attacker');
    let [p, n] = [program.port(), program.port()];
    const ask = (name: number, notify: number): number =>
      program.call(machPort.mach_port_request_notification, {
        name,
        variant: REQUEST_PORT_DESTROYED,
        sync: 0,
        notify: { name: notify, disposition: MAKE_SEND_ONCE },
      }).code;
    for (let count = 0; count < 200; count++) {
      expect(ask(p, n)).toBe(0);
      expect(program.drop(p)).toBe(0);
      const back = program.receive(n).message?.descriptors?.[0]?.rights[0] ?? 0;
      [p, n] = [n, back];
    }
    ask(p, n);
    ask(n, p);
    program.exit();
    expect(arena.fault()).toBeNull();
    expect(arena.leftOver()).toEqual({});
  });

  it('a bomb: messages of 1,000 receive rights, forty deep, in one queue', { timeout: 60_000 }, () => {
    const arena = new Arena();
    const program = arena.spawn('attacker');
    let inner: number[] = [];
    for (let depth = 0; depth < 40; depth++) {
      const holder = program.port();
      const names = [...inner, ...Array.from({ length: 999 }, () => program.allocate())];
      const body = [{ type: DESCRIPTOR_OOL_PORTS, names, disposition: MOVE_RECEIVE, deallocate: false, copy: 1 }] as const;
      expect(program.send({ to: { name: holder, disposition: COPY_SEND }, body })).toBe(0);
      inner = [holder];
    }
    expect(arena.rig.machine.ipc.ports.size).toBeGreaterThan(40_000);
    expect(program.destroy(inner[0] as number)).toBe(0);
    expect(arena.rig.machine.ipc.ports.size).toBeLessThan(200);
    expect(arena.fault()).toBeNull();
  });
});
