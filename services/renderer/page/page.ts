/** A page: its document, its script, its timers and its picture. Nothing here knows of messages. */
import { parseHTML } from 'linkedom';
import type { PaintOp } from '../../../kernel/abi/paint.ts';
import type { Yoga } from '../layout/flex.ts';
import { CanvasDrawing } from './canvas.ts';
import type { PageDocument, PageElement } from './dom.ts';
import { imageSize } from './imageSize.ts';
import { focus, handleInput, type InputPage, type PageInput } from './input.ts';
import { Screen, type PageImage, type PageState } from './screen.ts';
import { extendElements, ScriptWorld, type ScriptHost } from './script.ts';
import { Timers } from './timers.ts';

/** A file that the page asked for. */
export interface PageFile {
  readonly status: number;
  readonly bytes: Uint8Array;
  /** The browser's number for it. */
  readonly number: number;
}

/** What the page asks of whoever shows it. */
export interface PageHost extends Omit<ScriptHost, 'url' | 'fetch' | 'size'> {
  file(url: string): Promise<PageFile>;
  /** Wants a plug-in's drawing in a rectangle; the number by which the browser knows it. */
  embed(type: string, source: string): number;
  titleChanged(title: string): void;
}

/** A document longer than this is not parsed: its tree would take many times as much memory. */
export const HTML_CHARACTERS_MAX = 4_000_000;
/** Files of one kind that a page may ask for by its elements. */
const FILES_MAX = 200;

const TOO_LONG = '<!doctype html><title>Too long</title><h1>This document is too long</h1><p>It was not shown.</p>';

export class Page implements InputPage, PageState {
  readonly url: string;
  readonly document: PageDocument;
  readonly timers = new Timers();
  readonly sheets = new Map<PageElement, string>();
  readonly images = new Map<string, PageImage>();
  readonly embeds = new Map<PageElement, number>();
  viewport: { readonly width: number; readonly height: number };
  hovered = new Set<PageElement>();
  active = new Set<PageElement>();
  focused: PageElement | null = null;
  scrollY = 0;
  readonly #host: PageHost;
  readonly #world: ScriptWorld;
  readonly #screen: Screen;
  readonly #window: { readonly Event: new (type: string, options: object) => object };
  readonly #drawings = new WeakMap<PageElement, CanvasDrawing>();
  readonly #scrolled = new WeakMap<PageElement, number>();
  #title = '';
  #dirty = true;

  constructor(
    url: string,
    html: string,
    viewport: { readonly width: number; readonly height: number },
    yoga: Yoga | undefined,
    host: PageHost,
  ) {
    this.url = url;
    this.viewport = viewport;
    this.#host = host;
    const text = html.length > HTML_CHARACTERS_MAX ? TOO_LONG : html;
    const parsed = parseHTML(asDocument(text));
    this.document = parsed.document as unknown as PageDocument;
    const { Event, CustomEvent } = parsed.window as unknown as Record<string, unknown> & {
      Event: new (type: string, options: object) => object;
    };
    this.#window = { Event };
    this.#screen = new Screen(this.document, yoga);
    this.#world = new ScriptWorld(this.document, { Event, CustomEvent }, this.timers, {
      url,
      stored: host.stored,
      say: (level, line) => host.say(level, line),
      navigate: (to) => this.navigate(to),
      broadcast: (channel, line) => host.broadcast(channel, line),
      store: (key, value) => host.store(key, value),
      size: () => this.viewport,
      fetch: async (to) => {
        const { status, bytes } = await host.file(this.#absolute(to));
        this.#dirty = true;
        return { status, text: new TextDecoder().decode(bytes) };
      },
    });
    extendElements(this.document, {
      boxOf: (element) => this.#screen.targets.find((target) => target.element === element),
      focus: (element) => focus(this, element),
      scrollTopOf: (element) => this.scrollTopOf(element),
      scrollHeightOf: (element) => this.#scrollHeight(element),
      scrollTo: (element, top) => this.#scrolled.set(element, Math.max(0, Number(top) || 0)),
      contextOf: (element) => this.#drawing(element),
    });
  }

  /** Fetches what the document names and runs its scripts, in their order. Pictures may arrive later. */
  async load(): Promise<void> {
    const { document } = this;
    const links = [...document.querySelectorAll('link[rel=stylesheet]')].slice(0, FILES_MAX);
    const scripts = [...document.querySelectorAll('script')].slice(0, FILES_MAX);
    const sources = scripts.map((script) => this.#text(script, 'src'));
    await Promise.all(
      links.map(async (link) => {
        this.sheets.set(link, (await this.#text(link, 'href')) ?? '');
      }),
    );
    this.#loadEmbeds();
    for (const [index, script] of scripts.entries()) {
      const type = script.getAttribute('type') ?? '';
      if (type !== '' && type !== 'module' && !type.includes('javascript')) continue;
      const source = script.hasAttribute('src') ? await sources[index] : (script.textContent ?? '');
      if (source !== undefined)
        this.#world.guard(() =>
          this.#world.run(source, script.getAttribute('src') === null ? this.url : this.#absolute(script.getAttribute('src')!)),
        );
    }
    this.#world.guard(() => void this.document.dispatchEvent(new this.#window.Event('DOMContentLoaded', { bubbles: true })));
    this.#world.dispatch('load', { type: 'load' });
    void this.loadImages();
    this.#changed();
  }

  /** Asks for the pictures that the document shows and that have not been asked for. */
  async loadImages(): Promise<void> {
    const wanted = new Set<string>();
    for (const image of this.document.querySelectorAll('img')) wanted.add(image.getAttribute('src') ?? '');
    const missing = [...wanted].filter((source) => source !== '' && !this.#asked.has(source)).slice(0, FILES_MAX);
    await Promise.all(
      missing.map(async (source) => {
        this.#asked.add(source);
        const { status, bytes, number } = await this.#host.file(this.#absolute(source));
        const size = status === 200 ? imageSize(bytes) : undefined;
        if (size !== undefined) this.images.set(source, { number, ...size });
        this.#changed();
      }),
    );
  }
  readonly #asked = new Set<string>();

  #loadEmbeds(): void {
    for (const element of [...this.document.querySelectorAll('embed, object')].slice(0, FILES_MAX)) {
      if (this.embeds.has(element)) continue;
      const source = element.getAttribute('src') ?? element.getAttribute('data') ?? '';
      this.embeds.set(element, this.#host.embed(element.getAttribute('type') ?? '', source));
    }
  }

  async #text(element: PageElement, attribute: string): Promise<string | undefined> {
    const source = element.getAttribute(attribute);
    if (source === null || source === '') return undefined;
    const { status, bytes } = await this.#host.file(this.#absolute(source));
    if (status === 200) return new TextDecoder().decode(bytes);
    this.#host.say('error', `${source} could not be had (${status})`);
    return undefined;
  }

  #absolute(href: string): string {
    return URL.parse(href, this.url)?.href ?? href;
  }

  /** Something happened to the page from outside. */
  input(input: PageInput): void {
    this.#world.guard(() => handleInput(this, input));
    this.#changed();
  }

  /** Time passed while the page waited. *Returns* whether a timer ran. */
  pass(elapsedMs: number): boolean {
    const ran = this.timers.pass(elapsedMs, this.#world.guard);
    if (ran) this.#changed();
    return ran;
  }

  deliver(channel: string, text: string): void {
    this.#world.deliver(channel, text);
    this.#changed();
  }

  resize(width: number, height: number): void {
    this.viewport = { width, height };
    this.#world.dispatch('resize', { type: 'resize' });
    this.#changed();
  }

  /** An error that only the process heard of, such as a promise that nobody caught. */
  fail(error: unknown): void {
    this.#world.fail(error);
    this.#changed();
  }

  /** Whether something may look different since the last picture. */
  get isDirty(): boolean {
    return this.#dirty;
  }

  /** The next picture is sent even if it is like the one before. */
  repaint(): void {
    this.#screen.forget();
    this.#dirty = true;
  }

  /** The page's picture as bytes; undefined when it is the one before. */
  paint(): Uint8Array | undefined {
    this.#dirty = false;
    return this.#screen.paint(this);
  }

  get targets(): Screen['targets'] {
    return this.#screen.targets;
  }

  #changed(): void {
    this.#dirty = true;
    // A page without a head has its title where it stands.
    const title = this.document.title || (this.document.querySelector('title')?.textContent ?? '').trim();
    if (title !== this.#title) this.#host.titleChanged((this.#title = title));
    if (this.document.querySelector('img') !== null) void this.loadImages();
  }

  // What input changes.
  dispatch(element: PageElement, type: string, fields: Readonly<Record<string, unknown>>): boolean {
    const event = new this.#window.Event(type, { bubbles: true, cancelable: true });
    for (const [name, value] of Object.entries(fields)) Object.defineProperty(event, name, { value, configurable: true });
    let going = true;
    this.#world.guard(() => {
      going = element.dispatchEvent(event);
    });
    this.#world.dispatch(type, event);
    return going && (event as { readonly defaultPrevented?: boolean }).defaultPrevented !== true;
  }

  scrollBy(pixels: number): void {
    this.scrollY = Math.max(0, Math.min(this.scrollY + pixels, this.#screen.pageHeight - this.viewport.height));
  }

  navigate(href: string): void {
    this.#host.navigate(this.#absolute(href));
  }

  // What painting asks.
  drawingOf(element: PageElement): readonly PaintOp[] {
    return this.#drawings.get(element)?.ops ?? [];
  }

  scrollTopOf(element: PageElement): number {
    return this.#scrolled.get(element) ?? 0;
  }

  #scrollHeight(element: PageElement): number {
    const box = this.#screen.targets.find((target) => target.element === element);
    const inside = this.#screen.targets.filter((target) => target.element !== element && element.contains(target.element));
    return Math.max(box?.height ?? 0, ...inside.map(({ y, height }) => y + height - (box?.y ?? 0) + this.scrollTopOf(element)));
  }

  #drawing(element: PageElement): CanvasDrawing {
    let drawing = this.#drawings.get(element);
    if (drawing === undefined) {
      drawing = new CanvasDrawing(element, (image) => this.images.get(image.getAttribute('src') ?? '')?.number);
      this.#drawings.set(element, drawing);
    }
    return drawing;
  }
}

/** The parser adds no element that is not written: what every document has is put around a piece of one. */
function asDocument(text: string): string {
  if (/<html[\s>]/i.test(text)) return text;
  return /<body[\s>]/i.test(text) ? `<!doctype html><html>${text}</html>` : `<!doctype html><html><head></head><body>${text}</body></html>`;
}
