/**
 * A plug-in: draws in rectangles of pages, for all tabs that have one of its type. Its only registered port is one to the browser; the browser
 * hands each instance's port on to the page's renderer. Arguments: `{ type }`.
 */
import { runPlugin } from './process.ts';

await runPlugin();
