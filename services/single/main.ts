/**
 * The browser in one process, as early browsers were: the same browser, renderers and plug-ins, each still a task with rights of its own, but all
 * of them hosted by this process. They share its memory and its fate: what ends one of them ends them all.
 */
import { forgetTask, hostTask } from 'machlab';
import { loadYoga } from 'yoga-layout/load';
import { SINGLE_BROWSER_SERVICE_NAME } from '../../kernel/abi/interfaces/browser.ts';
import type { Begin } from '../browser/child.ts';
import { runBrowser } from '../browser/run.ts';
import { runPlugin } from '../plugin/process.ts';
import { RendererProcess } from '../renderer/process.ts';

const yoga = await loadYoga();
const renderers = new Set<RendererProcess>();

const beginHosted: Begin = async (kind, name, right) => {
  const { number, task } = await hostTask({ name, rights: [right], program: kind === 'plugin' ? runPlugin : runRenderer });
  return { task, over: () => forgetTask(number) };
};

async function runRenderer(): Promise<void> {
  const renderer = await RendererProcess.create(yoga);
  renderers.add(renderer);
  await renderer.run();
}

// A promise that a page's script forgot: some page's business, as in a renderer of its own. Nobody can say whose.
process.removeAllListeners('unhandledRejection');
process.on('unhandledRejection', (error) => {
  for (const renderer of renderers) renderer.failed(error);
});

await runBrowser({ service: SINGLE_BROWSER_SERVICE_NAME, folder: 'browser-single', begin: beginHosted });
