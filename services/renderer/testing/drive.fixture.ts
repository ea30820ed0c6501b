/**
 * A browser that means no good to its renderer: starts one, and gives it what pages and messages can be. Prints what it finds as lines of JSON.
 * Arguments: `{ seed }`.
 */
import {
  allocatePort,
  args,
  call,
  COPY_SEND,
  growThreads,
  handles,
  KERN_SUCCESS,
  receive,
  send,
  sendRightTo,
  serve,
  SEND_TIMEOUT,
  spawn,
  type SendRight,
} from 'machlab';
import { utf8 } from '../../../kernel/abi/bytes.ts';
import { pageHost } from '../../../kernel/abi/interfaces/browser.ts';
import { renderer } from '../../../kernel/abi/interfaces/renderer.ts';
import { decodePaint, isPaintError } from '../../../kernel/abi/paintDecode.ts';

const { seed } = args as { readonly seed: number };
const MEGABYTE = 1_000_000;
const FORGED_MESSAGES = 2000;
const PATIENCE_MS = 20_000;

await growThreads(12);
const host = await allocatePort();
const silence = await allocatePort();
const task = await spawn({ program: 'renderer', profile: 'renderer', rights: [await sendRightTo(host)] });
const hello = Promise.withResolvers<SendRight>();
/** What was painted last, by page; what was said, and pictures that no window could draw. */
const painted = new Map<number, readonly string[]>();
const ops = new Map<number, number>();
const said: string[] = [];
let broken = 0;
const done = (): number => KERN_SUCCESS;

void serve(host, [
  handles(pageHost, {
    page_hello: (_, { port }) => {
      hello.resolve(port);
      return KERN_SUCCESS;
    },
    page_painted: (_, { page, paint }) => {
      const list = decodePaint(paint);
      if (isPaintError(list)) broken += 1;
      else {
        painted.set(
          page,
          list.ops.flatMap((op) => (op.op === 'text' ? [op.text] : [])),
        );
        ops.set(page, list.ops.length);
      }
      return KERN_SUCCESS;
    },
    page_console: (_, { text }) => {
      said.push(text);
      return KERN_SUCCESS;
    },
    page_fetch: () => ({ status: 404, resource: 0, data: new Uint8Array(0) }),
    page_titled: done,
    page_navigate: done,
    page_embed: done,
    page_broadcast: done,
    page_store: done,
    page_loaded: done,
    plugin_painted: done,
  }),
]);
const port = await hello.promise;

let state = seed;
function random(below: number): number {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
}

async function load(page: number, html: string): Promise<number> {
  const url = `lab://hostile/${page}`;
  const given = { page, url, width: 640, height: 480, html: utf8(html), stored: utf8('{}') };
  return (await call(port, renderer.renderer_load, given)).code;
}

/** Looks until it is so, in the kernel's time. */
async function until(isSo: () => boolean): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < PATIENCE_MS; waitedMs += 20) {
    if (isSo()) return true;
    await receive(silence, { timeoutMs: 20 });
  }
  return false;
}

/** Whether it still shows a good page and answers. */
async function isWell(page: number): Promise<boolean> {
  const code = await load(page, `<title>t</title><p>fine ${page}</p>`);
  const shown = await until(() => painted.get(page)?.some((text) => text.includes(`fine ${page}`)) === true);
  const ping = await call(port, renderer.renderer_ping, {}, { timeoutMs: PATIENCE_MS });
  await call(port, renderer.renderer_close, { page });
  return code === KERN_SUCCESS && shown && ping.code === KERN_SUCCESS;
}

function print(what: string, found: object): void {
  console.log(JSON.stringify({ what, ...found }));
}

print('start', { well: await isWell(1) });

await load(2, `<p>${'a'.repeat(50 * MEGABYTE)}</p>`);
print('long document', { told: await until(() => painted.get(2)?.join(' ').includes('too long') === true), well: await isWell(3) });

const tags = [
  '<div',
  '<p>',
  '</table>',
  '<svg><![CDATA[',
  '<!--',
  '">',
  '<select><b>',
  '\u0000',
  '</script>',
  '<style>p{',
  '&#xffffffff;',
  '<td><form>',
];
let shown = 0;
for (let page = 10; page < 40; page += 1) {
  const html = Array.from({ length: 200 }, () => tags[random(tags.length)]!).join('');
  if ((await load(page, html)) === KERN_SUCCESS) shown += 1;
  await call(port, renderer.renderer_close, { page });
}
print('bad markup', { shown, well: await isWell(40) });

await load(
  50,
  '<p>before</p><script>null.x</script><script>throw 1</script><script>(</script><script>Promise.reject(new Error("late"))</script><script>document.querySelector("p").textContent = "after"</script>',
);
const after = await until(() => painted.get(50)?.includes('after') === true);
print('script errors', { after, said: await until(() => said.length >= 4), well: await isWell(51) });

await load(
  60,
  '<canvas id=c width=400 height=300></canvas><script>const c = document.getElementById("c").getContext("2d"); setInterval(() => { for (let i = 0; i < 60000; i += 1) c.fillRect(i % 400, i % 300, 9, 9) }, 10)</script>',
);
const flooded = await until(() => (ops.get(60) ?? 0) > 1000);
print('paint flood', { flooded, ops: ops.get(60) ?? 0, well: await isWell(61) });
await call(port, renderer.renderer_close, { page: 60 });

const ids = Object.values(renderer)
  .map(({ id }) => id)
  .filter((id) => id !== renderer.renderer_crash.id);
for (let count = 0; count < FORGED_MESSAGES; count += 1) {
  const data = Uint8Array.from({ length: random(200) }, () => random(256));
  const id = random(4) === 0 ? random(0xffffffff) | 0 : ids[random(ids.length)]!;
  await send({ remote: { name: port, disposition: COPY_SEND }, id, data }, { options: SEND_TIMEOUT, timeoutMs: PATIENCE_MS });
}
for (const kind of [0, 1, 2, 3, 4, 5, 6, 7, 0xffffffff])
  for (const edge of [0, -1, 0x7fffffff, -0x80000000])
    await call(port, renderer.renderer_input, { page: 1, kind, x: edge, y: edge, delta: edge, modifiers: 0xffffffff, key: '\u0007' });
print('forged messages', { sent: FORGED_MESSAGES, well: await isWell(70) });
print('end', { broken, task: task !== 0 });
process.exit(0);
