/**
 * The browser: tabs, history and addresses, what pages keep on the volume, and all that renderers and plug-ins are given. It starts these
 * itself, one renderer for each site. Started by bootstrap at the first look-up of its name; it has the spawner port and the display.
 */
import { BROWSER_SERVICE_NAME } from '../../kernel/abi/interfaces/browser.ts';
import { beginProcess } from './child.ts';
import { runBrowser } from './run.ts';

await runBrowser({ service: BROWSER_SERVICE_NAME, folder: 'browser', begin: beginProcess });
