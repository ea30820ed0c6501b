/** The renderer's life as a task: pages by number, what the browser asks of them, and their timers as timed receives. */
import {
  allocatePort,
  allocateSendable,
  ask,
  call,
  COPY_SEND,
  crash,
  deallocate,
  handles,
  KERN_INVALID_ARGUMENT,
  KERN_RESOURCE_SHORTAGE,
  KERN_SUCCESS,
  MACH_PORT_NULL,
  MACH_RCV_TIMED_OUT,
  makeSend,
  notify,
  receive,
  registeredPorts,
  REQUEST_DEAD_NAME,
  requestNotification,
  send,
  SEND_TIMEOUT,
  serve,
  type ReceiveRight,
  type SendRight,
  type Service,
} from 'machlab';
import type { Yoga } from 'yoga-layout/load';
import { utf8, utf8Text } from '../../kernel/abi/bytes.ts';
import {
  LEVEL_ERROR,
  LEVEL_LOG,
  LEVEL_WARN,
  LINE_BYTES,
  pageHost,
  STORE_KEY_BYTES,
  STORE_VALUE_BYTES,
  TITLE_BYTES,
} from '../../kernel/abi/interfaces/browser.ts';
import { pluginInstance } from '../../kernel/abi/interfaces/plugin.ts';
import { CHANNEL_BYTES, CHANNEL_TEXT_BYTES, renderer, URL_BYTES } from '../../kernel/abi/interfaces/renderer.ts';
import type { PageInput } from './page/input.ts';
import { Page, type PageFile } from './page/page.ts';

const LEVELS = { log: LEVEL_LOG, warn: LEVEL_WARN, error: LEVEL_ERROR } as const;
/** Pages of one site in one process. */
const PAGES_MAX = 32;
/** Lines of a page's console a second; more are counted and left out. */
const LINES_A_SECOND = 50;
/** The message that ends the wait for a timer early; nobody else has a right to that port. */
const WAKE_ID = 1;

/** What the process keeps of a page beside the page. */
interface Shown {
  readonly page: Page;
  readonly plugins: Map<number, SendRight>;
  /** What plug-ins know of their rectangles' sizes. */
  readonly sizes: Map<number, string>;
  /** Its styles and scripts are there: before, it would be painted without them. */
  loaded: boolean;
  lines: number;
  linesFromMs: number;
}

export class RendererProcess {
  readonly #browser: SendRight;
  readonly #yoga: Yoga;
  readonly #pages = new Map<number, Shown>();
  #wake: ReceiveRight | undefined;
  #waitingUntilMs = 0;
  #painting = false;

  private constructor(browser: SendRight, yoga: Yoga) {
    this.#browser = browser;
    this.#yoga = yoga;
  }

  /** Its only registered port is one to its browser. *Throws* when it has none. */
  static async create(yoga: Yoga): Promise<RendererProcess> {
    const [browser] = await registeredPorts();
    if (browser === undefined) throw new Error('a renderer is started by the browser');
    return new RendererProcess(browser, yoga);
  }

  /** Says hello, then serves until the port dies. */
  async run(): Promise<void> {
    const port = await allocatePort();
    const wake: ReceiveRight = await allocateSendable();
    this.#wake = wake;
    await requestNotification(this.#browser, REQUEST_DEAD_NAME, 0, port);
    await ask(this.#browser, pageHost.page_hello, { port: makeSend(port) });
    void this.#timers(wake);
    await serve(port, [this.#service(), handles(notify, { mach_notify_dead_name: (_, { name }) => this.#lost(name) })]);
  }

  /** What no handler caught: a promise of a page's script. It belongs to a page, but nobody can say to which. */
  failed(error: unknown): void {
    for (const { page } of this.#pages.values()) page.fail(error);
    void this.#paintAll();
  }

  /** Without a browser there is nobody to paint for. */
  #lost(name: number): number {
    return name === this.#browser ? process.exit(0) : KERN_SUCCESS;
  }

  #service(): Service {
    const on = (number: number, act: (shown: Shown) => void): number => {
      const shown = this.#pages.get(number);
      if (shown === undefined) return KERN_INVALID_ARGUMENT;
      act(shown);
      this.#afterwards();
      return KERN_SUCCESS;
    };
    return handles(renderer, {
      renderer_load: async (_, { page, url, width, height, html, stored }) => {
        if (this.#pages.size >= PAGES_MAX && !this.#pages.has(page)) return KERN_RESOURCE_SHORTAGE;
        if (URL.parse(url) === null) return KERN_INVALID_ARGUMENT;
        // The bytes are mapped only as long as the request lasts.
        const text = new TextDecoder().decode(html);
        const kept = new Map(Object.entries(JSON.parse(utf8Text(stored) ?? '{}') as Record<string, string>));
        this.#open(page, url, text, { width, height }, kept);
        return KERN_SUCCESS;
      },
      renderer_close: (_, { page }) => {
        for (const plugin of this.#pages.get(page)?.plugins.values() ?? []) letGo(plugin);
        this.#pages.delete(page);
        return KERN_SUCCESS;
      },
      renderer_resize: (_, { page, width, height }) => on(page, (shown) => shown.page.resize(width, height)),
      renderer_input: (_, { page, ...input }) => on(page, (shown) => this.#input(shown, input)),
      renderer_deliver: (_, { page, channel, text }) => on(page, (shown) => shown.page.deliver(channel, utf8Text(text) ?? 'null')),
      renderer_ping: () => KERN_SUCCESS,
      renderer_crash: (_, { how }) => crash(how),
      renderer_repaint: (_, { page }) => on(page, (shown) => shown.page.repaint()),
      renderer_plugin: (_, { page, embed, plugin }) =>
        on(page, (shown) => {
          const before = shown.plugins.get(embed);
          if (before !== undefined) letGo(before);
          if (plugin === (MACH_PORT_NULL as SendRight)) shown.plugins.delete(embed);
          else shown.plugins.set(embed, plugin);
          shown.sizes.delete(embed);
          this.#tellSize(shown, embed);
          shown.page.repaint();
        }),
    });
  }

  #open(
    number: number,
    url: string,
    html: string,
    viewport: { readonly width: number; readonly height: number },
    stored: ReadonlyMap<string, string>,
  ): void {
    const isCurrent = (): boolean => this.#pages.get(number)?.page === page;
    const tell = (send: () => Promise<unknown>): void => {
      if (isCurrent()) void send().catch(() => undefined);
    };
    let embeds = 0;
    const page: Page = new Page(url, html, viewport, this.#yoga, {
      stored,
      say: (level, text) => {
        if (this.#mayWrite(number))
          tell(() => call(this.#browser, pageHost.page_console, { page: number, level: LEVELS[level], text: cut(text, LINE_BYTES) }));
      },
      navigate: (to) => tell(() => call(this.#browser, pageHost.page_navigate, { page: number, url: cut(to, URL_BYTES) })),
      broadcast: (channel, text) => {
        const bytes = utf8(text);
        if (bytes.length > CHANNEL_TEXT_BYTES) throw new RangeError('the message is too long for a channel');
        tell(() => call(this.#browser, pageHost.page_broadcast, { page: number, channel: cut(channel, CHANNEL_BYTES), text: bytes }));
      },
      store: (key, value) => {
        const bytes = utf8(value ?? '');
        if (bytes.length > STORE_VALUE_BYTES) throw new RangeError('the value is too long to be kept');
        tell(() =>
          call(this.#browser, pageHost.page_store, {
            page: number,
            key: cut(key, STORE_KEY_BYTES),
            value: bytes,
            removed: value === undefined,
          }),
        );
      },
      file: (to) => this.#file(number, to),
      embed: (type, source) => {
        embeds += 1;
        const embed = embeds;
        tell(() => call(this.#browser, pageHost.page_embed, { page: number, embed, type: cut(type, 64), source: cut(source, URL_BYTES) }));
        return embed;
      },
      titleChanged: (title) => tell(() => call(this.#browser, pageHost.page_titled, { page: number, title: cut(title, TITLE_BYTES) })),
    });
    const shown: Shown = { page, plugins: new Map(), sizes: new Map(), loaded: false, lines: 0, linesFromMs: 0 };
    this.#pages.set(number, shown);
    const loaded = page.load().then(
      () => tell(() => call(this.#browser, pageHost.page_loaded, { page: number })),
      (error: unknown) => page.fail(error),
    );
    const show = async (): Promise<void> => {
      await loaded;
      shown.loaded = true;
      this.#afterwards();
    };
    void show();
  }

  async #file(page: number, url: string): Promise<PageFile> {
    const nothing = { status: 400, bytes: new Uint8Array(0), number: 0 };
    if (utf8(url).length >= URL_BYTES) return nothing;
    const { outs } = await call(this.#browser, pageHost.page_fetch, { page, url });
    // A file may come long after the request that asked for the page: the picture follows it.
    setImmediate(() => this.#afterwards());
    return outs === undefined ? nothing : { status: outs.status, bytes: outs.data.slice(), number: outs.resource };
  }

  #input(shown: Shown, input: PageInput): void {
    shown.page.input(input);
    const target = shown.page.targets.findLast(
      ({ x, y, width, height }) => input.x >= x && input.x < x + width && input.y >= y && input.y < y + height,
    );
    const embed = target === undefined ? undefined : shown.page.embeds.get(target.element);
    const plugin = embed === undefined ? undefined : shown.plugins.get(embed);
    if (target === undefined || plugin === undefined || input.kind > 3) return;
    const at = { kind: input.kind, x: Math.round(input.x - target.x), y: Math.round(input.y - target.y) };
    void call(plugin, pluginInstance.instance_input, at, { timeoutMs: 0 }).catch(() => undefined);
  }

  /** Tells a plug-in how large its rectangle is, unless it knows. */
  #tellSize({ page, plugins, sizes }: Shown, embed: number): void {
    const plugin = plugins.get(embed);
    const target = page.targets.find(({ element }) => page.embeds.get(element) === embed);
    if (plugin === undefined || target === undefined) return;
    const size = { width: Math.round(target.width), height: Math.round(target.height) };
    const text = `${size.width} ${size.height}`;
    if (sizes.get(embed) === text) return;
    sizes.set(embed, text);
    void call(plugin, pluginInstance.instance_resize, size, { timeoutMs: 1000 }).catch(() => undefined);
  }

  #mayWrite(number: number): boolean {
    const shown = this.#pages.get(number);
    if (shown === undefined) return true;
    const nowMs = performance.now();
    if (nowMs - shown.linesFromMs > 1000) [shown.lines, shown.linesFromMs] = [0, nowMs];
    shown.lines += 1;
    return shown.lines <= LINES_A_SECOND;
  }

  /** After anything that may have changed a page: paint, and see whether a timer is due earlier than the one waited for. */
  #afterwards(): void {
    void this.#paintAll();
    const waitMs = this.#waitMs();
    if (waitMs !== undefined && performance.now() + waitMs < this.#waitingUntilMs - 1) this.#wakeUp();
  }

  /** One picture is on its way at a time: while the browser takes none, changes only add up. */
  async #paintAll(): Promise<void> {
    if (this.#painting) return;
    this.#painting = true;
    try {
      for (let again = true; again;) {
        again = false;
        for (const [number, shown] of this.#pages) {
          const { page, loaded } = shown;
          if (!loaded || !page.isDirty) continue;
          const paint = page.paint();
          if (paint === undefined) continue;
          for (const embed of shown.plugins.keys()) this.#tellSize(shown, embed);
          await call(this.#browser, pageHost.page_painted, { page: number, paint });
          again = true;
        }
      }
    } finally {
      this.#painting = false;
    }
  }

  #waitMs(): number | undefined {
    const waits = [...this.#pages.values()].flatMap(({ page }) => page.timers.waitMs ?? []);
    return waits.length === 0 ? undefined : Math.min(...waits);
  }

  #wakeUp(): void {
    this.#waitingUntilMs = 0;
    const remote = { name: this.#wake!, disposition: COPY_SEND };
    void send({ remote, id: WAKE_ID }, { options: SEND_TIMEOUT, timeoutMs: 0 });
  }

  /** Waits for the next timer by waiting for a message that does not come: in virtual time, which stands still while the kernel is paused. */
  async #timers(port: ReceiveRight): Promise<void> {
    for (;;) {
      const waitMs = this.#waitMs();
      const beganMs = performance.now();
      this.#waitingUntilMs = waitMs === undefined ? Infinity : beganMs + waitMs;
      const { code } = await receive(port, waitMs === undefined ? {} : { timeoutMs: waitMs });
      if (code !== KERN_SUCCESS && code !== MACH_RCV_TIMED_OUT) return;
      const tookMs = performance.now() - beganMs;
      // Woken early: no more than what was waited for can have passed, however long the kernel stood still.
      const elapsedMs = code === MACH_RCV_TIMED_OUT ? waitMs! : Math.min(tookMs, waitMs ?? tookMs);
      for (const { page } of this.#pages.values()) page.pass(elapsedMs);
      await this.#paintAll();
    }
  }
}

/** Drops a right, or the dead name that it has become. */
function letGo(right: SendRight): void {
  void deallocate(right).catch(() => undefined);
}

/** A text cut to what a field takes, its final zero included. */
function cut(text: string, sizeBytes: number): string {
  let end = Math.min(text.length, sizeBytes - 1);
  while (utf8(text.slice(0, end)).length >= sizeBytes) end -= Math.max(1, end >> 3);
  return text.slice(0, end);
}
