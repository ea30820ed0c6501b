/** Somebody who knows the browser's name and nothing else, and says to it what only renderers, plug-ins and the kernel may say. Arguments: `{ seed }`. */
import { args, call, COPY_SEND, lookUp, notify, send, SEND_TIMEOUT, type SendRight } from 'machlab';
import { BROWSER_SERVICE_NAME, browser, pageHost } from '../../../kernel/abi/interfaces/browser.ts';
import { renderer } from '../../../kernel/abi/interfaces/renderer.ts';
import { plugin } from '../../../kernel/abi/interfaces/plugin.ts';

const { seed } = args as { readonly seed: number };
const PAGES = 40;
const RANDOM_MESSAGES = 1500;
const PATIENCE_MS = 20_000;
const port = await lookUp(BROWSER_SERVICE_NAME);
const paint = new Uint8Array(32);
const codes: Record<string, number> = {};

for (let page = 0; page < PAGES; page += 1) {
  await call(port, pageHost.page_painted, { page, paint });
  await call(port, pageHost.page_titled, { page, title: 'forged' });
  await call(port, pageHost.page_navigate, { page, url: 'lab://loop/' });
  await call(port, pageHost.page_console, { page, level: 0, text: 'forged' });
  await call(port, pageHost.plugin_painted, { instance: page, paint });
  await call(port, pageHost.page_embed, { page, embed: 1, type: 'machlab/aquarium', source: '' });
  await call(port, pageHost.page_store, { page, key: 'number', value: new Uint8Array([57, 57]), removed: false });
  codes['page_fetch'] = (await call(port, pageHost.page_fetch, { page, url: 'lab://clock/' })).code;
}
codes['page_hello'] = (await call(port, pageHost.page_hello, { port })).code;

// Word of deaths that did not happen: a name is four bytes behind the record of the data format.
for (let name = 0; name < 4000; name += 7) {
  const data = new Uint8Array(12);
  new DataView(data.buffer).setUint32(8, name, true);
  await tell(port, notify.mach_notify_dead_name.id, data);
}

let state = seed;
function random(below: number): number {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
}
// What whoever has the right to the browser may ask of it is no forgery.
const allowed = new Set([
  browser.browser_crash.id,
  browser.browser_end.id,
  browser.browser_close.id,
  browser.browser_navigate.id,
  browser.browser_go.id,
  browser.browser_policy.id,
  browser.browser_crash_plugin.id,
  browser.browser_open.id,
  browser.browser_resize.id,
  browser.browser_input.id,
]);
const ids = [browser, pageHost, renderer, plugin, notify]
  .flatMap((routines) => Object.values(routines).map(({ id }) => id))
  .filter((id) => !allowed.has(id));
for (let count = 0; count < RANDOM_MESSAGES; count += 1)
  await tell(
    port,
    ids[random(ids.length)]!,
    Uint8Array.from({ length: random(160) }, () => random(256)),
  );
console.log(JSON.stringify(codes));
process.exit(0);

async function tell(to: SendRight, id: number, data: Uint8Array): Promise<void> {
  await send({ remote: { name: to, disposition: COPY_SEND }, id, data }, { options: SEND_TIMEOUT, timeoutMs: PATIENCE_MS });
}
