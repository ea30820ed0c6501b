import { describe, expect, it } from 'vitest';
import { COMMAND_PAUSE, COMMAND_RUN } from '../../abi/commands.ts';
import { MACH_SEND_INVALID_DEST } from '../../abi/codes.ts';
import { TRAP_TASK_SELF, TRAP_THREAD_SELF } from '../../abi/frame.ts';
import { machPort } from '../../abi/interfaces/mach_port.ts';
import { task } from '../../abi/interfaces/task.ts';
import { thread } from '../../abi/interfaces/thread.ts';
import { DESCRIPTOR_OOL, DESCRIPTOR_PORT, RCV_MSG } from '../../abi/message.ts';
import { NOTIFY_DEAD_NAME, NOTIFY_SEND_ONCE, REQUEST_DEAD_NAME } from '../../abi/notify.ts';
import { COPY_SEND, MAKE_SEND, MAKE_SEND_ONCE, MOVE_RECEIVE, TYPE_DEAD_NAME } from '../../abi/rights.ts';
import { machMsg } from '../client/calls.ts';
import { Arena, type Program } from '../client/arena.ts';

interface Scene {
  readonly arena: Arena;
  readonly client: Program;
  readonly server: Program;
  /** The server's port, and the client's right to it. */
  readonly box: number;
  readonly name: number;
}

function scene(): Scene {
  const arena = new Arena();
  const client = arena.spawn('client');
  const server = arena.spawn('server');
  const box = server.port();
  return { arena, client, server, box, name: arena.give(server, box, client) };
}

const typeOf = (program: Program, name: number): number => program.call(machPort.mach_port_type, { name }).outs?.type ?? 0;

describe('a process that ends', () => {
  it('while it sends: what it waited to send is destroyed, and whoever should have got the reply hears', () => {
    const { arena, client, server, box, name } = scene();
    for (let count = 0; count < 5; count++) client.send({ to: { name, disposition: COPY_SEND } });
    const reply = server.allocate();
    const theirs = arena.give(server, reply, client);
    client.begin(client.sendAct({ to: { name, disposition: COPY_SEND }, reply: { name: theirs, disposition: COPY_SEND }, wait: true }));
    client.exit(-1, 11);
    expect(arena.fault()).toBeNull();
    for (let count = 0; count < 5; count++) expect(server.receive(box).code).toBe(0);
    expect(server.next(box)).toBeNull();
  });

  it('while it receives: the message that comes next stays', () => {
    const { arena, client, server, box, name } = scene();
    server.begin(machMsg({ options: RCV_MSG, rcvName: box }));
    server.exit(-1, 9);
    expect(client.send({ to: { name, disposition: COPY_SEND } })).toBe(MACH_SEND_INVALID_DEST);
    expect(typeOf(client, name)).toBe(TYPE_DEAD_NAME);
    expect(arena.fault()).toBeNull();
  });

  it('with requests unanswered: every client hears once', () => {
    const { arena, client, server, name } = scene();
    const reply = client.allocate();
    for (let count = 0; count < 5; count++)
      client.send({ to: { name, disposition: COPY_SEND }, reply: { name: reply, disposition: MAKE_SEND_ONCE } });
    server.exit(1, 0);
    for (let count = 0; count < 5; count++) expect(client.next(reply)).toBe(NOTIFY_SEND_ONCE);
    expect(client.next(reply)).toBeNull();
    expect(arena.fault()).toBeNull();
  });

  it('with its receive right on the way to another: the port lives on there', () => {
    const { arena, client, server, box, name } = scene();
    const moved = client.port();
    client.send({ to: { name: moved, disposition: COPY_SEND }, id: 12 });
    client.send({ to: { name, disposition: COPY_SEND }, body: [{ type: DESCRIPTOR_PORT, name: moved, disposition: MOVE_RECEIVE }] });
    client.exit(-1, 9);
    const got = server.receive(box).message?.descriptors?.[0]?.rights[0] ?? 0;
    expect(server.next(got)).toBe(12);
    expect(arena.fault()).toBeNull();
  });

  it('with the only sender of memory in a queue: the memory stays with the message, and goes with the queue', () => {
    const { arena, client, server, box, name } = scene();
    const memory = new Uint8Array(100_000).fill(7);
    client.send({ to: { name, disposition: COPY_SEND }, body: [{ type: DESCRIPTOR_OOL, memory, deallocate: false, copy: 1 }] });
    client.exit(-1, 9);
    expect(arena.rig.machine.ipc.memories).toBe(1);
    expect(server.receive(box).message?.descriptors?.[0]?.memory.at(-1)).toBe(7);
    server.exit();
    expect(arena.rig.machine.ipc.memories).toBe(0);
    expect(arena.leftOver()).toEqual({});
  });

  it('holding 10,000 rights with requests on all tells of each, and is gone at once', { timeout: 60_000 }, () => {
    const { arena, client, server } = scene();
    const notify = server.allocate();
    const ports = Array.from({ length: 10_000 }, () => client.port());
    for (const [at, port] of ports.entries()) {
      if (at % 100 !== 0) continue;
      const theirs = arena.give(client, port, server);
      const request = { name: theirs, variant: REQUEST_DEAD_NAME, sync: 0, notify: { name: notify, disposition: MAKE_SEND_ONCE } };
      expect(server.call(machPort.mach_port_request_notification, request).code).toBe(0);
    }
    client.exit(-1, 9);
    for (let count = 0; count < 100; count++) expect(server.next(notify)).toBe(NOTIFY_DEAD_NAME);
    expect(server.next(notify)).toBeNull();
    expect(arena.fault()).toBeNull();
  });

  it('twice, or that never was', () => {
    const { arena, client } = scene();
    client.exit();
    client.exit();
    arena.rig.machine.exited(arena.rig.hostUs, 9999, 0, 0, '');
    expect(arena.fault()).toBeNull();
  });

  it('while the kernel is paused, with its traps at the gate', () => {
    const { arena, client, server, box, name } = scene();
    const command = (number: number): void =>
      arena.rig.machine.command(arena.rig.hostUs, { command: number, window: 0, argument: 0, argument2: 0, text: '' });
    command(COMMAND_PAUSE);
    client.begin(client.sendAct({ to: { name, disposition: COPY_SEND }, id: 3 }));
    client.exit(-1, 9);
    expect(arena.fault()).toBeNull();
    command(COMMAND_RUN);
    expect(server.next(box)).toBe(3);
    expect(typeOf(server, box)).not.toBe(0);
    expect(arena.fault()).toBeNull();
  });
});

describe('a task that ends itself', () => {
  it('by task_terminate in the middle of its own call', () => {
    const { arena, client, server } = scene();
    const self = client.trap(TRAP_TASK_SELF);
    client.begin(
      client.sendAct({
        to: { name: self, disposition: COPY_SEND },
        reply: { name: client.agent.replyPort, disposition: MAKE_SEND_ONCE },
        id: 3401,
      }),
    );
    expect(arena.rig.machine.system.tasks.has(client.agent.task)).toBe(false);
    expect(arena.fault()).toBeNull();
    client.exit();
    server.exit();
    expect(arena.leftOver()).toEqual({});
  });

  it('by thread_terminate of the thread that asks', () => {
    const { arena, client } = scene();
    const other = client.thread();
    const self = other.trap(TRAP_THREAD_SELF);
    other.begin(other.sendAct({ to: { name: self, disposition: COPY_SEND }, id: 3600 }));
    expect(arena.rig.machine.system.threads.has(other.agent.thread)).toBe(false);
    expect(arena.fault()).toBeNull();
    expect(client.allocate()).toBeGreaterThan(0);
  });

  it('with a message to itself that carries its own task port', () => {
    const { arena, client } = scene();
    const self = client.trap(TRAP_TASK_SELF);
    const box = client.port();
    client.send({ to: { name: box, disposition: COPY_SEND }, body: [{ type: DESCRIPTOR_PORT, name: self, disposition: COPY_SEND }] });
    client.begin(client.sendAct({ to: { name: self, disposition: COPY_SEND }, id: 3401 }));
    expect(arena.fault()).toBeNull();
  });
});

describe('a task that others end', () => {
  it('at any moment of a conversation, by each of 200 moments', () => {
    for (let moment = 0; moment < 200; moment++) {
      const { arena, client, server, box, name } = scene();
      const child = client.call(task.task_create, { inherit_memory: false }).outs?.child_task.name ?? 0;
      let left = moment;
      const tick = (): void => {
        if (left-- === 0) client.callOn(child, task.task_terminate, {});
      };
      const reply = client.allocate();
      for (let round = 0; round < 20; round++) {
        tick();
        client.send({
          to: { name, disposition: COPY_SEND },
          reply: { name: reply, disposition: MAKE_SEND_ONCE },
          body: [{ type: DESCRIPTOR_PORT, name: child, disposition: COPY_SEND }],
        });
        tick();
        server.receive(box);
        tick();
        client.callOn(child, machPort.mach_port_allocate, { right: 1 });
        tick();
        client.callOn(child, task.thread_create, {});
        tick();
        client.callOn(child, machPort.mach_port_insert_right, { name: 0x2003, poly: { name: reply, disposition: MAKE_SEND } });
        tick();
        client.callOn(child, task.task_suspend, {});
        tick();
        client.callOn(child, machPort.mach_port_extract_right, { name: 0x2003, disposition: COPY_SEND });
        tick();
        client.callOn(child, task.mach_ports_register, { ports: { names: [reply], disposition: MAKE_SEND } });
        tick();
        client.receive(reply);
        tick();
      }
      expect(arena.fault()).toBeNull();
      client.exit();
      server.exit();
      expect(arena.leftOver()).toEqual({});
    }
  });

  it('are gone for those who hold their ports, threads included', () => {
    const { arena, client } = scene();
    const child = client.call(task.task_create, { inherit_memory: false }).outs?.child_task.name ?? 0;
    const made = client.callOn(child, task.thread_create, {}).outs?.thread.name ?? 0;
    expect(client.callOn(child, task.task_terminate, {}).code).toBe(0);
    for (const name of [child, made]) {
      expect(typeOf(client, name)).toBe(TYPE_DEAD_NAME);
      expect(client.callOn(name, thread.thread_resume, {}).code).toBe(MACH_SEND_INVALID_DEST);
    }
    expect(arena.fault()).toBeNull();
  });
});

describe('what is in transit', () => {
  it('can be destroyed while it is: port, queue, receiver, sender, all at once', () => {
    const { arena, client, server, box, name } = scene();
    const moved = client.port();
    const inner = client.port();
    client.send({ to: { name: moved, disposition: COPY_SEND }, body: [{ type: DESCRIPTOR_PORT, name: inner, disposition: MOVE_RECEIVE }] });
    client.send({
      to: { name, disposition: COPY_SEND },
      reply: { name: moved, disposition: COPY_SEND },
      body: [
        { type: DESCRIPTOR_PORT, name: moved, disposition: MOVE_RECEIVE },
        { type: DESCRIPTOR_PORT, name: inner, disposition: COPY_SEND },
      ],
    });
    server.destroy(box);
    expect([typeOf(client, moved), typeOf(client, inner)]).toEqual([TYPE_DEAD_NAME, TYPE_DEAD_NAME]);
    expect(arena.fault()).toBeNull();
    client.exit();
    server.exit();
    expect(arena.leftOver()).toEqual({});
  });
});
