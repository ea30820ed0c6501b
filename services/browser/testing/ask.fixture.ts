/** Asks the browser for things, one after the other, and prints what comes of each as JSON. Arguments: `{ asks: [name, args][], service: string }`. */
import { args, call, lookUp } from 'machlab';
import { browser } from '../../../kernel/abi/interfaces/browser.ts';

const { asks, service } = args as {
  readonly asks: readonly (readonly [keyof typeof browser, Record<string, never>])[];
  readonly service: string;
};
const port = await lookUp(service);
for (const [name, given] of asks) {
  const { code, outs } = await call(port, browser[name], given);
  console.log(JSON.stringify({ code, ...outs }));
}
