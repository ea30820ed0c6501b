/** What a page's script finds around it: the window's functions, and the document with what linkedom leaves to whoever lays out. */
import { createContext, Script, type Context } from 'node:vm';
import type { PageDocument, PageElement } from './dom.ts';
import type { Timers } from './timers.ts';

/** What scripts can bring about outside of their document. */
export interface ScriptHost {
  readonly url: string;
  say(level: ConsoleLevel, text: string): void;
  navigate(url: string): void;
  fetch(url: string): Promise<{ readonly status: number; readonly text: string }>;
  /** A text for all pages of the site that listen to a channel. */
  broadcast(channel: string, text: string): void;
  store(key: string, value: string | undefined): void;
  readonly stored: ReadonlyMap<string, string>;
  /** The size of what is seen. */
  size(): { readonly width: number; readonly height: number };
}

export type ConsoleLevel = 'log' | 'warn' | 'error';

/** Longest text that is kept of one line to the console. */
const LINE_MAX = 2000;

type Listener = (event: object) => void;

export class ScriptWorld {
  readonly #context: Context;
  readonly #host: ScriptHost;
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #channels = new Map<string, Set<Channel>>();

  constructor(document: PageDocument, classes: Readonly<Record<string, unknown>>, timers: Timers, host: ScriptHost) {
    this.#host = host;
    const global: Record<string, unknown> = { ...classes, document };
    this.#context = createContext(global, { name: host.url });
    for (const name of ['window', 'self', 'top', 'parent', 'frames']) global[name] = global;
    this.#fill(global, timers);
  }

  /** Runs a script. *Throws* what it throws. */
  run(source: string, file: string): void {
    new Script(source, { filename: file }).runInContext(this.#context, { displayErrors: false });
  }

  /** Runs the page's code so that whatever it throws ends as a line in the page's console. */
  readonly guard = (run: () => void): void => {
    try {
      run();
    } catch (error) {
      this.fail(error);
    }
  };

  fail(error: unknown): void {
    this.#host.say('error', describe(error));
  }

  /** Tells the listeners of the window itself. */
  dispatch(type: string, event: object): void {
    for (const listener of Array.from(this.#listeners.get(type) ?? [])) this.guard(() => listener(event));
  }

  /** A text arrived on a channel. */
  deliver(channel: string, text: string): void {
    for (const one of Array.from(this.#channels.get(channel) ?? [])) this.guard(() => one.take(text));
  }

  #fill(global: Record<string, unknown>, timers: Timers): void {
    const host = this.#host;
    const guarded = (run: unknown, args: readonly unknown[]) => (nowMs: number) => {
      if (typeof run === 'function') (run as (...given: readonly unknown[]) => void)(...(args.length === 0 ? [nowMs] : args));
      else this.run(String(run), host.url);
    };
    const listeners = this.#listeners;
    const channels = this.#channels;
    const log =
      (level: ConsoleLevel) =>
      (...parts: readonly unknown[]): void =>
        host.say(level, parts.map(inspect).join(' ').slice(0, LINE_MAX));
    Object.assign(global, {
      console: { log: log('log'), info: log('log'), debug: log('log'), warn: log('warn'), error: log('error') },
      setTimeout: (run: unknown, ms: unknown = 0, ...args: unknown[]) => timers.set(guarded(run, args), Number(ms), false),
      setInterval: (run: unknown, ms: unknown = 0, ...args: unknown[]) => timers.set(guarded(run, args), Number(ms), true),
      clearTimeout: (id: unknown) => timers.clear(Number(id)),
      clearInterval: (id: unknown) => timers.clear(Number(id)),
      requestAnimationFrame: (run: unknown) => timers.frame(guarded(run, [])),
      cancelAnimationFrame: (id: unknown) => timers.clearFrame(Number(id)),
      performance: { now: () => timers.nowMs },
      queueMicrotask: (run: () => void) => queueMicrotask(() => this.guard(run)),
      navigator: { userAgent: 'machlab', language: 'en' },
      location: locationOf(host),
      localStorage: storageOf(host),
      fetch: async (url: unknown) => {
        const { status, text } = await host.fetch(String(url));
        return { ok: status === 200, status, text: () => Promise.resolve(text), json: () => Promise.resolve(JSON.parse(text) as unknown) };
      },
      BroadcastChannel: class {
        onmessage: Listener | null = null;
        constructor(name: string) {
          const channel: Channel = { take: (text) => this.onmessage?.({ type: 'message', data: JSON.parse(text) as unknown }) };
          const all = channels.get(name) ?? new Set();
          channels.set(name, all.add(channel));
          this.postMessage = (data) => host.broadcast(name, JSON.stringify(data));
          this.close = () => void all.delete(channel);
        }
        readonly postMessage: (data: unknown) => void;
        readonly close: () => void;
      },
      addEventListener: (type: string, listener: Listener) => {
        const all = listeners.get(type) ?? new Set();
        listeners.set(type, all.add(listener));
      },
      removeEventListener: (type: string, listener: Listener) => void listeners.get(type)?.delete(listener),
    });
    for (const name of ['innerWidth', 'innerHeight'] as const)
      Object.defineProperty(global, name, { get: () => host.size()[name === 'innerWidth' ? 'width' : 'height'] });
    global['devicePixelRatio'] = 1;
  }
}

interface Channel {
  take(text: string): void;
}

function locationOf(host: ScriptHost): object {
  const url = new URL(host.url);
  const { hostname, host: authority, pathname, protocol, search, hash, origin } = url;
  return {
    hostname,
    host: authority,
    pathname,
    protocol,
    search,
    hash,
    origin,
    get href(): string {
      return host.url;
    },
    set href(to: string) {
      host.navigate(to);
    },
    assign: (to: string) => host.navigate(to),
    reload: () => host.navigate(host.url),
    toString: () => host.url,
  };
}

function storageOf(host: ScriptHost): object {
  const values = new Map(host.stored);
  return {
    getItem: (key: unknown) => values.get(String(key)) ?? null,
    setItem: (key: unknown, value: unknown) => {
      values.set(String(key), String(value));
      host.store(String(key), String(value));
    },
    removeItem: (key: unknown) => {
      values.delete(String(key));
      host.store(String(key), undefined);
    },
  };
}

function inspect(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Error || isErrorLike(value)) return describe(value);
  try {
    return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}

/** An error of the page's world is none of ours to `instanceof`. */
function isErrorLike(value: unknown): value is { readonly stack: string } {
  return typeof value === 'object' && value !== null && 'stack' in value && 'message' in value && typeof value.stack === 'string';
}

/** What was thrown, and where in the page. */
export function describe(error: unknown): string {
  if (!isErrorLike(error)) return `Uncaught ${typeof error === 'string' ? error : Object.prototype.toString.call(error)}`;
  const { name, message } = error as unknown as Error;
  const [first = '', ...frames] = error.stack.split('\n');
  const place = frames.find(
    (frame) => /at .*(?:\w+:\/\/)/.test(frame) && !frame.includes('machlab:') && !frame.includes('node:') && !frame.includes('file:'),
  );
  // Of a script that does not compile the first line says where.
  const where = place?.trim() ?? (first.startsWith(name) ? '' : `at ${first}`);
  return `${name}: ${message}${where === '' ? '' : ` ${where}`}`.slice(0, LINE_MAX);
}

/** Elements get what only a laid-out page can answer. */
export function extendElements(document: PageDocument, answers: ElementAnswers): void {
  const make = (document as unknown as { createElement(name: string): PageElement }).createElement.bind(document);
  let prototype: object = Object.getPrototypeOf(make('div')) as object;
  while (!Object.hasOwn(prototype, 'setAttribute') && Object.getPrototypeOf(prototype) !== null)
    prototype = Object.getPrototypeOf(prototype) as object;
  const own = pages.get(prototype) ?? new WeakMap<object, ElementAnswers>();
  own.set(document, answers);
  if (pages.has(prototype)) return;
  pages.set(prototype, own);
  const answerOf = (element: PageElement): ElementAnswers | undefined =>
    own.get((element as unknown as { readonly ownerDocument: object }).ownerDocument);
  const method = (on: object, name: string, value: (this: PageElement, ...args: never[]) => unknown): void => {
    Object.defineProperty(on, name, { value, configurable: true, writable: true });
  };
  const getter = (name: string, get: (this: PageElement) => unknown, set?: (this: PageElement, value: number) => void): void => {
    Object.defineProperty(prototype, name, { get, ...(set !== undefined && { set }), configurable: true });
  };
  method(prototype, 'getBoundingClientRect', function () {
    const { x, y, width, height } = answerOf(this)?.boxOf(this) ?? { x: 0, y: 0, width: 0, height: 0 };
    return { x, y, width, height, left: x, top: y, right: x + width, bottom: y + height };
  });
  method(prototype, 'focus', function () {
    answerOf(this)?.focus(this);
  });
  method(prototype, 'blur', function () {
    answerOf(this)?.focus(null);
  });
  getter('offsetWidth', function () {
    return Math.round(answerOf(this)?.boxOf(this)?.width ?? 0);
  });
  getter('offsetHeight', function () {
    return Math.round(answerOf(this)?.boxOf(this)?.height ?? 0);
  });
  getter('clientWidth', function () {
    return Math.round(answerOf(this)?.boxOf(this)?.width ?? 0);
  });
  getter('clientHeight', function () {
    return Math.round(answerOf(this)?.boxOf(this)?.height ?? 0);
  });
  getter('scrollHeight', function () {
    return answerOf(this)?.scrollHeightOf(this) ?? 0;
  });
  getter(
    'scrollTop',
    function () {
      return answerOf(this)?.scrollTopOf(this) ?? 0;
    },
    function (value) {
      answerOf(this)?.scrollTo(this, value);
    },
  );
  method(Object.getPrototypeOf(make('canvas')) as object, 'getContext', function (kind: string) {
    return kind === '2d' ? (answerOf(this)?.contextOf(this) ?? null) : null;
  });
}

/** What elements are asked that only their page knows. */
export interface ElementAnswers {
  boxOf(element: PageElement): { readonly x: number; readonly y: number; readonly width: number; readonly height: number } | undefined;
  focus(element: PageElement | null): void;
  scrollTopOf(element: PageElement): number;
  scrollHeightOf(element: PageElement): number;
  scrollTo(element: PageElement, top: unknown): void;
  contextOf(element: PageElement): object;
}

/** By the elements' common prototype, which all documents of a process share. */
const pages = new WeakMap<object, WeakMap<object, ElementAnswers>>();
