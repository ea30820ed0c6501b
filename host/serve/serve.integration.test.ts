import { mkdtempSync, rmSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { ToWindow, WindowCommand } from '../../kernel/abi/window.ts';
import { decodeBatch } from '../../kernel/trace/batch.ts';
import { Log } from '../../kernel/trace/log.ts';
import { readSession } from '../../kernel/trace/session.ts';
import { openDataFolder } from '../dataFolder.ts';
import { announce, askForLink } from './rendezvous.ts';
import { serve, type Serving } from './server.ts';
import { SharedSystem } from './system.ts';
import type { Access } from './tokens.ts';

const folder = mkdtempSync(join(tmpdir(), 'machlab serve é '));
const data = openDataFolder(folder);
const system = new SharedSystem(data);
let serving: Serving;

beforeAll(async () => {
  await system.boot();
  serving = await serve(system, 'the-secret');
});

afterAll(async () => {
  await serving.close();
  await system.end();
  rmSync(folder, { recursive: true });
});

/** One request with exactly these headers. */
function ask(method: string, path: string, headers: Record<string, string>, body = ''): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port: serving.port, method, path, headers }, (response) => {
      response.resume();
      resolve(response);
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

async function enter(access: Access): Promise<string> {
  const token = serving.link(access).split('#')[1] ?? '';
  const { headers } = await ask('POST', '/enter', { origin: serving.origin }, token);
  return headers['set-cookie']?.[0]?.split(';')[0] ?? '';
}

/** A window without a picture: the log it gets, and the answers. */
class Client {
  readonly log = new Log();
  readonly said: ToWindow[] = [];
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (answer: ToWindow | Uint8Array) => void>();
  #requests = 0;
  closed = 0;

  constructor(cookie: string, origin = serving.origin) {
    this.#socket = new WebSocket(`${serving.origin.replace('http', 'ws')}/window`, { headers: { cookie, origin } });
    this.#socket.on('close', (code) => (this.closed = code));
    this.#socket.on('error', () => undefined); // 'close' follows
    this.#socket.on('message', (bytes: Buffer, isBinary) => {
      if (!isBinary) return this.#hear(JSON.parse(bytes.toString()) as ToWindow);
      const batch = decodeBatch(new Uint8Array(bytes));
      if (batch === null) return this.#waiting.get(bytes.readUInt32LE(4))?.(new Uint8Array(bytes.subarray(8)));
      this.log.append(batch);
      this.#socket.send(JSON.stringify({ type: 'took', before: this.log.end }));
    });
  }

  hello(from = 0, run = ''): void {
    this.#socket.send(JSON.stringify({ type: 'hello', protocol: 1, from, run }));
  }

  command(command: WindowCommand): Promise<ToWindow | Uint8Array> {
    const number = ++this.#requests;
    this.#socket.send(JSON.stringify({ type: 'command', request: number, command }));
    return new Promise((resolve) => this.#waiting.set(number, resolve));
  }

  raw(text: string): void {
    this.#socket.send(text);
  }

  close(): void {
    this.#socket.close();
  }

  #hear(message: ToWindow): void {
    this.said.push(message);
    if (message.type === 'done' || message.type === 'refused') this.#waiting.get(message.request)?.(message);
  }
}

const until = async (holds: () => boolean): Promise<void> => {
  await expect.poll(holds, { timeout: 10_000, interval: 5 }).toBe(true);
};

async function client(access: Access): Promise<Client> {
  const one = new Client(await enter(access));
  await expect.poll(() => tryHello(one), { timeout: 5000, interval: 5 }).toBe(true);
  return one;
}

function tryHello(one: Client): boolean {
  try {
    one.hello();
    return true;
  } catch {
    return false;
  }
}

describe('the host of windows', () => {
  it('answers nobody who calls it by another name', async () => {
    expect((await ask('GET', '/', { host: 'example.org' })).statusCode).toBe(421);
    expect((await ask('GET', '/', { host: `localhost:${serving.port}` })).statusCode).toBe(200);
  });

  it('serves its page under a strict policy, and nothing beside its folder', async () => {
    const { headers, statusCode } = await ask('GET', '/', {});
    expect(statusCode).toBe(200);
    expect(headers['content-security-policy']).toContain("script-src 'self';");
    expect(headers['content-security-policy']).not.toContain('unsafe');
    for (const path of ['/../package.json', '/%2e%2e/package.json', '/..%2fpackage.json', '/.vite/manifest.json', '/assets/..%5c..%5cx']) {
      expect((await ask('GET', path, {})).statusCode).toBe(404);
    }
  });

  it('changes a token into a cookie once, for its own page only', async () => {
    const token = serving.link('full').split('#')[1] ?? '';
    expect((await ask('POST', '/enter', { origin: 'http://example.org' }, token)).statusCode).toBe(403);
    const entered = await ask('POST', '/enter', { origin: serving.origin }, token);
    expect(entered.headers['set-cookie']?.[0]).toMatch(/^machlab-\d+=[\w-]{32}; HttpOnly; SameSite=Strict; Path=\/$/);
    expect((await ask('POST', '/enter', { origin: serving.origin }, token)).statusCode).toBe(403);
  });

  it('opens no window without its cookie, or from another page', async () => {
    const without = new Client('');
    const elsewhere = new Client(await enter('full'), 'http://example.org');
    await until(() => without.closed !== 0 && elsewhere.closed !== 0);
    expect([without.closed, elsewhere.closed]).toEqual([1008, 1006]);
  });

  it('gives another link only to whoever can read its data folder', async () => {
    const forget = announce(data, serving.port, 'the-secret');
    expect(await askForLink(data, 'look')).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#[\w-]{32}$/);
    announce(data, serving.port, 'a-guess');
    await expect(askForLink(data, 'look')).rejects.toThrow('is gone');
    forget();
    await expect(askForLink(data, 'look')).rejects.toThrow('no machlab runs');
  });

  it('sends every window the whole log, runs what one asks for, and refuses that to one that may only look', async () => {
    const [laptop, projector] = [await client('full'), await client('look')];
    expect(await projector.command({ do: 'pause' })).toMatchObject({ type: 'refused', code: 'read-only' });
    expect(await laptop.command({ do: 'runProgram', program: 'hello' })).toMatchObject({ type: 'done' });
    await until(() => laptop.log.end > 300 && projector.log.end === laptop.log.end && laptop.log.end === system.edge.end);
    const { end } = laptop.log;
    const file = await projector.command({ do: 'exportSession' });
    const { log } = await readSession(file as Uint8Array);
    expect(log.end).toBeGreaterThanOrEqual(end);
    laptop.close();
    projector.close();
  });

  it('pauses, and tells why a filter or a program is none', async () => {
    const window = await client('full');
    expect(await window.command({ do: 'step' })).toMatchObject({ code: 'not-paused' });
    expect(await window.command({ do: 'pause' })).toMatchObject({ type: 'done' });
    await until(() => system.edge.paused);
    expect(await window.command({ do: 'run' })).toMatchObject({ type: 'done' });
    await until(() => !system.edge.paused);
    expect(await window.command({ do: 'runUntil', filter: 'type:nonsense' })).toMatchObject({ code: 'bad-filter' });
    expect(await window.command({ do: 'runSource', name: 'mine', source: 'const x: = 1;' })).toMatchObject({
      code: 'does-not-compile',
      problems: [{ line: 1 }],
    });
    expect(await window.command({ do: 'runProgram', program: '../../etc/passwd' })).toMatchObject({ code: 'no-such-program' });
    expect(await window.command({ do: 'saveSession', name: '../x' })).toMatchObject({ code: 'bad-name' });
    expect(await window.command({ do: 'saveSession', name: 'mine é' })).toMatchObject({ type: 'done' });
    expect(await window.command({ do: 'openSession', name: 'mine é' })).toBeInstanceOf(Uint8Array);
    window.close();
  });

  it('keeps a bookmark and a note at an event, and no more than a session’s file takes', async () => {
    const window = await client('full');
    await window.command({ do: 'bookmark', seq: 9, label: 'here' });
    await window.command({ do: 'note', seq: 9, text: 'first' });
    await window.command({ do: 'note', seq: 9, text: 'second' });
    expect(await window.command({ do: 'note', seq: 10, text: 'x'.repeat(100_001) })).toMatchObject({ code: 'failed' });
    const kept = { bookmarks: [{ seq: 9, label: 'here' }], notes: [{ seq: 9, text: 'second' }] };
    expect(window.said.findLast(({ type }) => type === 'marks')).toEqual({ type: 'marks', ...kept });
    expect((await readSession((await window.command({ do: 'exportSession' })) as Uint8Array)).marks).toEqual(kept);
    await window.command({ do: 'removeBookmark', seq: 9 });
    await window.command({ do: 'removeNote', seq: 9 });
    expect(system.marks).toEqual({ bookmarks: [], notes: [] });
    window.close();
  });

  it('keeps where boxes were dragged, for every window and in the session’s file', async () => {
    const [window, other] = [await client('full'), await client('look')];
    const views = (): unknown[] => other.said.filter(({ type }) => type === 'view');
    const places = (list: unknown[]): unknown => expect.objectContaining({ type: 'view', places: list });
    const port = { key: 'port:4', x: -40, y: 7 };
    await window.command({ do: 'place', key: 'task:2', x: 1, y: 2 });
    await window.command({ do: 'place', ...port });
    await window.command({ do: 'place', key: 'task:2', x: 300, y: 2 });
    await until(() => views().length === 4);
    const moved = [port, { key: 'task:2', x: 300, y: 2 }];
    expect(views().at(-1)).toEqual(places(moved));
    expect(await other.command({ do: 'place', ...port })).toMatchObject({ code: 'read-only' });
    for (const wrong of [{ key: 'event:1' }, { key: 'task:0' }, { x: 0.5 }, { y: 1e9 }])
      expect(await window.command({ do: 'place', ...port, ...wrong })).toMatchObject({ code: 'bad-place' });
    expect((await readSession((await other.command({ do: 'exportSession' })) as Uint8Array)).view).toEqual({ places: moved });
    const late = await client('look');
    await until(() => late.said.some(({ type }) => type === 'view'));
    expect(late.said.find(({ type }) => type === 'view')).toEqual(places(moved));
    await window.command({ do: 'removePlace', key: 'task:2' });
    await until(() => views().length === 5);
    expect(views().at(-1)).toEqual(places([port]));
    await window.command({ do: 'forgetPlaces' });
    await until(() => views().length === 6);
    expect(views().at(-1)).toEqual(places([]));
    for (const one of [window, other, late]) one.close();
  });

  it('stops at a breakpoint and counts it', async () => {
    const window = await client('full');
    expect(await window.command({ do: 'setBreakpoint', breakpoint: 0, filter: 'type:looked-up', enabled: true, once: true })).toMatchObject(
      { value: 1 },
    );
    await window.command({ do: 'runProgram', program: 'hello' });
    await until(() => system.edge.paused);
    expect(system.breakpoints.get(1)).toMatchObject({ hits: 1, enabled: false });
    await window.command({ do: 'run' });
    await until(() => !system.edge.paused);
    window.close();
  });

  it('ends a window that talks nonsense, and nothing else', async () => {
    const [bad, good] = [await client('full'), await client('full')];
    bad.raw('{"type":"command","request":1,"command":{"do":"crash","task":"1"}}');
    await until(() => bad.closed === 1008);
    expect(await good.command({ do: 'listSessions' })).toMatchObject({ type: 'done' });
    good.close();
  });

  it('starts another kernel when one is killed, and tells its windows', async () => {
    const window = await client('full');
    const before = system.run;
    process.kill(system.kernel.pid, 'SIGKILL');
    await until(() =>
      window.said.some((message) => message.type === 'status' && message.kernel.state === 'ended' && message.kernel.signal === 'SIGKILL'),
    );
    expect(await window.command({ do: 'pause' })).toMatchObject({ code: 'kernel-ended' });
    expect(await window.command({ do: 'exportSession' })).toBeInstanceOf(Uint8Array);
    expect(await window.command({ do: 'restartKernel' })).toMatchObject({ type: 'done' });
    expect(system.run).not.toBe(before);
    expect(window.said.filter(({ type }) => type === 'welcome').at(-1)).toMatchObject({ run: system.run });
    window.close();
  });
});
