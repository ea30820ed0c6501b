/**
 * A page renderer: shows the pages of one site. It has no disk, no network, and no right but those of its own task and one send right, to the
 * browser that started it, its only registered port. Bytes come as messages, pictures go as messages.
 */
import { loadYoga } from 'yoga-layout/load';
import { RendererProcess } from './process.ts';

const renderer = await RendererProcess.create(await loadYoga());

// A promise that a page's script forgot is that page's business: the process lives on. An exception that nobody caught still ends it.
process.removeAllListeners('unhandledRejection');
process.on('unhandledRejection', (error) => renderer.failed(error));

await renderer.run();
