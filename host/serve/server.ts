import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { ENTER_PATH, TO_HOST_BYTES_MAX, WINDOW_PATH } from '../../kernel/abi/window.ts';
import { rendererPath } from '../paths.ts';
import { reasonOf, UserError } from '../userError.ts';
import { pageAt, securityHeaders } from './page.ts';
import type { SharedSystem } from './system.ts';
import { type Access, sameSecret, Tokens } from './tokens.ts';
import { HostedWindow } from './window.ts';

const LOOPBACK = '127.0.0.1';
/** Where `machlab open` asks a running host for another link. */
export const MINT_PATH = '/mint';
const BODY_BYTES_MAX = 1024;
/** A window that has not taken so much is not read any further. */
const POLICY_VIOLATION = 1008;

export interface Serving {
  readonly port: number;
  readonly origin: string;
  /** A link that works once. */
  link(access: Access): string;
  close(): Promise<void>;
}

/** Serves windows on loopback. `secret`: what `machlab open` shows to get a link. Throws a `UserError` when the port is taken. */
export async function serve(system: SharedSystem, secret: string, port = 0): Promise<Serving> {
  const host = new WindowServer(system, secret);
  await host.listen(port);
  return host;
}

class WindowServer implements Serving {
  readonly #system: SharedSystem;
  readonly #secret: string;
  readonly #tokens = new Tokens();
  readonly #server: Server;
  readonly #sockets: WebSocketServer;
  readonly #root = rendererPath();
  #windows = 0;
  port = 0;

  constructor(system: SharedSystem, secret: string) {
    this.#system = system;
    this.#secret = secret;
    this.#server = createServer((request, response) => void this.#request(request, response));
    this.#sockets = new WebSocketServer({ noServer: true, maxPayload: TO_HOST_BYTES_MAX, perMessageDeflate: false });
    this.#server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
  }

  listen(port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', (error: NodeJS.ErrnoException) => {
        const taken = error.code === 'EADDRINUSE';
        reject(
          new UserError(
            taken ? `port ${port} is in use; name another with --port, or none` : `cannot listen on ${LOOPBACK}: ${reasonOf(error)}`,
          ),
        );
      });
      this.#server.listen(port, LOOPBACK, () => {
        this.port = (this.#server.address() as AddressInfo).port;
        resolve();
      });
    });
  }

  get origin(): string {
    return `http://${LOOPBACK}:${this.port}`;
  }

  link(access: Access): string {
    return `${this.origin}/#${this.#tokens.mint(access)}`;
  }

  close(): Promise<void> {
    for (const socket of this.#sockets.clients) socket.terminate();
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  /** Cookies do not tell ports apart; systems beside each other must. */
  get #cookieName(): string {
    return `machlab-${this.port}`;
  }

  /** By the name that browsers give it: another name for this machine may be somebody's trick. */
  #isOurs({ headers }: IncomingMessage): boolean {
    return headers.host === `${LOOPBACK}:${this.port}` || headers.host === `localhost:${this.port}`;
  }

  #isFromOurPage({ headers }: IncomingMessage): boolean {
    return headers.origin === `http://${headers.host ?? ''}`;
  }

  async #request(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refuse = (status: number, text: string): void => {
      response.writeHead(status, { ...securityHeaders(this.origin), 'Content-Type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
    };
    if (!this.#isOurs(request)) return refuse(421, 'This is not the address of this host.');
    const [path = '/'] = (request.url ?? '/').split('?');
    if (request.method === 'POST') {
      if (path === ENTER_PATH && this.#isFromOurPage(request)) return this.#enter(await bodyOf(request), response, refuse);
      if (path === MINT_PATH && request.headers.origin === undefined) return this.#mint(await bodyOf(request), response, refuse);
      return refuse(403, 'Not from there.');
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405, 'This host answers GET, HEAD and POST.');
    const { status, headers, body } = pageAt(this.#root, path, `http://${request.headers.host ?? ''}`);
    response.writeHead(status, { ...headers, 'Content-Length': body.length }).end(request.method === 'HEAD' ? undefined : body);
  }

  #enter(token: string, response: ServerResponse, refuse: (status: number, text: string) => void): void {
    const cookie = this.#tokens.redeem(token);
    if (cookie === undefined) return refuse(403, 'This link has been used, or is too old: ask for another with machlab open.');
    response.writeHead(204, { 'Set-Cookie': `${this.#cookieName}=${cookie}; HttpOnly; SameSite=Strict; Path=/` }).end();
  }

  #mint(body: string, response: ServerResponse, refuse: (status: number, text: string) => void): void {
    const [secret = '', access = ''] = body.split(' ');
    if (!sameSecret(secret, this.#secret) || (access !== 'full' && access !== 'look')) return refuse(403, 'Not with that.');
    response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8' }).end(this.link(access));
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (!this.#isOurs(request) || !this.#isFromOurPage(request) || request.url !== WINDOW_PATH) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
      return;
    }
    const access = this.#tokens.access(this.#cookieOf(request));
    this.#sockets.handleUpgrade(request, socket, head, (open) => {
      if (access === undefined) open.close(POLICY_VIOLATION, 'no cookie of this host');
      else this.#open(open, access);
    });
  }

  #cookieOf({ headers }: IncomingMessage): string | undefined {
    const wanted = `${this.#cookieName}=`;
    const found = (headers.cookie ?? '').split(';').map((one) => one.trim());
    return found.find((one) => one.startsWith(wanted))?.slice(wanted.length);
  }

  #open(socket: WebSocket, access: Access): void {
    const channel = {
      text: (message: string) => socket.send(message),
      bytes: (data: Uint8Array) => socket.send(data),
      close: (why: string) => socket.close(POLICY_VIOLATION, why),
    };
    const window = new HostedWindow(this.#system, channel, ++this.#windows, access);
    socket.on('message', (data: Buffer, isBinary) =>
      isBinary ? channel.close('only text comes from windows') : window.hear(data.toString()),
    );
    socket.on('close', () => window.closed());
    socket.on('error', () => socket.terminate());
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request as AsyncIterable<Buffer>) {
    text += chunk.toString();
    if (text.length > BODY_BYTES_MAX) return '';
  }
  return text;
}
