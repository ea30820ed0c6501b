/**
 * A small browser on the real kernel: services, two renderers, a plug-in; requests and replies, a port set, a full queue, and a renderer
 * that crashes while the browser has asked to be told.
 */

import { REQUEST_DEAD_NAME } from '../../../kernel/abi/notify.ts';
import { COPY_SEND, MAKE_SEND, MAKE_SEND_ONCE, MOVE_SEND_ONCE, PORT_SEND_ONCE } from '../../../kernel/abi/rights.ts';
import type { Recorder } from '../../../kernel/trace/recorder.ts';
import { lookUp, register } from '../../../services/runtime/bootstrap.ts';
import { allocatePort, allocateSet, moveMember, requestNotification } from '../../../services/runtime/own.ts';
import { makeSend } from '../../../services/runtime/ports.ts';
import type { ReceiveRight, SendRight } from '../../../services/runtime/ports.ts';
import type { Self } from '../../../services/runtime/self.ts';
import { KernelInMemory } from '../../../services/runtime/testing/kernelTransport.ts';

const copy = (name: number) => ({ name, disposition: COPY_SEND });

async function rpc(client: Self, port: SendRight, server: Self, at: ReceiveRight, id: number): Promise<void> {
  const reply = await client.main.replyPort();
  await client.send({ remote: copy(port), local: { name: reply, disposition: MAKE_SEND_ONCE }, id, data: new Uint8Array(8) });
  const { message } = await server.receive(at, { timeoutMs: 0 });
  await server.send({ remote: { name: message!.remote, disposition: PORT_SEND_ONCE }, id: id + 100, data: new Uint8Array(4) });
  await client.receive(reply, { timeoutMs: 0 });
}

export interface BrowserMoments {
  readonly recorder: Recorder;
  /** Event numbers of the places worth looking at. */
  readonly at: Readonly<Record<'started' | 'midTransfer' | 'full' | 'crashed' | 'delivered' | 'reloaded', number>>;
  readonly tasks: Readonly<Record<string, number>>;
}

export async function browserRun(): Promise<BrowserMoments> {
  const kernel = new KernelInMemory();
  const { recorder } = kernel.bench;
  const file = kernel.spawn('file', 'file');
  const scheduler = kernel.spawn('scheduler', 'service');
  const fs = await allocatePort(file);
  await register(file, 'machlab.file', makeSend(fs));
  const sched = await allocatePort(scheduler);
  await register(scheduler, 'scheduler', makeSend(sched));

  const rendererA = kernel.spawn('renderer A');
  const browser = kernel.spawn('browser');
  const ui = await allocatePort(browser);
  const notify = await allocatePort(browser);
  await register(browser, 'ui', makeSend(ui));
  const set = await allocateSet(browser);
  await moveMember(browser, ui, set);
  await moveMember(browser, notify, set);
  const toFs = await lookUp(browser, 'machlab.file');
  await lookUp(browser, 'scheduler');

  // Each page gets to know the browser, and answers with a right to itself.
  const meet = async (page: Self): Promise<readonly [toUi: SendRight, toPage: SendRight, main: ReceiveRight]> => {
    const main = await allocatePort(page);
    const toUi = await lookUp(page, 'ui');
    await page.send({ remote: copy(toUi), id: 9001, body: [{ type: 'port', name: main, disposition: MAKE_SEND }] });
    const { message } = await browser.receive(set, { timeoutMs: 0 });
    return [toUi, message!.descriptors![0]!.rights[0]! as SendRight, main];
  };
  const [aToUi] = await meet(rendererA);
  const fsOfA = await lookUp(rendererA, 'machlab.file');
  const rendererB = kernel.spawn('renderer B');
  const [, toB] = await meet(rendererB);
  const plugin = kernel.spawn('plug-in');
  await meet(plugin);
  await rpc(browser, toFs, file, fs, 8400);
  await rpc(rendererA, fsOfA, file, fs, 8410);
  const started = recorder.next - 1;

  // A request that carries a right: stopped while it is in the queue.
  const own = await allocatePort(rendererA);
  await rendererA.send({
    remote: copy(fsOfA),
    local: { name: await rendererA.main.replyPort(), disposition: MAKE_SEND_ONCE },
    id: 8401,
    body: [
      { type: 'port', name: own, disposition: MAKE_SEND },
      { type: 'bytes', bytes: new Uint8Array(8192) },
    ],
  });
  const midTransfer = recorder.next - 1;
  const { message: request } = await file.receive(fs, { timeoutMs: 0 });

  // Five messages fill the browser's queue; a sixth sender waits.
  for (let i = 0; i < 5; i++) await rendererA.send({ remote: copy(aToUi), id: 9010 + i, data: new Uint8Array(4) });
  const waiting = rendererA.send({ remote: copy(aToUi), id: 9020, data: new Uint8Array(4) });
  await Promise.resolve();
  const full = recorder.next - 1;
  for (let i = 0; i < 6; i++) await browser.receive(set, { timeoutMs: 0 });
  await waiting;
  await file.send({ remote: { name: request!.remote, disposition: MOVE_SEND_ONCE }, id: 8501 });

  await requestNotification(browser, toB, REQUEST_DEAD_NAME, 0, notify);
  kernel.kill(rendererB);
  const crashed = recorder.next - 1;
  await browser.receive(set, { timeoutMs: 0 });
  const delivered = recorder.next - 1;
  kernel.spawn('renderer B');
  const reloaded = recorder.next - 1;
  const tasks = { file, scheduler, rendererA, browser, rendererB, plugin };
  return {
    recorder,
    at: { started, midTransfer, full, crashed, delivered, reloaded },
    tasks: Object.fromEntries(Object.entries(tasks).map(([name, { task }]) => [name, task])),
  };
}
