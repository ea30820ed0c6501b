import { beforeEach, describe, expect, it } from 'vitest';
import { getU32 } from '../../kernel/abi/bytes.ts';
import { KERN_INVALID_ARGUMENT, KERN_NOT_RECEIVER, KERN_SUCCESS } from '../../kernel/abi/codes.ts';
import { Mach2 } from './mach2.ts';
import { PORT_ENABLED, PORT_NULL } from './mach2Message.ts';
import type { Mailbox } from './mach2Message.ts';
import { MSG_CODES, MSG_OPTIONS, NOTIFY_MSG_ACCEPTED, NOTIFY_PORT_DELETED, NOTIFY_RECEIVE_RIGHTS } from './mach2Codes.ts';
import type { ReceiveRight } from './ports.ts';
import type { Self } from './self.ts';
import { KernelInMemory } from './testing/kernelTransport.ts';

let kernel: KernelInMemory;
let alice: Self;
let bob: Self;
let a: Mach2;
let b: Mach2;
/** Bob's mailbox, and Alice's name for it. */
let box: Mailbox;
let toBob: Mailbox;

beforeEach(async () => {
  kernel = new KernelInMemory();
  alice = kernel.spawn('alice');
  bob = kernel.spawn('bob');
  a = new Mach2(alice);
  b = new Mach2(bob);
  box = await b.port_allocate();
  toBob = kernel.give(bob, box as ReceiveRight, alice);
});

const NOW = MSG_OPTIONS.SEND_TIMEOUT;
const LOOK = MSG_OPTIONS.RCV_TIMEOUT;
const fill = async (id = 1): Promise<void> => {
  for (;;) if ((await a.msg_send({ msg_remote_port: toBob, msg_id: id }, NOW, 0)) !== MSG_CODES.SEND_SUCCESS) return;
};

describe('mailboxes', () => {
  it('carry a message and its answer', async () => {
    const answers = await a.port_allocate();
    const data = new Uint8Array([1, 2, 3, 4]);
    expect(await a.msg_send({ msg_remote_port: toBob, msg_local_port: answers, msg_id: 7, data })).toBe(MSG_CODES.SEND_SUCCESS);
    const { message } = await b.msg_receive(box);
    expect(message).toMatchObject({ msg_id: 7, msg_local_port: box, data });
    expect(await b.msg_send({ msg_remote_port: message!.msg_remote_port, msg_id: 8 })).toBe(MSG_CODES.SEND_SUCCESS);
    expect((await a.msg_receive(answers)).message).toMatchObject({ msg_id: 8, msg_remote_port: PORT_NULL });
  });

  it('answer a remote procedure call', async () => {
    const local = await a.port_allocate();
    const answered = a.msg_rpc({ msg_remote_port: toBob, msg_local_port: local, msg_id: 20 });
    const { message } = await b.msg_receive(box);
    await b.msg_send({ msg_remote_port: message!.msg_remote_port, msg_id: 120, data: new Uint8Array(4) });
    expect(await answered).toMatchObject({ code: MSG_CODES.RCV_SUCCESS, message: { msg_id: 120 } });
  });

  it('hold five messages as in the kernels, or eight as in textbooks', async () => {
    const count = async (mach2: Mach2): Promise<number> => {
      const own = await mach2.port_allocate();
      let sent = 0;
      while ((await mach2.msg_send({ msg_remote_port: own, msg_id: 0 }, NOW, 0)) === MSG_CODES.SEND_SUCCESS) sent += 1;
      expect((await mach2.port_status(own)).status).toEqual({ num_msgs: sent, backlog: sent, receiver: true, owner: true });
      return sent;
    };
    expect(await count(a)).toBe(5);
    expect(await count(new Mach2(alice, { backlog: 8 }))).toBe(8);
  });

  it('have a backlog from 1 to 16, set by their receiver', async () => {
    expect(await b.port_set_backlog(box, 17)).toBe(KERN_INVALID_ARGUMENT);
    expect(await b.port_set_backlog(box, 0)).toBe(KERN_INVALID_ARGUMENT);
    expect(await a.port_set_backlog(toBob, 3)).toBe(KERN_NOT_RECEIVER);
    expect(await b.port_set_backlog(box, 16)).toBe(KERN_SUCCESS);
    expect((await a.port_status(toBob)).status).toMatchObject({ num_msgs: -1, receiver: false });
  });

  it('are received from together when they are enabled, or in a set', async () => {
    const other = await b.port_allocate();
    await b.port_enable(box);
    await b.port_enable(other);
    await a.msg_send({ msg_remote_port: toBob, msg_id: 1 });
    await b.msg_send({ msg_remote_port: other, msg_id: 2 });
    expect((await b.msg_receive(PORT_ENABLED)).message).toMatchObject({ msg_id: 1, msg_local_port: box });
    expect((await b.msg_receive(PORT_ENABLED)).message).toMatchObject({ msg_id: 2, msg_local_port: other });
    expect((await b.msg_receive(box, LOOK, 0)).code).toBe(MSG_CODES.RCV_INVALID_PORT);
    expect(await b.port_disable(box)).toBe(KERN_SUCCESS);
    expect((await b.msg_receive(box, LOOK, 0)).code).toBe(MSG_CODES.RCV_TIMED_OUT);
  });
});

describe('a full mailbox', () => {
  beforeEach(() => fill());

  it('lets a sender wait until there is room', async () => {
    const sent = a.msg_send({ msg_remote_port: toBob, msg_id: 99 });
    const ids: number[] = [];
    for (let i = 0; i < 6; i += 1) ids.push((await b.msg_receive(box)).message!.msg_id);
    expect(await sent).toBe(MSG_CODES.SEND_SUCCESS);
    expect(ids).toEqual([1, 1, 1, 1, 1, 99]);
  });

  it('lets a sender wait at most n milliseconds', async () => {
    const sent = a.msg_send({ msg_remote_port: toBob, msg_id: 2 }, MSG_OPTIONS.SEND_TIMEOUT, 20);
    await new Promise((resolve) => setTimeout(resolve));
    kernel.pass(20);
    expect(await sent).toBe(MSG_CODES.SEND_TIMED_OUT);
  });

  it('lets a sender return at once, and what it sent is gone', async () => {
    const right = await a.port_allocate();
    const before = kernel.nameCount(alice);
    expect(await a.msg_send({ msg_remote_port: toBob, msg_id: 2, rights: [{ port: right }] }, NOW, 0)).toBe(MSG_CODES.SEND_TIMED_OUT);
    expect(kernel.nameCount(alice)).toBe(before);
  });

  it('lets a sender leave one message with the kernel, which tells when it was taken', async () => {
    const leave = MSG_OPTIONS.SEND_NOTIFY;
    expect(await a.msg_send({ msg_remote_port: toBob, msg_id: 50 }, leave)).toBe(MSG_CODES.SEND_WILL_NOTIFY);
    expect(await a.msg_send({ msg_remote_port: toBob, msg_id: 51 }, leave)).toBe(MSG_CODES.SEND_NOTIFY_IN_PROGRESS);
    const ids: number[] = [];
    for (let i = 0; i < 6; i += 1) ids.push((await b.msg_receive(box)).message!.msg_id);
    expect(ids).toEqual([1, 1, 1, 1, 1, 50]);
    const { message } = await a.msg_receive(await a.task_notify());
    expect(message?.msg_id).toBe(NOTIFY_MSG_ACCEPTED);
    expect(getU32(message!.data!, 0)).toBe(toBob);
  });
});

describe('the Notify mailbox', () => {
  it('gets NOTIFY_PORT_DELETED when another task’s mailbox ends, and the name is gone', async () => {
    const secret = await b.port_allocate();
    const mine = await a.port_allocate();
    const toAlice = kernel.give(alice, mine as ReceiveRight, bob);
    await b.msg_send({ msg_remote_port: toAlice, msg_id: 1, rights: [{ port: secret }] });
    const name = (await a.msg_receive(mine)).message!.rights![0]!.port;
    expect(await b.port_deallocate(secret)).toBe(KERN_SUCCESS);
    const { message } = await a.msg_receive(await a.task_notify());
    expect(message).toMatchObject({ msg_id: NOTIFY_PORT_DELETED, msg_remote_port: PORT_NULL });
    expect(getU32(message!.data!, 0)).toBe(name);
    expect(await a.msg_send({ msg_remote_port: name, msg_id: 1 })).toBe(MSG_CODES.SEND_INVALID_PORT);
  });

  it('hears nothing of what a task gives up itself', async () => {
    const own = await a.port_allocate();
    await a.port_deallocate(own);
    expect((await a.msg_receive(await a.task_notify(), LOOK, 0)).code).toBe(MSG_CODES.RCV_TIMED_OUT);
  });

  it('gets the mailbox that it is the backup of', async () => {
    await b.port_set_backup(box, await b.task_notify());
    await a.msg_send({ msg_remote_port: toBob, msg_id: 5 });
    await b.port_deallocate(box);
    const { message } = await b.msg_receive(await b.task_notify());
    expect(message?.msg_id).toBe(NOTIFY_RECEIVE_RIGHTS);
    const back = message!.rights![0]!.port;
    expect((await b.msg_receive(back)).message).toMatchObject({ msg_id: 5 });
  });
});
