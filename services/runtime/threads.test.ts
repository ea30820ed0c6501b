import { beforeEach, describe, expect, it, vi } from 'vitest';
import { KERN_SUCCESS, MACH_RCV_INTERRUPTED } from '../../kernel/abi/codes.ts';
import { thread as threadCalls } from '../../kernel/abi/interfaces/thread.ts';
import { RCV_INTERRUPT } from '../../kernel/abi/message.ts';
import { memory, routine, subsystem, u32 } from '../../kernel/abi/mig.ts';
import { COPY_SEND } from '../../kernel/abi/rights.ts';
import { allocatePort } from './own.ts';
import type { ReceiveRight, SendRight } from './ports.ts';
import type { Self } from './self.ts';
import { handles, serve } from './serve.ts';
import { KernelInMemory } from './testing/kernelTransport.ts';

const shop = subsystem('shop', {
  shop_slow: routine(9000, { number: u32 }, { number: u32 }),
  shop_pages: routine(9001, { pages: memory }, { pages: memory }),
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
  port = await allocatePort(server);
  shopPort = kernel.give(server, port, client);
});

describe('threads', () => {
  it('let as many calls be outstanding at once', async () => {
    let waiting = 0;
    let most = 0;
    const service = handles(shop, {
      shop_slow: async (_, { number }) => {
        waiting += 1;
        most = Math.max(most, waiting);
        await new Promise((resolve) => setTimeout(resolve, 5));
        waiting -= 1;
        return { number };
      },
    });
    await client.threads.grow(3);
    for (let i = 0; i < 3; i += 1) void serve(server, port, [service], await server.createThread());
    const answers = await Promise.all([1, 2, 3].map((number) => client.ask(shopPort, shop.shop_slow, { number })));
    expect(answers.map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(most).toBe(3);
  });

  it('a program can still call while its main thread waits for a message', async () => {
    const message = client.receive(await allocatePort(client));
    expect(await allocatePort(client)).toBeGreaterThan(0);
    expect(await Promise.race([message, Promise.resolve('waits')])).toBe('waits');
  });
});

describe('an aborted wait', () => {
  const blocked = async (self: Self, trap: Promise<unknown>): Promise<void> => {
    expect(await Promise.race([trap, new Promise((resolve) => setTimeout(resolve, 5, 'waits'))])).toBe('waits');
    expect(self.threads.count).toBeGreaterThan(0);
  };

  it('is begun again, and the message still comes', async () => {
    const main = await server.main.thread_self();
    const receiving = server.receive(port);
    await blocked(server, receiving);
    await server.ask(main, threadCalls.thread_abort, {});
    await blocked(server, receiving);
    await client.send({ remote: { name: shopPort, disposition: COPY_SEND }, id: 5 });
    expect((await receiving).message?.msghId).toBe(5);
  });

  it('is told to whoever wants to know', async () => {
    const main = await server.main.thread_self();
    const receiving = server.receive(port, { options: RCV_INTERRUPT });
    await blocked(server, receiving);
    await server.ask(main, threadCalls.thread_abort, {});
    expect(await receiving).toEqual({ code: MACH_RCV_INTERRUPTED });
  });

  it('of a sender sends what came back once more, rights and memory as they were', async () => {
    await client.threads.grow(2);
    const worker = await client.createThread();
    const right = await allocatePort(client);
    const send = kernel.give(client, right, client);
    for (let id = 0; id < 5; id += 1) await client.send({ remote: { name: shopPort, disposition: COPY_SEND }, id });
    const bytes = new Uint8Array(5000).fill(7);
    const body = [{ type: 'port', name: send, disposition: COPY_SEND } as const, { type: 'bytes', bytes } as const];
    const sending = worker.mach_msg({ options: 1, send: { remote: { name: shopPort, disposition: COPY_SEND }, id: 99, body } });
    await blocked(client, sending);
    const names = kernel.nameCount(client);
    await client.ask(worker.port!, threadCalls.thread_abort, {});
    await blocked(client, sending);
    const ids: number[] = [];
    let last;
    for (let i = 0; i < 6; i += 1) {
      last = (await server.receive(port)).message!;
      ids.push(last.msghId);
    }
    expect(await sending).toEqual({ code: KERN_SUCCESS });
    expect(ids).toEqual([0, 1, 2, 3, 4, 99]);
    expect(last?.descriptors?.[1]?.memory).toEqual(bytes);
    expect(kernel.nameCount(client)).toBe(names);
    expect(kernel.regionCount(client)).toBe(0);
  });
});

describe('memory in messages', () => {
  it('is unmapped on both sides once it is read', async () => {
    void serve(server, port, [handles(shop, { shop_pages: (_, { pages }) => ({ pages }) })]);
    const pages = new Uint8Array(9000).fill(3);
    expect((await client.ask(shopPort, shop.shop_pages, { pages })).pages).toEqual(pages);
    expect(kernel.regionCount(client)).toBe(0);
    await vi.waitFor(() => expect(kernel.regionCount(server)).toBe(0));
  });

  it('stays mapped where it is wanted', async () => {
    void serve(server, port, [handles(shop, { shop_pages: (_, { pages }) => ({ pages }) })]);
    const { regions } = await client.call(shopPort, shop.shop_pages, { pages: new Uint8Array(9000) }, { keepRegions: true });
    expect(regions).toMatchObject([{ sizeBytes: 9000 }]);
    expect(kernel.regionCount(client)).toBe(1);
    const region = { ...regions![0]!, deallocate: true };
    await client.ask(shopPort, shop.shop_pages, { pages: region });
    expect(kernel.regionCount(client)).toBe(0);
  });
});
