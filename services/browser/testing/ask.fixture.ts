/** Asks the browser for things, one after the other, and prints what comes of each as JSON. Arguments: `{ asks: [name, args][] }`. */
import { args, call, lookUp } from 'machlab';
import { browser, BROWSER_SERVICE_NAME } from '../../../kernel/abi/interfaces/browser.ts';

const { asks } = args as { readonly asks: readonly (readonly [keyof typeof browser, Record<string, never>])[] };
const port = await lookUp(BROWSER_SERVICE_NAME);
for (const [name, given] of asks) {
  const { code, outs } = await call(port, browser[name], given);
  console.log(JSON.stringify({ code, ...outs }));
}
