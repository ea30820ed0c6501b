/** The browser, its renderers and plug-ins, and the network service. */
import type { browser, browserWindow, pageHost } from '../interfaces/browser.ts';
import type { network } from '../interfaces/network.ts';
import type { plugin, pluginInstance } from '../interfaces/plugin.ts';
import type { renderer } from '../interfaces/renderer.ts';
import { call, type CallExplanations } from './explanation.ts';

const OWN = 'machlab’s browser';
const PROCESSES = 'multiprocess architecture of a browser';

const say = (about: string, textbook = ''): ReturnType<typeof call> => call(about, OWN, textbook);
const ask = (about: string, textbook = ''): ReturnType<typeof call> => call(about, OWN, textbook, 'KERN_INVALID_ARGUMENT');

export const RENDERER: CallExplanations<typeof renderer> = {
  renderer_load: ask('Hands a document to a renderer, to be shown as a page.', PROCESSES),
  renderer_close: say('A page is no longer shown.'),
  renderer_resize: say('A page has a viewport of another size.'),
  renderer_input: say('What a person did to a page, by pointer or keyboard.'),
  renderer_deliver: say('Brings a text that another page of the site sent.'),
  renderer_ping: say('Asks a renderer whether it still answers.'),
  renderer_crash: say('Asks a renderer to break in one of several ways, in earnest.'),
  renderer_repaint: say('Asks for a page’s picture once more.'),
  renderer_plugin: say('Gives a renderer the port of the plug-in that draws in a page, or says that it is gone.'),
};

export const PAGE_HOST: CallExplanations<typeof pageHost> = {
  page_hello: say('A renderer or plug-in gives its browser the port that it listens on.'),
  page_painted: say('The picture of a page, as a display list.', PROCESSES),
  page_titled: say('A page has another title.'),
  page_console: say('A line that a page’s script wrote, or an error in it.'),
  page_navigate: say('A page wants to go elsewhere, as when a link is followed.'),
  page_fetch: ask('Asks the browser for a file of the page’s own site.', PROCESSES),
  page_embed: say('A page has a rectangle for a plug-in.', PROCESSES),
  page_broadcast: say('A text for the other pages of the same site.'),
  page_store: say('A site keeps a value, or keeps it no longer.'),
  page_loaded: say('The document of a page with its styles and scripts is there.'),
  plugin_painted: say('What a plug-in draws in its rectangle, as a display list.', PROCESSES),
};

export const BROWSER: CallExplanations<typeof browser> = {
  browser_open: call('Opens a tab.', OWN, '', 'KERN_RESOURCE_SHORTAGE'),
  browser_close: ask('Closes a tab.'),
  browser_navigate: ask('Shows another address in a tab.'),
  browser_go: ask('Goes back or forward in a tab’s history, or loads its page again.'),
  browser_resize: ask('Gives a tab another size.'),
  browser_input: say('What a person did in a tab, by pointer or keyboard.'),
  browser_tabs: say('Lists the tabs with what they show and which task paints them.'),
  browser_sites: say('Lists the sites that the network service has.'),
  browser_watch: say('Gives a port that is told of every change and every picture.'),
  browser_paint: ask('Gives the last picture of a tab.'),
  browser_resource: ask('Gives the file of an image that a display list names.'),
  browser_crash: ask('Breaks a tab’s renderer or the browser itself, in earnest.'),
  browser_end: ask('Ends the renderer of a tab.'),
  browser_policy: ask('Says how many renderers there may be at once.'),
  browser_processes: say('Lists the renderers and plug-ins that the browser has started.'),
  browser_crash_plugin: ask('Breaks a plug-in, in earnest.'),
};

export const BROWSER_WINDOW: CallExplanations<typeof browserWindow> = {
  window_tabs: say('The tabs as they are from now on.'),
  window_painted: say('A tab has another picture.'),
  window_embed_painted: say('A plug-in’s rectangle in a tab has another picture, or none any more.'),
  window_console: say('A line of a page’s console.'),
  window_processes: say('The browser’s processes as they are from now on.'),
  window_sites: say('The bundled sites, for the address bar.'),
  window_picture: say('The file of an image that display lists name from now on.'),
};

export const PLUGIN: CallExplanations<typeof plugin> = {
  plugin_create: ask('Makes an instance of a plug-in for a rectangle of a page.', PROCESSES),
  plugin_destroy: say('The page of an instance is gone.'),
  plugin_ping: say('Asks a plug-in whether it still answers.'),
  plugin_crash: say('Asks a plug-in to break in one of several ways, in earnest.'),
};

export const PLUGIN_INSTANCE: CallExplanations<typeof pluginInstance> = {
  instance_resize: say('The rectangle of an instance has another size.'),
  instance_input: say('The pointer in an instance’s rectangle.'),
};

export const NETWORK: CallExplanations<typeof network> = {
  network_get: ask('Asks for a file of a bundled site by its address.'),
  network_set_latency: ask('Says how long every answer is to take.'),
  network_sites: say('Lists the bundled sites.'),
};
