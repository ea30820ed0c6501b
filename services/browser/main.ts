/**
 * The browser: tabs, history and addresses, what pages keep on the volume, and all that renderers and plug-ins are given. It starts these
 * itself, one renderer for each site. Started by bootstrap at the first look-up of its name; it has the spawner port and the display.
 */
import { ask, allocateSet, checkIn, growThreads, moveMember, registeredOfKind, serve, task_self } from 'machlab';
import { PORT_KIND_DISPLAY } from '../../kernel/abi/events.ts';
import { BROWSER_SERVICE_NAME } from '../../kernel/abi/interfaces/browser.ts';
import { machPort } from '../../kernel/abi/interfaces/mach_port.ts';
import { Browser } from './browser.ts';
import { browserServices } from './service.ts';

/** Calls that may wait at the same time: for the network, the volume, and every process that is asked whether it answers. */
const THREADS = 24;
/** What somebody does faster than the browser hears of it waits; what finds no room is lost. */
const INPUTS_WAITING = 64;

await growThreads(THREADS);
const set = await allocateSet();
const port = await checkIn(BROWSER_SERVICE_NAME);
const browser = new Browser(set);
await browser.restore();
const display = await registeredOfKind(PORT_KIND_DISPLAY);
if (display !== undefined) browser.windows.add(display);
await ask(await task_self(), machPort.mach_port_set_qlimit, { name: port, qlimit: INPUTS_WAITING });
await moveMember(port, set);
await serve(set, browserServices(browser, port));
