/**
 * The browser: tabs, history and addresses, what pages keep on the volume, and all that renderers and plug-ins are given. It starts these
 * itself, one renderer for each site. Started by bootstrap at the first look-up of its name; it has the spawner port.
 */
import { allocateSet, checkIn, growThreads, moveMember, serve } from 'machlab';
import { BROWSER_SERVICE_NAME } from '../../kernel/abi/interfaces/browser.ts';
import { Browser } from './browser.ts';
import { browserServices } from './service.ts';

/** Calls that may wait at the same time: for the network, the volume, and every process that is asked whether it answers. */
const THREADS = 24;

await growThreads(THREADS);
const set = await allocateSet();
const port = await checkIn(BROWSER_SERVICE_NAME);
const browser = new Browser(set);
await browser.restore();
await moveMember(port, set);
await serve(set, browserServices(browser, port));
