/** The browser: tabs, the processes that paint them, and what follows when one of these ends or falls silent. */
import {
  allocatePort,
  call,
  deallocate,
  KERN_SUCCESS,
  moveMember,
  noSend,
  receive,
  type PortSetName,
  type ReceiveRight,
  type SendRight,
} from 'machlab';
import { TAB_CRASHED, TAB_FAILED, TAB_LOADING, TAB_SHOWN, TAB_UNRESPONSIVE, TABS_MAX } from '../../kernel/abi/interfaces/browser.ts';
import { plugin } from '../../kernel/abi/interfaces/plugin.ts';
import { renderer } from '../../kernel/abi/interfaces/renderer.ts';
import { utf8 } from '../../kernel/abi/bytes.ts';
import { addressOf, siteOf } from './address.ts';
import { type Begin, Child, type ChildKind } from './child.ts';
import { placeFor, RENDERERS_MAX } from './placement.ts';
import { Resources } from './resources.ts';
import type { SavedTab } from './saved.ts';
import { Tab } from './tab.ts';
import { BrowserVolume } from './volume.ts';
import { STATUS_NO_NETWORK, Web } from './web.ts';
import { Windows } from './windows.ts';

/** Between two questions whether a process still answers, and how long it may take: in virtual time, so not while the kernel is paused. */
const PING_EVERY_MS = 1000;
const PING_PATIENCE_MS = 2500;
/** Rectangles of one page that plug-ins draw. */
const EMBEDS_MAX = 16;
const STATUS_OK = 200;
const STATUS_NOT_FOUND = 404;

/** What a tab that cannot show its page is called. */
const TITLES: ReadonlyMap<number, (url: string) => string> = new Map<number, (url: string) => string>([
  [STATUS_NOT_FOUND, (url) => `${url} was not found`],
  [STATUS_NO_NETWORK, () => 'The network service does not answer'],
]);

/** Types of plug-ins that there are. */
const PLUGIN_TYPES: ReadonlySet<string> = new Set(['machlab/aquarium']);

export class Browser {
  readonly windows = new Windows(this);
  readonly resources = new Resources();
  readonly web = new Web();
  readonly tabs = new Map<number, Tab>();
  renderersMax = RENDERERS_MAX;
  readonly #set: PortSetName;
  readonly #begin: Begin;
  readonly #volume: BrowserVolume;
  readonly #children = new Map<ReceiveRight, Child>();
  readonly #starting = new Map<string, Promise<Child>>();
  #lastTab = 0;
  #lastPage = 0;
  #lastInstance = 0;

  /** `begin`: how renderers and plug-ins come to life; `folder`: where the volume keeps what is saved. */
  constructor(set: PortSetName, begin: Begin, folder: string) {
    this.#set = set;
    this.#begin = begin;
    this.#volume = new BrowserVolume(folder);
  }

  get children(): readonly Child[] {
    return [...this.#children.values()];
  }

  /** Brings back the tabs of an earlier instance. */
  async restore(): Promise<void> {
    for (const saved of await this.#volume.tabs()) {
      this.#lastTab = Math.max(this.#lastTab, saved.tab);
      const tab = new Tab(saved);
      this.tabs.set(tab.tab, tab);
      void this.#load(tab);
    }
  }

  // What a window asks for.

  /** Opens a tab; undefined when there are too many, or the address is none. */
  open(typed: string, width: number, height: number): Tab | undefined {
    const address = addressOf(typed);
    if (address === undefined || this.tabs.size >= TABS_MAX) return undefined;
    const tab = new Tab({ tab: ++this.#lastTab, addresses: [address], at: 0, width, height });
    this.tabs.set(tab.tab, tab);
    void this.#load(tab);
    return tab;
  }

  close(tab: Tab): void {
    this.#leave(tab);
    this.tabs.delete(tab.tab);
    this.#changed();
  }

  navigate(tab: Tab, typed: string): boolean {
    const address = addressOf(typed);
    if (address === undefined) return false;
    tab.history.push(address);
    void this.#load(tab);
    return true;
  }

  go(tab: Tab, by: number): boolean {
    if (by !== 0 && !tab.history.go(by)) return false;
    void this.#load(tab);
    return true;
  }

  resize(tab: Tab, width: number, height: number): void {
    [tab.width, tab.height] = [width, height];
    const { page } = tab;
    tab.renderer?.tell((port) => call(port, renderer.renderer_resize, { page, width, height }));
    this.#save();
  }

  /** Shows the current address of a tab, in the process of its site. */
  async #load(tab: Tab): Promise<void> {
    this.#leave(tab);
    const page = ++this.#lastPage;
    const url = tab.history.current;
    const isCurrent = (): boolean => tab.page === page && this.tabs.get(tab.tab) === tab;
    tab.page = page;
    tab.state = TAB_LOADING;
    tab.title = url;
    this.#changed();
    const site = siteOf(url);
    const starting = this.#childFor(site, page);
    try {
      const [file, stored, child] = await Promise.all([this.web.get(url), this.#volume.store(site), starting]);
      if (!isCurrent()) return this.#unwanted(child, page);
      if (file.status !== STATUS_OK) return this.#failed(tab, child, url, file.status);
      // It may have ended while the document was on its way; when that was told, the tab was not yet one of its own.
      if (child.ended) return this.#show(tab, TAB_CRASHED);
      tab.renderer = child;
      this.#changed();
      if (!(await child.ready)) return;
      const { width, height } = tab;
      const kept = utf8(JSON.stringify(Object.fromEntries(stored)));
      child.tell((port) => call(port, renderer.renderer_load, { page, url, width, height, html: file.data, stored: kept }));
    } catch (error) {
      console.error(`${url} cannot be shown:`, String(error));
      void starting.then((child) => this.#unwanted(child, page)).catch(() => undefined);
      if (isCurrent()) this.#show(tab, TAB_FAILED);
    }
  }

  #failed(tab: Tab, child: Child, url: string, status: number): void {
    tab.title = TITLES.get(status)?.(url) ?? `There is no site ${siteOf(url)}`;
    this.#show(tab, TAB_FAILED);
    this.#unwanted(child, tab.page);
  }

  /** A page that was to come to this process does not. */
  #unwanted(child: Child, page: number): void {
    child.members.delete(page);
    this.#endIfIdle(child);
  }

  /** The process for a page of a site: running, being started for it already, or new. From now on it is not idle. */
  async #childFor(site: string, page: number): Promise<Child> {
    const renderers = this.children.filter(({ kind, ended, silent }) => kind === 'renderer' && !ended && !silent);
    const found = placeFor(site, renderers, this.renderersMax - this.#starting.size);
    found?.sites.add(site);
    const child = found ?? (await this.#start('renderer', site));
    child.members.add(page);
    return child;
  }

  #start(kind: ChildKind, name: string): Promise<Child> {
    const known = this.#starting.get(`${kind} ${name}`);
    if (known !== undefined) return known;
    const starting = this.#begun(kind, name);
    this.#starting.set(`${kind} ${name}`, starting);
    void starting.catch(() => undefined).finally(() => this.#starting.delete(`${kind} ${name}`));
    return starting;
  }

  async #begun(kind: ChildKind, name: string): Promise<Child> {
    const child = await Child.start(this.#begin, kind, name, kind === 'plugin' ? { type: name } : null);
    child.sites.add(name);
    // Known before anything of it is received: its end may be the first thing.
    this.#children.set(child.host, child);
    await moveMember(child.host, this.#set);
    void this.#watch(child);
    return child;
  }

  /** The page that a tab shows is over. */
  #leave(tab: Tab): void {
    const { renderer: child, page } = tab;
    for (const { instance, plugin: drawer } of tab.embeds.values()) {
      drawer.members.delete(instance);
      drawer.tell((port) => call(port, plugin.plugin_destroy, { instance }));
      this.#endIfIdle(drawer);
    }
    tab.embeds.clear();
    tab.renderer = undefined;
    if (child === undefined) return;
    child.members.delete(page);
    child.tell((port) => call(port, renderer.renderer_close, { page }));
    this.#endIfIdle(child);
  }

  /** A process that nobody needs any more ends; a reload that follows at once may still take it. */
  #endIfIdle(child: Child): void {
    const end = async (): Promise<void> => {
      await this.#pause(50);
      if (child.pages === 0 && !child.ended && !this.#starting.has(`${child.kind} ${child.name}`)) await child.end();
    };
    void end();
  }

  // What renderers and plug-ins say. `host` is the port that they said it on: what they claim counts for their own pages only.

  /** A process listens from now on; *returns* false when it says so twice, or is none of the browser's. */
  hello(host: ReceiveRight, port: SendRight, task: number): boolean {
    if (this.#children.get(host)?.hello(port, task) !== true) return false;
    this.windows.tabsChanged();
    return true;
  }

  childOf(host: ReceiveRight): Child | undefined {
    return this.#children.get(host);
  }

  /** The tab that shows this page, if it is one of this process. */
  tabOf(host: ReceiveRight, page: number): Tab | undefined {
    const child = this.#children.get(host);
    if (child === undefined || !child.members.has(page)) return undefined;
    return [...this.tabs.values()].find((tab) => tab.page === page && tab.renderer === child);
  }

  painted(tab: Tab, paint: Uint8Array): void {
    tab.paint = paint.slice();
    if (tab.state !== TAB_SHOWN) this.#show(tab, TAB_SHOWN);
    this.windows.painted(tab.tab, tab.paint);
  }

  titled(tab: Tab, title: string): void {
    tab.title = title;
    this.#changed();
  }

  /** A text for the other pages of the same site. */
  broadcast(from: Tab, channel: string, text: Uint8Array): void {
    const site = siteOf(from.history.current);
    const copy = text.slice();
    for (const tab of this.tabs.values()) {
      if (tab === from || siteOf(tab.history.current) !== site) continue;
      const { page } = tab;
      tab.renderer?.tell((port) => call(port, renderer.renderer_deliver, { page, channel, text: copy }));
    }
  }

  store(tab: Tab, key: string, value: string | undefined): Promise<boolean> {
    return this.#volume.put(siteOf(tab.history.current), key, value);
  }

  /** A file for a page: of its own site, and of no other. */
  async fetch(tab: Tab, url: string): Promise<{ readonly status: number; readonly resource: number; readonly data: Uint8Array }> {
    if (siteOf(url) !== siteOf(tab.history.current)) return { status: 403, resource: 0, data: new Uint8Array(0) };
    const { status, type, data } = await this.web.get(url);
    const isPicture = status === STATUS_OK && type.startsWith('image/');
    return { status, resource: isPicture ? this.#picture(url, data) : 0, data };
  }

  /** The number of a picture; whoever watches has its bytes before a display list names it. */
  #picture(url: string, data: Uint8Array): number {
    const { number, isNew } = this.resources.add(url, data);
    if (isNew) this.windows.picture(number, data);
    return number;
  }

  async embed(tab: Tab, embed: number, type: string, source: string): Promise<void> {
    if (!PLUGIN_TYPES.has(type) || tab.embeds.size >= EMBEDS_MAX || tab.embeds.has(embed)) return;
    const { page } = tab;
    const drawers = this.children.filter(({ kind, ended, sites }) => kind === 'plugin' && !ended && sites.has(type));
    const drawer = drawers[0] ?? (await this.#start('plugin', type));
    if (tab.page !== page || tab.renderer === undefined) return this.#endIfIdle(drawer);
    const instance = ++this.#lastInstance;
    tab.embeds.set(embed, { embed, instance, plugin: drawer, paint: new Uint8Array(0) });
    if (drawer.ended) return this.#embedEnded(tab, embed);
    drawer.members.add(instance);
    drawer.tell(async (port) => {
      const { outs } = await call(port, plugin.plugin_create, { instance, source }, { timeoutMs: PING_PATIENCE_MS });
      if (outs !== undefined) void this.#introduce(tab, page, embed, outs.port);
    });
  }

  /** Hands the port of a plug-in's instance on to the page that it draws in; the browser keeps no right to it. */
  async #introduce(tab: Tab, page: number, embed: number, drawer: SendRight): Promise<void> {
    if (tab.page === page) await tab.renderer?.told((to) => call(to, renderer.renderer_plugin, { page, embed, plugin: drawer }));
    await deallocate(drawer).catch(() => undefined);
  }

  embedPainted(host: ReceiveRight, instance: number, paint: Uint8Array): void {
    const child = this.#children.get(host);
    for (const tab of this.tabs.values()) {
      for (const embed of tab.embeds.values()) {
        if (embed.instance !== instance || embed.plugin !== child) continue;
        embed.paint = paint.slice();
        this.windows.embedPainted(tab.tab, embed.embed, embed.paint);
      }
    }
  }

  /** The task of a child is gone: the kernel said so. */
  async ended(host: ReceiveRight): Promise<void> {
    const child = this.#children.get(host);
    if (child === undefined) return;
    child.ended = true;
    this.#children.delete(host);
    for (const tab of this.tabs.values()) {
      if (tab.renderer === child) {
        tab.renderer = undefined;
        this.#show(tab, TAB_CRASHED);
      }
      for (const embed of Array.from(tab.embeds.values())) if (embed.plugin === child) this.#embedEnded(tab, embed.embed);
    }
    this.#changed();
    await child.bury();
  }

  /** Of the page only the plug-in's rectangle is lost. */
  #embedEnded(tab: Tab, embed: number): void {
    tab.embeds.delete(embed);
    const { page } = tab;
    tab.renderer?.tell((port) => call(port, renderer.renderer_plugin, { page, embed, plugin: noSend }));
    this.windows.embedPainted(tab.tab, embed, new Uint8Array(0));
  }

  /** Asks a process now and then whether it still answers. */
  async #watch(child: Child): Promise<void> {
    if (!(await child.ready)) return;
    const routine = child.kind === 'renderer' ? renderer.renderer_ping : plugin.plugin_ping;
    while (!child.ended) {
      await this.#pause(PING_EVERY_MS);
      if (child.ended) return;
      const { code } = await call(child.port, routine, {}, { timeoutMs: PING_PATIENCE_MS });
      const silent = code !== KERN_SUCCESS;
      if (silent === child.silent || child.ended) continue;
      child.silent = silent;
      for (const tab of this.tabs.values())
        if (tab.renderer === child) this.#show(tab, silent ? TAB_UNRESPONSIVE : tab.paint.length > 0 ? TAB_SHOWN : TAB_LOADING);
      this.#changed();
    }
  }

  /** Waits in virtual time. */
  async #pause(ms: number): Promise<void> {
    await receive((this.#silence ??= await allocatePort()), { timeoutMs: ms });
  }
  #silence: ReceiveRight | undefined;

  #show(tab: Tab, state: number): void {
    tab.state = state;
    this.#changed();
  }

  #changed(): void {
    this.windows.tabsChanged();
    this.#save();
  }

  #save(): void {
    this.#volume.saveTabs((): readonly SavedTab[] => [...this.tabs.values()].map((tab) => tab.saved));
  }
}
