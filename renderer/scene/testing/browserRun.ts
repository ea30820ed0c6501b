/**
 * A small browser on the real kernel: services, two renderers, a plug-in; requests and replies, a port set, a full queue, and a renderer
 * that crashes while the browser has asked to be told.
 */

import { EV_SERVICE, SERVICE_ACTIVE, SERVICE_INACTIVE } from '../../../kernel/abi/events.ts';
import { REQUEST_DEAD_NAME } from '../../../kernel/abi/notify.ts';
import { COPY_SEND, MAKE_SEND, MAKE_SEND_ONCE, MOVE_SEND_ONCE, PORT_SEND_ONCE } from '../../../kernel/abi/rights.ts';
import { spaceLookup } from '../../../kernel/ipc/space.ts';
import type { Recorder } from '../../../kernel/trace/recorder.ts';
import { allocatePort, allocateSet, moveMember, requestNotification } from '../../../services/runtime/own.ts';
import type { ReceiveRight, SendRight } from '../../../services/runtime/ports.ts';
import type { Self } from '../../../services/runtime/self.ts';
import { KernelInMemory } from '../../../services/runtime/testing/kernelTransport.ts';

const copy = (name: number) => ({ name, disposition: COPY_SEND });

class BrowserRun {
  readonly kernel = new KernelInMemory();
  readonly #declared = new Map<string, number>();

  get recorder(): Recorder {
    return this.kernel.bench.recorder;
  }

  /** The name service is told of a service, as bootstrap does when its catalogue is read. */
  declare(name: string): void {
    const id = this.#declared.size + 1;
    this.#declared.set(name, id);
    this.#service(name, 0, SERVICE_INACTIVE, 0, 0, 0, 0);
  }

  active(name: string, port: number, task: number): void {
    this.#service(name, SERVICE_INACTIVE, SERVICE_ACTIVE, 0, port, 0, task);
  }

  portOf(self: Self, name: number): number {
    const space = this.kernel.bench.machine.system.tasks.get(self.task)!.space;
    return spaceLookup(space, name)!.object!.id;
  }

  #service(name: string, ...fields: [number, number, number, number, number, number]): void {
    this.recorder.begin(this.kernel.bench.hostUs, this.kernel.bench.hostUs);
    const bytes = new TextEncoder().encode(name);
    this.recorder.emitBytes(EV_SERVICE, bytes, this.#declared.get(name)!, 0, ...fields);
  }

  async rpc(client: Self, port: SendRight, server: Self, at: ReceiveRight, id: number): Promise<void> {
    const reply = await client.main.replyPort();
    await client.send({ remote: copy(port), local: { name: reply, disposition: MAKE_SEND_ONCE }, id, data: new Uint8Array(8) });
    const { message } = await server.receive(at, { timeoutMs: 0 });
    await server.send({ remote: { name: message!.remote, disposition: PORT_SEND_ONCE }, id: id + 100, data: new Uint8Array(4) });
    await client.receive(reply, { timeoutMs: 0 });
  }
}

export interface BrowserMoments {
  readonly recorder: Recorder;
  /** Event numbers of the places worth looking at. */
  readonly at: Readonly<Record<'started' | 'midTransfer' | 'full' | 'crashed' | 'delivered' | 'reloaded', number>>;
  readonly tasks: Readonly<Record<string, number>>;
}

export async function browserRun(): Promise<BrowserMoments> {
  const run = new BrowserRun();
  const { kernel, recorder } = run;
  for (const name of ['file', 'scheduler', 'browser']) run.declare(name);
  const file = kernel.spawn('file');
  const scheduler = kernel.spawn('scheduler');
  const fs = await allocatePort(file);
  run.active('file', run.portOf(file, fs), file.task);
  const sched = await allocatePort(scheduler);
  run.active('scheduler', run.portOf(scheduler, sched), scheduler.task);

  const rendererA = kernel.spawn('renderer A');
  const browser = kernel.spawn('Browser');
  const ui = await allocatePort(browser);
  const notify = await allocatePort(browser);
  run.declare('ui');
  run.active('ui', run.portOf(browser, ui), browser.task);
  const set = await allocateSet(browser);
  await moveMember(browser, ui, set);
  await moveMember(browser, notify, set);
  const toFs = kernel.give(file, fs, browser);
  kernel.give(scheduler, sched, browser);

  // Each page gets to know the browser, and answers with a right to itself.
  const meet = async (page: Self): Promise<readonly [toUi: SendRight, toPage: SendRight, main: ReceiveRight]> => {
    const main = await allocatePort(page);
    const toUi = kernel.give(browser, ui, page);
    await page.send({ remote: copy(toUi), id: 5001, body: [{ type: 'port', name: main, disposition: MAKE_SEND }] });
    const { message } = await browser.receive(set, { timeoutMs: 0 });
    return [toUi, message!.descriptors![0]!.rights[0]! as SendRight, main];
  };
  const [aToUi] = await meet(rendererA);
  const fsOfA = kernel.give(file, fs, rendererA);
  const rendererB = kernel.spawn('renderer B');
  const [, toB] = await meet(rendererB);
  const plugin = kernel.spawn('plug-in');
  await meet(plugin);
  await run.rpc(browser, toFs, file, fs, 2400);
  await run.rpc(rendererA, fsOfA, file, fs, 2410);
  const started = recorder.next - 1;

  // A request that carries a right: stopped while it is in the queue.
  const own = await allocatePort(rendererA);
  await rendererA.send({
    remote: copy(fsOfA),
    local: { name: await rendererA.main.replyPort(), disposition: MAKE_SEND_ONCE },
    id: 2401,
    body: [
      { type: 'port', name: own, disposition: MAKE_SEND },
      { type: 'bytes', bytes: new Uint8Array(8192) },
    ],
  });
  const midTransfer = recorder.next - 1;
  const { message: request } = await file.receive(fs, { timeoutMs: 0 });

  // Five messages fill the browser's queue; a sixth sender waits.
  for (let i = 0; i < 5; i++) await rendererA.send({ remote: copy(aToUi), id: 5010 + i, data: new Uint8Array(4) });
  const waiting = rendererA.send({ remote: copy(aToUi), id: 5020, data: new Uint8Array(4) });
  await Promise.resolve();
  const full = recorder.next - 1;
  for (let i = 0; i < 6; i++) await browser.receive(set, { timeoutMs: 0 });
  await waiting;
  await file.send({ remote: { name: request!.remote, disposition: MOVE_SEND_ONCE }, id: 2501 });

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
