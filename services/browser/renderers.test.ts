/** The real browser in memory, with renderers and a network of the test's own. */
import {
  allocatePort,
  allocateSet,
  ask,
  call,
  growThreads,
  handles,
  hostTask,
  KERN_SUCCESS,
  makeSend,
  MIG_NO_REPLY,
  moveMember,
  register,
  registeredPorts,
  runAs,
  sendRightTo,
  serve,
  type Request,
  type Self,
  type SendRight,
} from 'machlab';
import { expect, test } from 'vitest';
import { KERN_INVALID_ARGUMENT } from '../../kernel/abi/codes.ts';
import { utf8 } from '../../kernel/abi/bytes.ts';
import { browser as browserCalls, pageHost, TAB_LOADING, TAB_SHOWN } from '../../kernel/abi/interfaces/browser.ts';
import { network, NETWORK_SERVICE_NAME } from '../../kernel/abi/interfaces/network.ts';
import { CRASH_ABORT, renderer } from '../../kernel/abi/interfaces/renderer.ts';
import { KernelInMemory } from '../runtime/testing/kernelTransport.ts';
import { Browser } from './browser.ts';
import type { Begin } from './child.ts';
import { browserServices } from './service.ts';
import type { Tab } from './tab.ts';

/** Numbers of pages, tabs and instances that there may be. */
const TRIED = 20;
const GARBAGE = new Uint8Array(64).fill(0xa5);

/** A renderer that says hello, paints one picture of each page, and then does as it likes with its right to the browser. */
async function paintOnce(picture: Uint8Array, then?: (host: SendRight, page: number) => Promise<void>): Promise<void> {
  const [host] = await registeredPorts();
  await growThreads(4);
  const own = await allocatePort();
  await ask(host!, pageHost.page_hello, { port: makeSend(own) });
  const done = (): number => KERN_SUCCESS;
  await serve(own, [
    handles(renderer, {
      renderer_load: (_, { page }) => {
        void call(host!, pageHost.page_painted, { page, paint: picture }).then(() => then?.(host!, page));
        return KERN_SUCCESS;
      },
      renderer_close: done,
      renderer_resize: done,
      renderer_input: done,
      renderer_deliver: done,
      renderer_ping: done,
      renderer_crash: done,
      renderer_repaint: done,
      renderer_plugin: done,
    }),
  ]);
}

/** All that it can say of others. *Returns* the answers where there are any. */
async function lie(host: SendRight, mine: number): Promise<ReadonlySet<number>> {
  const codes = new Set<number>();
  for (let page = 0; page < TRIED; page += 1) {
    await call(host, pageHost.plugin_painted, { instance: page, paint: GARBAGE });
    if (page === mine) continue;
    await call(host, pageHost.page_painted, { page, paint: GARBAGE });
    await call(host, pageHost.page_titled, { page, title: 'forged' });
    await call(host, pageHost.page_navigate, { page, url: 'lab://loop/' });
    await call(host, pageHost.page_store, { page, key: 'k', value: GARBAGE, removed: false });
    await call(host, pageHost.page_embed, { page, embed: 1, type: 'machlab/aquarium', source: '' });
    codes.add((await call(host, pageHost.page_fetch, { page, url: 'lab://honest/' })).code);
    // What windows may ask, a renderer may not.
    codes.add((await call(host, browserCalls.browser_close, { tab: page })).code);
    codes.add((await call(host, browserCalls.browser_crash, { tab: 0, how: CRASH_ABORT })).code);
    codes.add((await call(host, browserCalls.browser_end, { tab: page })).code);
  }
  const port = makeSend(await allocatePort());
  codes.add((await call(host, pageHost.page_hello, { port })).code);
  return codes;
}

const EMPTY = { status: 200, type: 'text/html', data: utf8('<p>') };
const HONEST = utf8('a picture');

/** A browser whose network answers as it is told to, and whose renderers run what the test says. */
async function browserWith(
  kernel: KernelInMemory,
  self: Self,
  programOf: (site: string) => () => Promise<void>,
  get: (request: Request) => typeof EMPTY | number = () => EMPTY,
): Promise<Browser> {
  await runAs(kernel.spawn('network'), async () => {
    const port = await allocatePort();
    await register(NETWORK_SERVICE_NAME, await sendRightTo(port));
    const sites = { urls: [], titles: [], latency_ms: 0 };
    void serve(port, [handles(network, { network_get: get, network_set_latency: () => KERN_SUCCESS, network_sites: () => sites })]);
  });
  const begin: Begin = (_, name, right) => hostTask({ name, rights: [right], program: programOf(name) });
  return runAs(self, async () => {
    await growThreads(16);
    const set = await allocateSet();
    const own = await allocatePort();
    await moveMember(own, set);
    const browser = new Browser(set, begin, 'browser');
    void serve(set, browserServices(browser, own));
    return browser;
  });
}

/** All is in the kernel's and the programs' hands: turns of the event loop let them go on. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

test('a renderer that has been taken over changes its own pages and nothing else', async () => {
  let answers: ReadonlySet<number> | undefined;
  const liar = () => paintOnce(GARBAGE, async (host, page) => void (answers = await lie(host, page)));
  const kernel = new KernelInMemory();
  const self = kernel.spawn('browser');
  const browser = await browserWith(kernel, self, (site) => (site.includes('liar') ? liar : () => paintOnce(HONEST)));
  const [good, bad] = runAs(self, () => ['lab://honest/', 'lab://liar/'].map((url) => browser.open(url, 640, 480)!)) as [Tab, Tab];
  await until(() => answers !== undefined && good.state === TAB_SHOWN);
  expect([...answers!]).toEqual([KERN_INVALID_ARGUMENT]);
  expect([browser.tabs.size, good.title, good.history.current]).toEqual([2, 'lab://honest/', 'lab://honest/']);
  expect(Buffer.from(good.paint).toString()).toBe('a picture');
  expect([...good.embeds.keys()]).toEqual([]);
  // Its own page it may ruin: whoever draws that decodes it first.
  expect([bad.state, [...bad.paint]]).toEqual([TAB_SHOWN, [...GARBAGE]]);
  expect(browser.children.map(({ name }) => name).toSorted()).toEqual(['lab://honest', 'lab://liar']);
});

test('a renderer that idles does not end once a page is on its way to it', async () => {
  const kernel = new KernelInMemory();
  const waiting: Request[] = [];
  let isSlow = false;
  const get = (request: Request): typeof EMPTY | number => {
    if (!isSlow) return EMPTY;
    waiting.push(request);
    return MIG_NO_REPLY;
  };
  const self = kernel.spawn('browser');
  const browser = await browserWith(kernel, self, () => () => paintOnce(HONEST), get);
  const first = runAs(self, () => browser.open('lab://honest/', 640, 480)!);
  await until(() => first.state === TAB_SHOWN);
  const [child] = browser.children;
  isSlow = true;
  const second = runAs(self, () => {
    browser.close(first);
    return browser.open('lab://honest/', 640, 480)!;
  });
  await until(() => waiting.length === 1);
  // Long enough for an idle process to be ended.
  for (let ms = 0; ms < 200; ms += 10) {
    kernel.pass(10);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await waiting[0]!.reply(network.network_get, EMPTY);
  await until(() => second.state !== TAB_LOADING);
  expect([second.state, second.renderer === child, browser.children.length]).toEqual([TAB_SHOWN, true, 1]);
});
