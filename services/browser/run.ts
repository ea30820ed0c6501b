/** The browser's life as a service, whichever way its renderers and plug-ins come to life. */
import { ask, allocateSet, checkIn, growThreads, moveMember, registeredOfKind, serve, task_self } from 'machlab';
import { PORT_KIND_DISPLAY } from '../../kernel/abi/events.ts';
import { machPort } from '../../kernel/abi/interfaces/mach_port.ts';
import { Browser } from './browser.ts';
import type { Begin } from './child.ts';
import { browserServices } from './service.ts';

/** Calls that may wait at the same time: for the network, the volume, and every process that is asked whether it answers. */
const THREADS = 24;
/** What somebody does faster than the browser hears of it waits; what finds no room is lost. */
const INPUTS_WAITING = 64;

export interface BrowserSettings {
  /** The name that it serves. */
  readonly service: string;
  /** Where the volume keeps its tabs, and what sites store. */
  readonly folder: string;
  readonly begin: Begin;
}

/** Serves until its port dies. */
export async function runBrowser({ service, folder, begin }: BrowserSettings): Promise<void> {
  await growThreads(THREADS);
  const set = await allocateSet();
  const port = await checkIn(service);
  const browser = new Browser(set, begin, folder);
  await browser.restore();
  const display = await registeredOfKind(PORT_KIND_DISPLAY);
  if (display !== undefined) browser.windows.add(display);
  await ask(await task_self(), machPort.mach_port_set_qlimit, { name: port, qlimit: INPUTS_WAITING });
  await moveMember(port, set);
  await serve(set, browserServices(browser, port));
}
