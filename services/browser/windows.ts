/** Those who watch the browser: each is told of changes as fast as it takes them; of several pictures of a tab in between, of the last. */
import { call, deallocate, KERN_SUCCESS, type SendRight } from 'machlab';
import { browserWindow, TABS_MAX } from '../../kernel/abi/interfaces/browser.ts';
import type { Browser } from './browser.ts';

interface Watcher {
  readonly port: SendRight;
  /** What is to be said, by what it is about; a later one takes the place of an earlier one. */
  readonly pending: Map<string, (port: SendRight) => Promise<{ readonly code: number }>>;
  busy: boolean;
}

/** Windows at most, and lines of consoles that wait for one of them. */
const WATCHERS_MAX = 16;
const PENDING_MAX = 500;

export class Windows {
  readonly #browser: Browser;
  readonly #watchers = new Set<Watcher>();
  #lines = 0;
  /** What the processes were when they were told last. */
  #processes = '';

  constructor(browser: Browser) {
    this.#browser = browser;
  }

  /** Somebody watches from now on, and is told what there is. *Returns* false when there are too many. */
  add(port: SendRight): boolean {
    if (this.#watchers.size >= WATCHERS_MAX) return false;
    this.#watchers.add({ port, pending: new Map(), busy: false });
    this.#processes = '';
    this.tabsChanged();
    void this.#browser.web.sites().then((sites) => this.#tell('sites', (to) => call(to, browserWindow.window_sites, sites)));
    for (const { number, data } of this.#browser.resources.all()) this.picture(number, data);
    for (const { tab, paint, embeds } of this.#browser.tabs.values()) {
      if (paint.length > 0) this.painted(tab, paint);
      for (const embed of embeds.values()) this.embedPainted(tab, embed.embed, embed.paint);
    }
    return true;
  }

  get any(): boolean {
    return this.#watchers.size > 0;
  }

  tabsChanged(): void {
    this.#tell('tabs', (port) => call(port, browserWindow.window_tabs, tabsOf(this.#browser)));
    const processes = processesOf(this.#browser);
    const now = JSON.stringify(processes);
    if (now === this.#processes) return;
    this.#processes = now;
    this.#tell('processes', (port) => call(port, browserWindow.window_processes, processes));
  }

  picture(resource: number, data: Uint8Array): void {
    this.#tell(`picture ${resource}`, (port) => call(port, browserWindow.window_picture, { resource, data }));
  }

  painted(tab: number, paint: Uint8Array): void {
    this.#tell(`paint ${tab}`, (port) => call(port, browserWindow.window_painted, { tab, paint }));
  }

  embedPainted(tab: number, embed: number, paint: Uint8Array): void {
    this.#tell(`embed ${tab} ${embed}`, (port) => call(port, browserWindow.window_embed_painted, { tab, embed, paint }));
  }

  console(tab: number, level: number, text: string): void {
    this.#tell(`line ${++this.#lines}`, (port) => call(port, browserWindow.window_console, { tab, level, text }));
  }

  #tell(about: string, say: (port: SendRight) => Promise<{ readonly code: number }>): void {
    for (const watcher of this.#watchers) {
      if (watcher.pending.size < PENDING_MAX || watcher.pending.has(about)) watcher.pending.set(about, say);
      if (!watcher.busy) void this.#run(watcher);
    }
  }

  async #run(watcher: Watcher): Promise<void> {
    watcher.busy = true;
    for (;;) {
      const [next] = watcher.pending;
      if (next === undefined) break;
      watcher.pending.delete(next[0]);
      const { code } = await next[1](watcher.port);
      if (code === KERN_SUCCESS) continue;
      this.#watchers.delete(watcher);
      await deallocate(watcher.port).catch(() => undefined);
      return;
    }
    watcher.busy = false;
  }
}

/** The tabs in their order, as a message has them. `renderers`: numbers of tasks, 0 for none. */
export function tabsOf({ tabs: all }: Browser) {
  const tabs = [...all.values()].slice(0, TABS_MAX);
  return {
    tabs: tabs.map(({ tab }) => tab),
    states: tabs.map(({ state }) => state),
    renderers: tabs.map((tab) => tab.renderer?.taskNumber ?? 0),
    can_go: tabs.map(({ history }) => history.canGo),
    urls: tabs.map(({ history }) => history.current),
    titles: tabs.map(({ title }) => title),
  };
}

/** The processes that the browser started, as a message has them. */
export function processesOf({ children }: Browser) {
  return {
    tasks: children.map(({ taskNumber }) => taskNumber),
    pages: children.map(({ pages }) => pages),
    kinds: children.map(({ kind }) => (kind === 'plugin' ? 1 : 0)),
    names: children.map(({ name }) => name),
  };
}
