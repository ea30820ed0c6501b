/**
 * The browser: `pageHost` is what its renderers and plug-ins may say and ask, each on a port of its own, by which the browser knows who speaks;
 * `browser` is its service port, for whoever shows it; `browserWindow` is what it tells those who watch, the kernel's display first of all.
 */
import { PAINT_BYTES_MAX } from '../paint.ts';
import { bool, bytes, i32, memory, routine, sendRight, simpleRoutine, string, strings, subsystem, u32, u32s } from '../mig.ts';
import { CHANNEL_BYTES, CHANNEL_TEXT_BYTES, KEY_BYTES, URL_BYTES } from './renderer.ts';

export const BROWSER_SERVICE_NAME = 'machlab.browser';
/** The same browser, all in one process. */
export const SINGLE_BROWSER_SERVICE_NAME = 'machlab.browser.single';
export const TITLE_BYTES = 256;
export const LINE_BYTES = 2048;
export const STORE_KEY_BYTES = 256;
export const STORE_VALUE_BYTES = 0x10000;
export const TABS_MAX = 64;

/** What a tab shows. */
export const TAB_LOADING = 1;
export const TAB_SHOWN = 2;
/** Its renderer ended. */
export const TAB_CRASHED = 3;
/** Its renderer does not answer. */
export const TAB_UNRESPONSIVE = 4;
/** There is no such site or page. */
export const TAB_FAILED = 5;

/** Levels of a page's console. */
export const LEVEL_LOG = 0;
export const LEVEL_WARN = 1;
export const LEVEL_ERROR = 2;

const url = string(URL_BYTES);
const page = u32;
/** A display list (`paint.ts`), to be decoded with care. */
const paint = bytes(PAINT_BYTES_MAX);

export const pageHost = subsystem('page_host', {
  /** The renderer's or plug-in's own port, once it listens. */
  page_hello: routine(8200, { port: sendRight }),
  page_painted: simpleRoutine(8201, { page, paint }),
  page_titled: simpleRoutine(8202, { page, title: string(TITLE_BYTES) }),
  page_console: simpleRoutine(8203, { page, level: u32, text: string(LINE_BYTES) }),
  /** A link was followed. */
  page_navigate: simpleRoutine(8204, { page, url }),
  /** A file of the page's own site. `resource`: the number by which a display list names a picture. */
  page_fetch: routine(8205, { page, url }, { status: u32, resource: u32, data: memory }),
  /** A rectangle for what a plug-in of this type draws. */
  page_embed: simpleRoutine(8206, { page, embed: u32, type: string(64), source: string(URL_BYTES) }),
  page_broadcast: simpleRoutine(8207, { page, channel: string(CHANNEL_BYTES), text: bytes(CHANNEL_TEXT_BYTES) }),
  /** The site keeps a value, or no longer. */
  page_store: simpleRoutine(8208, { page, key: string(STORE_KEY_BYTES), value: bytes(STORE_VALUE_BYTES), removed: bool }),
  /** The document, its styles and its scripts are there. */
  page_loaded: simpleRoutine(8209, { page }),
  /** Of a plug-in: what it draws for an instance. */
  plugin_painted: simpleRoutine(8210, { instance: u32, paint }),
});

export const browser = subsystem('browser', {
  browser_open: routine(8400, { url, width: u32, height: u32 }, { tab: u32 }),
  browser_close: routine(8401, { tab: u32 }),
  browser_navigate: routine(8402, { tab: u32, url }),
  /** `by`: -1 back, 1 forward, 0 reload. */
  browser_go: routine(8403, { tab: u32, by: i32 }),
  browser_resize: routine(8404, { tab: u32, width: u32, height: u32 }),
  /** As `renderer_input`. */
  browser_input: simpleRoutine(8405, { tab: u32, kind: u32, x: i32, y: i32, delta: i32, modifiers: u32, key: string(KEY_BYTES) }),
  /** All tabs in their order. `renderers` and `plugins`: numbers of tasks, 0 for none; `can_go`: 1 back, 2 forward. */
  browser_tabs: routine(
    8406,
    {},
    {
      tabs: u32s(TABS_MAX),
      states: u32s(TABS_MAX),
      renderers: u32s(TABS_MAX),
      can_go: u32s(TABS_MAX),
      urls: strings(TABS_MAX),
      titles: strings(TABS_MAX),
    },
  ),
  /** Sites for the address bar's completion. */
  browser_sites: routine(8407, {}, { urls: strings(64), titles: strings(64) }),
  /** From now on the window is told of tabs, paints and console lines, until its port dies. */
  browser_watch: routine(8408, { window: sendRight }),
  /** The last painting of a tab; empty when there is none. */
  browser_paint: routine(8409, { tab: u32 }, { paint }),
  /** A picture's file by its number. */
  browser_resource: routine(8410, { resource: u32 }, { data: memory }),
  /** Breaks the renderer of a tab (`how`: CRASH_*), or the browser itself with tab 0. */
  browser_crash: routine(8411, { tab: u32, how: u32 }),
  /** Ends a tab's renderer, as `task_terminate` does. */
  browser_end: routine(8412, { tab: u32 }),
  /** Which rule says which page goes where: renderers at most. */
  browser_policy: routine(8413, { renderers_max: u32 }),
  /** What the browser counts of its processes: task, pages, and whether it is a plug-in (1) or a renderer (0). */
  browser_processes: routine(8414, {}, { tasks: u32s(64), pages: u32s(64), kinds: u32s(64), names: strings(64) }),
  /** Breaks a plug-in, by its task's number. */
  browser_crash_plugin: routine(8415, { task: u32, how: u32 }),
});

export const browserWindow = subsystem('browser_window', {
  /** All tabs, whenever something of them changed: as `browser_tabs`. */
  window_tabs: simpleRoutine(8600, {
    tabs: u32s(TABS_MAX),
    states: u32s(TABS_MAX),
    renderers: u32s(TABS_MAX),
    can_go: u32s(TABS_MAX),
    urls: strings(TABS_MAX),
    titles: strings(TABS_MAX),
  }),
  window_painted: simpleRoutine(8601, { tab: u32, paint }),
  /** What a plug-in draws in a rectangle of a tab; empty when it is gone. */
  window_embed_painted: simpleRoutine(8602, { tab: u32, embed: u32, paint }),
  window_console: simpleRoutine(8603, { tab: u32, level: u32, text: string(LINE_BYTES) }),
  /** All processes, whenever one comes or goes: as `browser_processes`. */
  window_processes: simpleRoutine(8604, { tasks: u32s(64), pages: u32s(64), kinds: u32s(64), names: strings(64) }),
  /** As `browser_sites`. */
  window_sites: simpleRoutine(8605, { urls: strings(64), titles: strings(64) }),
  /** A picture's file, by the number that display lists name it with. */
  window_picture: simpleRoutine(8606, { resource: u32, data: memory }),
});
