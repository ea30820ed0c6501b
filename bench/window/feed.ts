import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { WebSocketServer, type WebSocket } from 'ws';
import { ENTER_PATH, EVENTS_IN_FLIGHT, type ToHost, type ToWindow, WINDOW_PATH, WINDOW_PROTOCOL } from '../../kernel/abi/window.ts';
import { encodeBatch } from '../../kernel/trace/batch.ts';
import type { Log } from '../../kernel/trace/log.ts';
import { rangeOf } from '../../host/log/range.ts';

const UI = join(import.meta.dirname, '..', '..', 'dist', 'renderer');
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};
/** Isolated from other origins, as a page must be that asks how much memory it uses. */
const HEADERS = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };
const RANGE_EVENTS = 8192;
const TURN_MS = 8;

/** A page without machlab: what every page costs on this machine. */
const EMPTY = '<!doctype html><title>empty</title><body style="background:#fff"></body>';

export interface FeedOptions {
  /** Events that the window gets at once; what follows comes at the pace at which it happened, or as fast as it is taken. */
  readonly atOnce: number;
  readonly asItHappened: boolean;
}

/** The window's bundle, and a host's side of its protocol that has the events of a recorded session: as a real host, but repeatable. */
export class Feed {
  readonly #log: Log;
  readonly #options: FeedOptions;
  readonly #server: Server;
  readonly #sockets: WebSocketServer;
  #edge: number;

  private constructor(log: Log, options: FeedOptions) {
    this.#log = log;
    this.#options = options;
    this.#edge = options.asItHappened ? options.atOnce : log.end;
    this.#server = createServer((request, response) => {
      const path = new URL(request.url ?? '/', 'http://localhost').pathname;
      if (path === '/empty') return void response.writeHead(200, { ...HEADERS, 'content-type': 'text/html' }).end(EMPTY);
      if (path === ENTER_PATH) return void response.writeHead(204).end();
      const file = path === '/' ? 'index.html' : path.slice(1);
      try {
        const body = readFileSync(join(UI, file));
        response.writeHead(200, { ...HEADERS, 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' }).end(body);
      } catch {
        response.writeHead(404).end();
      }
    });
    this.#sockets = new WebSocketServer({ server: this.#server, path: WINDOW_PATH });
    this.#sockets.on('connection', (socket) => this.#serve(socket));
  }

  static async start(log: Log, options: FeedOptions): Promise<Feed> {
    const feed = new Feed(log, options);
    await new Promise<void>((resolve) => feed.#server.listen(0, '127.0.0.1', resolve));
    return feed;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    for (const client of this.#sockets.clients) client.terminate();
    this.#sockets.close();
    this.#server.close();
  }

  #serve(socket: WebSocket): void {
    let [next, took, greeted, sending] = [0, 0, false, false];
    const say = (message: ToWindow): void => socket.send(JSON.stringify(message));
    const send = (): void => {
      if (sending || !greeted) return;
      sending = true;
      const limit = Math.min(this.#edge, took + EVENTS_IN_FLIGHT);
      while (next < limit) {
        const batch = rangeOf(this.#log, next, Math.min(limit, next + RANGE_EVENTS));
        if (batch === null) break;
        socket.send(encodeBatch(batch));
        next += batch.count;
      }
      sending = false;
    };
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as ToHost;
      if (message.type === 'took') took = message.before;
      else if (message.type === 'hello') {
        greeted = true;
        this.#greet(say);
        if (this.#options.asItHappened) this.#goOn(socket, send);
      }
      send();
    });
  }

  #greet(say: (message: ToWindow) => void): void {
    say({
      type: 'welcome',
      protocol: WINDOW_PROTOCOL,
      machlab: 'bench',
      run: 'bench',
      window: 1,
      readOnly: true,
      os: 'bench',
      seed: 0,
      startedAt: new Date(0).toISOString(),
      programs: [],
      opens: '',
      recovered: [],
      settings: '',
      settingsSetAside: '',
      workloads: [],
      policies: [],
    });
    const kernel = { state: 'running', pid: 1, signal: '', exitCode: 0, report: '', silentMs: 0 } as const;
    say({
      type: 'status',
      kernel,
      mode: 'running',
      boot: [],
      processes: [],
      trimmed: 0,
      liveEdge: this.#edge,
      readOnly: true,
      windows: 1,
    });
    say({ type: 'breakpoints', list: [] });
    say({ type: 'marks', bookmarks: [], notes: [] });
  }

  /** From the event that follows `atOnce` on, events come when their time has come. */
  #goOn(socket: WebSocket, send: () => void): void {
    const startedMs = performance.now();
    const fromUs = this.#timeUs(this.#options.atOnce);
    const timer = setInterval(() => {
      const nowUs = fromUs + (performance.now() - startedMs) * 1000;
      while (this.#edge < this.#log.end && this.#timeUs(this.#edge) <= nowUs) this.#edge++;
      send();
      if (this.#edge === this.#log.end) clearInterval(timer);
    }, TURN_MS);
    socket.on('close', () => clearInterval(timer));
  }

  #timeUs(seq: number): number {
    const chunk = this.#log.chunk(Math.min(seq, this.#log.end - 1));
    return chunk === undefined ? 0 : (chunk.times[(Math.min(seq, this.#log.end - 1) - chunk.firstSeq) * 2 + 1] ?? 0);
  }
}
