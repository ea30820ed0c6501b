/** What the messages of a browser to the display say, decoded with care: whoever draws may be anybody. */
import { browserWindow } from '../../kernel/abi/interfaces/browser.ts';
import { decodeRequest, type Opener, type ReceivedDescriptor, type Routine, type Values, type World } from '../../kernel/abi/mig.ts';

export interface ShownTab {
  readonly tab: number;
  /** `TAB_*`. */
  readonly state: number;
  /** The task that paints it; 0 for none. */
  readonly renderer: number;
  readonly canGoBack: boolean;
  readonly canGoForward: boolean;
  readonly url: string;
  readonly title: string;
}

export interface ShownProcess {
  readonly task: number;
  /** Pages that it shows, or instances that it draws. */
  readonly pages: number;
  readonly kind: 'renderer' | 'plugin';
  /** Its first site, or the type of content that it draws. */
  readonly name: string;
}

export interface ShownSite {
  readonly url: string;
  readonly title: string;
}

/** What a page or its script's failure wrote on the console. */
export interface ShownLine {
  /** `LEVEL_*`. */
  readonly level: number;
  readonly text: string;
}

/** Nothing here carries a right. */
const nothing: Opener<World, ReceivedDescriptor> = { right: () => null, rights: () => null, memory: () => null, words: () => null };

function decode<R extends Routine>(routine: R, data: Uint8Array): Values<R['in'], World> | undefined {
  const values = decodeRequest<R, World, ReceivedDescriptor>(routine, { msghId: routine.id, descriptors: null, data }, nothing);
  return typeof values === 'number' ? undefined : values;
}

export function tabsIn(data: Uint8Array): readonly ShownTab[] {
  const { tabs, states, renderers, can_go: canGo, urls, titles } = decode(browserWindow.window_tabs, data) ?? NO_TABS;
  return Array.from(tabs, (tab, at) => ({
    tab,
    state: states[at] ?? 0,
    renderer: renderers[at] ?? 0,
    canGoBack: ((canGo[at] ?? 0) & 1) !== 0,
    canGoForward: ((canGo[at] ?? 0) & 2) !== 0,
    url: urls[at] ?? '',
    title: titles[at] ?? '',
  }));
}
const NO_TABS = { tabs: [], states: [], renderers: [], can_go: [], urls: [], titles: [] };

export function processesIn(data: Uint8Array): readonly ShownProcess[] {
  const { tasks, pages, kinds, names } = decode(browserWindow.window_processes, data) ?? { tasks: [], pages: [], kinds: [], names: [] };
  return Array.from(tasks, (task, at) => ({
    task,
    pages: pages[at] ?? 0,
    kind: kinds[at] === 1 ? ('plugin' as const) : ('renderer' as const),
    name: names[at] ?? '',
  }));
}

export function sitesIn(data: Uint8Array): readonly ShownSite[] {
  const { urls, titles } = decode(browserWindow.window_sites, data) ?? { urls: [], titles: [] };
  return urls.map((url, at) => ({ url, title: titles[at] ?? '' }));
}

export function lineIn(data: Uint8Array): ShownLine | undefined {
  return decode(browserWindow.window_console, data);
}

/** The display list in a message about a tab. */
export function paintIn(data: Uint8Array): Uint8Array {
  return decode(browserWindow.window_painted, data)?.paint ?? NO_PAINT;
}

/** The display list in a message about a plug-in's rectangle; empty: the plug-in is gone. */
export function embedIn(data: Uint8Array): Uint8Array {
  return decode(browserWindow.window_embed_painted, data)?.paint ?? NO_PAINT;
}
const NO_PAINT = new Uint8Array(0);
