/** A window without a window: watches the browser and prints what it is told, pictures as their texts. Watches again when the browser was restarted. Arguments: `{ service: string }`. */
import {
  allocatePort,
  args,
  call,
  handles,
  KERN_SUCCESS,
  lookUp,
  makeSend,
  notify,
  receive,
  REQUEST_NO_SENDERS,
  requestNotification,
  serve,
} from 'machlab';
import { browser, browserWindow } from '../../../kernel/abi/interfaces/browser.ts';
import { decodePaint, isPaintError } from '../../../kernel/abi/paintDecode.ts';

const { service } = args as { readonly service: string };
const port = await lookUp(service);
const window = await allocatePort();
const silence = await allocatePort();
const print = (line: object): void => console.log(JSON.stringify(line));
let watches = 0;

/** The browser has the only send right to the window: when that is gone, so is the browser, and the next one is asked. */
async function watch(): Promise<void> {
  for (;;) {
    watches += 1;
    const { code } = await call(port, browser.browser_watch, { window: makeSend(window) });
    if (code === KERN_SUCCESS) break;
    await receive(silence, { timeoutMs: 100 });
  }
  await requestNotification(window, REQUEST_NO_SENDERS, watches, window);
}

function texts(paint: Uint8Array): object {
  if (paint.length === 0) return { gone: true };
  const list = decodePaint(paint);
  if (isPaintError(list)) return { broken: list.error };
  return { ops: list.ops.length, width: list.width, texts: list.ops.flatMap((op) => (op.op === 'text' ? [op.text] : [])) };
}

void watch();
await serve(window, [
  handles(browserWindow, {
    window_tabs: (_, { tabs, states, renderers, urls, titles }) => {
      print({ tabs: tabs.map((tab, at) => ({ tab, state: states[at], renderer: renderers[at], url: urls[at], title: titles[at] })) });
      return KERN_SUCCESS;
    },
    window_processes: () => KERN_SUCCESS,
    window_sites: () => KERN_SUCCESS,
    window_picture: () => KERN_SUCCESS,
    window_painted: (_, { tab, paint }) => {
      print({ tab, paint: texts(paint) });
      return KERN_SUCCESS;
    },
    window_embed_painted: (_, { tab, embed, paint }) => {
      print({ tab, embed, paint: texts(paint) });
      return KERN_SUCCESS;
    },
    window_console: (_, { tab, level, text }) => {
      print({ tab, level, line: text });
      return KERN_SUCCESS;
    },
  }),
  handles(notify, {
    mach_notify_no_senders: () => {
      void watch();
      return KERN_SUCCESS;
    },
  }),
]);
