/** A window without a window: watches the browser and prints what it is told, pictures as their texts. */
import { allocatePort, ask, handles, KERN_SUCCESS, lookUp, makeSend, serve } from 'machlab';
import { browser, BROWSER_SERVICE_NAME, browserWindow } from '../../../kernel/abi/interfaces/browser.ts';
import { decodePaint, isPaintError } from '../../../kernel/abi/paintDecode.ts';

const port = await lookUp(BROWSER_SERVICE_NAME);
const window = await allocatePort();
await ask(port, browser.browser_watch, { window: makeSend(window) });
const print = (line: object): void => console.log(JSON.stringify(line));

function texts(paint: Uint8Array): object {
  if (paint.length === 0) return { gone: true };
  const list = decodePaint(paint);
  if (isPaintError(list)) return { broken: list.error };
  return { ops: list.ops.length, texts: list.ops.flatMap((op) => (op.op === 'text' ? [op.text] : [])) };
}

await serve(window, [
  handles(browserWindow, {
    window_tabs_changed: async () => {
      const { tabs, states, renderers, urls, titles } = await ask(port, browser.browser_tabs, {});
      print({ tabs: tabs.map((tab, at) => ({ tab, state: states[at], renderer: renderers[at], url: urls[at], title: titles[at] })) });
      return KERN_SUCCESS;
    },
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
]);
