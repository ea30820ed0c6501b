/** What the browser answers: windows on its service port, renderers and plug-ins each on their own. */
import {
  call,
  crash,
  handles,
  KERN_INVALID_ARGUMENT,
  KERN_RESOURCE_SHORTAGE,
  KERN_SUCCESS,
  MIG_NO_REPLY,
  notify,
  type ReceiveRight,
  type Service,
} from 'machlab';
import { browser as browserCalls, pageHost } from '../../kernel/abi/interfaces/browser.ts';
import { renderer } from '../../kernel/abi/interfaces/renderer.ts';
import { plugin } from '../../kernel/abi/interfaces/plugin.ts';
import { utf8Text } from '../../kernel/abi/bytes.ts';
import type { Browser } from './browser.ts';
import type { Tab } from './tab.ts';
import { processesOf, tabsOf } from './windows.ts';

/** Sizes of a tab that make sense. */
const SIZE_MAX = 4096;

/** What comes to the service's port, whose name is `own`; on a renderer's port the same ids are refused. */
export function browserServices(browser: Browser, own: ReceiveRight): readonly Service[] {
  return [windowService(browser, own), hostService(browser), endings(browser)];
}

function windowService(browser: Browser, own: ReceiveRight): Service {
  const on = (tab: number, act: (tab: Tab) => boolean | undefined | void): number => {
    const found = browser.tabs.get(tab);
    return found === undefined || act(found) === false ? KERN_INVALID_ARGUMENT : KERN_SUCCESS;
  };
  const isSize = (width: number, height: number): boolean => width > 0 && height > 0 && width <= SIZE_MAX && height <= SIZE_MAX;
  const service = handles(browserCalls, {
    browser_open: (_, { url, width, height }) => {
      if (!isSize(width, height)) return KERN_INVALID_ARGUMENT;
      const tab = browser.open(url, width, height);
      return tab === undefined ? KERN_RESOURCE_SHORTAGE : { tab: tab.tab };
    },
    browser_close: (_, { tab }) => on(tab, (found) => browser.close(found)),
    browser_navigate: (_, { tab, url }) => on(tab, (found) => browser.navigate(found, url)),
    browser_go: (_, { tab, by }) => on(tab, (found) => browser.go(found, by)),
    browser_resize: (_, { tab, width, height }) =>
      on(tab, (found) => isSize(width, height) && (browser.resize(found, width, height), true)),
    browser_input: (_, { tab, ...input }) =>
      on(tab, (found) => {
        const { page } = found;
        found.renderer?.tell((port) => call(port, renderer.renderer_input, { page, ...input }, { timeoutMs: 5000 }));
      }),
    browser_tabs: () => tabsOf(browser),
    browser_sites: (request) => {
      void browser.web.sites().then((sites) => request.reply(browserCalls.browser_sites, sites));
      return MIG_NO_REPLY;
    },
    browser_watch: (_, { window }) => (browser.windows.add(window) ? KERN_SUCCESS : KERN_RESOURCE_SHORTAGE),
    browser_paint: (_, { tab }) => {
      const found = browser.tabs.get(tab);
      return found === undefined ? KERN_INVALID_ARGUMENT : { paint: found.paint };
    },
    browser_resource: (_, { resource }) => {
      const data = browser.resources.get(resource);
      return data === undefined ? KERN_INVALID_ARGUMENT : { data };
    },
    browser_crash: (_, { tab, how }) => {
      if (tab === 0) return crash(how);
      return on(tab, ({ renderer: child }) => {
        child?.tell((port) => call(port, renderer.renderer_crash, { how }));
        return child !== undefined;
      });
    },
    browser_end: (_, { tab }) =>
      on(tab, ({ renderer: child }) => {
        void child?.end();
        return child !== undefined;
      }),
    browser_policy: (_, { renderers_max: most }) => {
      if (most < 1 || most > 64) return KERN_INVALID_ARGUMENT;
      browser.renderersMax = most;
      return KERN_SUCCESS;
    },
    browser_processes: () => processesOf(browser),
    browser_crash_plugin: (_, { task, how }) => {
      const child = browser.children.find(({ kind, taskNumber }) => kind === 'plugin' && taskNumber === task);
      child?.tell((port) => call(port, plugin.plugin_crash, { how }));
      return child === undefined ? KERN_INVALID_ARGUMENT : KERN_SUCCESS;
    },
  });
  return onlyOn(service, (port) => port === own);
}

function hostService(browser: Browser): Service {
  const on = (port: ReceiveRight, page: number, act: (tab: Tab) => void): number => {
    const tab = browser.tabOf(port, page);
    if (tab === undefined) return KERN_INVALID_ARGUMENT;
    act(tab);
    return KERN_SUCCESS;
  };
  const service = handles(pageHost, {
    page_hello: ({ port, sender }, { port: child }) => (browser.hello(port, child, sender) ? KERN_SUCCESS : KERN_INVALID_ARGUMENT),
    page_painted: ({ port }, { page, paint }) => on(port, page, (tab) => browser.painted(tab, paint)),
    page_titled: ({ port }, { page, title }) => on(port, page, (tab) => browser.titled(tab, title)),
    page_console: ({ port }, { page, level, text }) => on(port, page, (tab) => browser.windows.console(tab.tab, level, text)),
    page_navigate: ({ port }, { page, url }) => on(port, page, (tab) => void browser.navigate(tab, url)),
    page_fetch: (request, { page, url }) => {
      const tab = browser.tabOf(request.port, page);
      if (tab === undefined) return KERN_INVALID_ARGUMENT;
      void browser.fetch(tab, url).then(
        (file) => request.reply(pageHost.page_fetch, file),
        () => request.reply(pageHost.page_fetch, KERN_RESOURCE_SHORTAGE),
      );
      return MIG_NO_REPLY;
    },
    page_embed: ({ port }, { page, embed, type, source }) =>
      on(
        port,
        page,
        (tab) => void browser.embed(tab, embed, type, source).catch((error: unknown) => console.error('no plug-in:', String(error))),
      ),
    page_broadcast: ({ port }, { page, channel, text }) => on(port, page, (tab) => browser.broadcast(tab, channel, text)),
    page_store: ({ port }, { page, key, value, removed }) =>
      on(port, page, (tab) => void browser.store(tab, key, removed ? undefined : (utf8Text(value) ?? ''))),
    page_loaded: ({ port }, { page }) => on(port, page, () => undefined),
    plugin_painted: ({ port }, { instance, paint }) => {
      browser.embedPainted(port, instance, paint);
      return KERN_SUCCESS;
    },
  });
  return onlyOn(service, (port) => browser.childOf(port) !== undefined);
}

function endings(browser: Browser): Service {
  return handles(notify, {
    mach_notify_dead_name: ({ port }) => {
      void browser.ended(port);
      return KERN_SUCCESS;
    },
  });
}

/** A service's handlers on some ports only: what a window may ask is none of a renderer's business. */
function onlyOn(service: Service, isMeant: (port: ReceiveRight) => boolean): Service {
  return new Map(
    [...service].map(([id, served]) => [
      id,
      { ...served, handler: (request, args) => (isMeant(request.port) ? served.handler(request, args) : KERN_INVALID_ARGUMENT) },
    ]),
  );
}
