import { beforeEach, describe, expect, it, vi } from 'vitest';
import {
  KERN_INVALID_ARGUMENT,
  KERN_INVALID_RIGHT,
  KERN_INVALID_TASK,
  KERN_INVALID_VALUE,
  KERN_SUCCESS,
  MACH_RCV_PORT_DIED,
  MACH_RCV_TIMED_OUT,
  MACH_SEND_INVALID_DEST,
  MACH_SEND_INVALID_RIGHT,
  MIG_ARRAY_TOO_LARGE,
  MIG_BAD_ID,
  MIG_EXCEPTION,
  MIG_NO_REPLY,
  MIG_SERVER_DIED,
} from '../../kernel/abi/codes.ts';
import { machPort } from '../../kernel/abi/interfaces/mach_port.ts';
import {
  anyRight,
  bytes,
  memory,
  routine,
  sendRight,
  sendRights,
  simpleRoutine,
  string,
  strings,
  subsystem,
  u32,
  u64,
} from '../../kernel/abi/mig.ts';
import { COPY_SEND, MOVE_SEND, RIGHT_RECEIVE, RIGHT_SEND } from '../../kernel/abi/rights.ts';
import { MachError } from './error.ts';
import { copySend } from './ports.ts';
import type { ReceiveRight, SendRight } from './ports.ts';
import { destroyPort } from './own.ts';
import type { Self } from './self.ts';
import { handles, serve } from './serve.ts';
import type { Request } from './serve.ts';
import { KernelInMemory } from './testing/kernelTransport.ts';

const shop = subsystem('shop', {
  shop_echo: routine(
    9000,
    { text: string(100), big: u64, list: strings(4), raw: bytes(16) },
    { text: string(100), big: u64, list: strings(4), raw: bytes(16) },
  ),
  shop_rights: routine(
    9001,
    { one: sendRight, more: sendRights(8), any: anyRight, pages: memory },
    { back: sendRight, pages: memory, sum: u32 },
  ),
  shop_fail: routine(9002, { how: u32, one: sendRight }),
  shop_note: simpleRoutine(9003, { text: string(100) }),
  shop_later: routine(9004, { number: u32 }, { number: u32 }),
  shop_unserved: routine(9005, {}),
});

let kernel: KernelInMemory;
let client: Self;
let server: Self;
let port: ReceiveRight;
let shopPort: SendRight;

beforeEach(async () => {
  kernel = new KernelInMemory();
  client = kernel.spawn('client');
  server = kernel.spawn('server');
  port = await server.main.reply_port();
  shopPort = kernel.give(server, port, client);
});

describe('a stub of a kernel call', () => {
  it('gives the results, or the code', async () => {
    const own = await client.taskPort();
    const { name } = await client.ask(own, machPort.mach_port_allocate, { right: RIGHT_RECEIVE });
    expect(name).toBeGreaterThan(0);
    expect(await client.call(own, machPort.mach_port_allocate, { right: RIGHT_SEND })).toEqual({ code: KERN_INVALID_VALUE });
    await expect(client.ask(own, machPort.mach_port_allocate, { right: RIGHT_SEND })).rejects.toThrow(
      'mach_port_allocate: KERN_INVALID_VALUE',
    );
  });

  it('marks the code that a trap would have answered for a port that is none', async () => {
    const result = await client.call(12345 as SendRight, machPort.mach_port_allocate, { right: RIGHT_RECEIVE });
    expect(result).toEqual({ code: MACH_SEND_INVALID_DEST, trapCode: KERN_INVALID_TASK });
  });

  it('uses one reply port for all calls of a thread', async () => {
    const own = await client.taskPort();
    await client.call(own, machPort.mach_port_allocate, { right: RIGHT_SEND });
    const before = kernel.nameCount(client);
    for (let i = 0; i < 5; i += 1) await client.call(own, machPort.mach_port_allocate, { right: RIGHT_SEND });
    expect(kernel.nameCount(client)).toBe(before);
  });
});

describe('a server', () => {
  const notes: string[] = [];
  let served: Promise<number>;
  let kept: Request | undefined;
  let received: { one: SendRight; more: readonly SendRight[]; pages: Uint8Array } | undefined;

  beforeEach(() => {
    notes.length = 0;
    kept = undefined;
    received = undefined;
    served = serve(server, port, [
      handles(shop, {
        shop_echo: (_, args) => args,
        shop_rights: (_, { one, more, pages }) => {
          received = { one, more, pages: pages.slice() };
          return { back: one, pages: pages.toReversed(), sum: more.length };
        },
        shop_fail: (_, { how }) => {
          if (how === 1) throw new MachError('x', KERN_INVALID_ARGUMENT);
          if (how === 2) throw new Error('a bug');
          return how === 3 ? KERN_SUCCESS : KERN_INVALID_VALUE;
        },
        shop_note: (request, { text }) => {
          notes.push(`${text} from ${request.sender}`);
          return KERN_SUCCESS;
        },
        shop_later: (request) => {
          kept = request;
          return MIG_NO_REPLY;
        },
      }),
    ]);
  });

  it('gets the arguments that the client gave, and the client its results', async () => {
    const args = { text: 'größer', big: 0xffff_ffff_ffff_ffffn, list: ['a', '', 'ccc'], raw: new Uint8Array([1, 2, 3]) };
    expect(await client.call(shopPort, shop.shop_echo, args)).toEqual({ code: KERN_SUCCESS, outs: args });
  });

  it('gets rights and memory as names and bytes of its own', async () => {
    const own = await client.main.reply_port();
    const right = kernel.give(client, own, client);
    const pages = new Uint8Array(10_001).map((_, index) => index);
    const { outs } = await client.call(shopPort, shop.shop_rights, { one: right, more: [right, right], any: copySend(right), pages });
    expect(outs).toEqual({ back: right, pages: pages.toReversed(), sum: 2 });
    expect(received?.pages).toEqual(pages);
    expect(received?.more).toEqual([received?.one, received?.one]);
  });

  it('answers MIG_BAD_ID for what it does not serve', async () => {
    expect(await client.call(shopPort, shop.shop_unserved, {})).toEqual({ code: MIG_BAD_ID });
  });

  it('answers with the code of a handler that fails, and lets the rights of its request go', async () => {
    const fresh = async (): Promise<SendRight> => kernel.give(client, await client.main.reply_port(), client);
    await client.call(shopPort, shop.shop_fail, { how: 0, one: await fresh() });
    const before = kernel.nameCount(server);
    expect((await client.call(shopPort, shop.shop_fail, { how: 0, one: await fresh() })).code).toBe(KERN_INVALID_VALUE);
    expect((await client.call(shopPort, shop.shop_fail, { how: 1, one: await fresh() })).code).toBe(KERN_INVALID_ARGUMENT);
    expect(kernel.nameCount(server)).toBe(before);
    expect((await client.call(shopPort, shop.shop_fail, { how: 3, one: await fresh() })).code).toBe(KERN_SUCCESS);
    expect(kernel.nameCount(server)).toBe(before + 1);
  });

  it('lives on when a handler throws, and says so', async () => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => {});
    expect((await client.call(shopPort, shop.shop_fail, { how: 2, one: shopPort })).code).toBe(MIG_EXCEPTION);
    expect(said).toHaveBeenCalledWith('shop_fail:', expect.any(Error));
    said.mockRestore();
    expect((await client.call(shopPort, shop.shop_fail, { how: 3, one: shopPort })).code).toBe(KERN_SUCCESS);
  });

  it('is told by the kernel who sent a message, and answers nothing to a simple routine', async () => {
    expect(await client.call(shopPort, shop.shop_note, { text: 'hello' })).toEqual({ code: KERN_SUCCESS });
    await vi.waitFor(() => expect(notes).toEqual([`hello from ${client.task}`]));
  });

  it('can answer later', async () => {
    const answer = client.call(shopPort, shop.shop_later, { number: 1 });
    await vi.waitFor(() => expect(kept).toBeDefined());
    expect(await kept!.reply(shop.shop_later, { number: 42 })).toBe(KERN_SUCCESS);
    expect(await answer).toEqual({ code: KERN_SUCCESS, outs: { number: 42 } });
  });

  it('ends when its port dies', async () => {
    await destroyPort(server, port);
    expect(await served).toBe(MACH_RCV_PORT_DIED);
    expect((await client.call(shopPort, shop.shop_unserved, {})).code).toBe(MACH_SEND_INVALID_DEST);
  });

  it('that dies in the middle of a request leaves MIG_SERVER_DIED', async () => {
    const answer = client.call(shopPort, shop.shop_later, { number: 1 });
    await vi.waitFor(() => expect(kept).toBeDefined());
    kernel.kill(server);
    expect((await answer).code).toBe(MIG_SERVER_DIED);
  });
});

describe('a call', () => {
  it('is given up after its time, and a late answer is not taken for another call’s', async () => {
    const answer = client.call(shopPort, shop.shop_later, { number: 1 }, { timeoutMs: 50 });
    await vi.waitFor(() => expect(kernel.traps.length).toBeGreaterThan(2));
    const late = await server.receive(port, { timeoutMs: 0 });
    kernel.pass(60);
    expect((await answer).code).toBe(MACH_RCV_TIMED_OUT);
    const { remote, remoteKind } = late.message!;
    await server.send({ remote: { name: remote, disposition: remoteKind }, id: 9104, data: new Uint8Array(8) });
    const own = await client.taskPort();
    expect((await client.call(own, machPort.mach_port_allocate, { right: RIGHT_SEND })).code).toBe(KERN_INVALID_VALUE);
  });

  it('whose request was refused for a right in it does not spoil the next one', async () => {
    const task = await client.taskPort();
    const bad = copySend(0x7777_7703 as SendRight);
    const refused = await client.call(task, machPort.mach_port_insert_right, { name: await client.main.reply_port(), poly: bad });
    expect(refused).toEqual({ code: MACH_SEND_INVALID_RIGHT, trapCode: KERN_INVALID_RIGHT });
    expect((await client.call(task, machPort.mach_port_names, {})).code).toBe(KERN_SUCCESS);
  });

  it('with an argument that is too long is not sent', async () => {
    const before = kernel.traps.length;
    expect(await client.call(shopPort, shop.shop_note, { text: 'x'.repeat(101) })).toEqual({ code: MIG_ARRAY_TOO_LARGE });
    expect(kernel.traps.length).toBeLessThanOrEqual(before + 1);
  });

  it('of one thread waits for the one before', async () => {
    const own = await client.taskPort();
    const results = await Promise.all([1, 2, 3].map(() => client.call(own, machPort.mach_port_allocate, { right: RIGHT_RECEIVE })));
    expect(new Set(results.map(({ outs }) => outs?.name)).size).toBe(3);
  });
});

describe('mach_msg', () => {
  it('sends and receives what a program builds by hand', async () => {
    const data = new Uint8Array([1, 2, 3, 4]);
    const body = [
      { type: 'port', name: shopPort, disposition: COPY_SEND } as const,
      { type: 'bytes', bytes: new Uint8Array([9, 8, 7]) } as const,
    ];
    expect(await client.send({ remote: { name: shopPort, disposition: COPY_SEND }, id: 77, data, body })).toEqual({ code: KERN_SUCCESS });
    const { code, message } = await server.receive(port);
    expect(code).toBe(KERN_SUCCESS);
    expect(message).toMatchObject({ msghId: 77, local: port, remote: 0, complex: true, trailer: { sizeBytes: 8 } });
    expect(message?.data).toEqual(data);
    expect(message?.descriptors).toMatchObject([
      { rights: [port], kind: MOVE_SEND },
      { memory: new Uint8Array([9, 8, 7]), sizeBytes: 3 },
    ]);
  });

  it('times out when asked to', async () => {
    const waiting = server.receive(port, { timeoutMs: 10 });
    await vi.waitFor(() => expect(kernel.bench.machine.nextTimerUs()).toBeGreaterThan(0));
    kernel.pass(10);
    expect(await waiting).toEqual({ code: MACH_RCV_TIMED_OUT });
  });
});
