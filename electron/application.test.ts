import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type * as Paths from '../host/paths.ts';
import { ORIGIN } from './scheme.ts';
import * as double from './testing/electronDouble.ts';

vi.mock('electron', () => import('./testing/electronDouble.ts'));
vi.mock('../host/paths.ts', async (original) => ({ ...(await original<typeof Paths>()), rendererPath: () => pages }));

const folder = mkdtempSync(join(tmpdir(), 'machlab electron '));
const pages = join(folder, 'pages');
const said: string[] = [];
const greeted: string[] = [];
/** The system's part: it is tested with real processes elsewhere. */
const system = {
  boot: vi.fn(() => Promise.resolve()),
  greet: ({ name }: { readonly name: string }) => Promise.resolve(void greeted.push(name)),
  end: vi.fn(() => Promise.resolve()),
  onChange: () => () => undefined,
  tell: () => undefined,
  windows: 0,
};
vi.mock('../host/serve/system.ts', () => ({
  SharedSystem: function SharedSystem() {
    return system;
  },
}));
vi.mock('../host/serve/window.ts', () => ({
  HostedWindow: class {
    hear(text: string): void {
      said.push(text);
    }
    closed(): void {
      said.push('closed');
    }
  },
}));

const window = (): double.WindowDouble => double.WindowDouble.all[0]!;
const frame = (url = `${ORIGIN}/index.html`, parent: unknown = null) => ({
  url,
  parent,
  posted: [] as unknown[],
  postMessage(...args: unknown[]): void {
    this.posted.push(args);
  },
});
const from = (senderFrame: unknown) => ({ senderFrame });

beforeAll(async () => {
  process.env['MACHLAB_DATA'] = join(folder, 'data');
  const { mkdirSync } = await import('node:fs');
  mkdirSync(pages);
  writeFileSync(join(pages, 'index.html'), '<p>');
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  const { Application } = await import('./application.ts');
  const application = new Application();
  application.prepare();
  writeFileSync(join(folder, 'early.machlab'), 'E');
  await application.start([join(folder, 'early.machlab'), '--switch.machlab']);
});
afterAll(() => {
  delete process.env['MACHLAB_DATA'];
  rmSync(folder, { recursive: true, force: true });
});

it('the window opens on a system in which something has happened, as in a browser', () => {
  expect(greeted).toEqual(['hello']);
});

describe('the window', () => {
  it('is in Chromium’s sandbox, without Node, apart from its preload script', () => {
    expect(double.app.sandboxed).toBe(true);
    expect(window().options['webPreferences']).toEqual({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      preload: expect.stringMatching(/preload\.cjs$/) as string,
    });
    expect([window().url, window().shown]).toEqual([`${ORIGIN}/index.html`, true]);
  });

  it('opens no other, goes nowhere else, embeds nothing', () => {
    const { webContents } = window();
    expect(webContents.openHandler?.({ url: 'https://example.org' })).toEqual({ action: 'deny' });
    for (const going of ['will-navigate', 'will-redirect', 'will-frame-navigate']) {
      const goes = (url: string): boolean => {
        let prevented = false;
        webContents.emit(going, { url, preventDefault: () => (prevented = true) });
        return !prevented;
      };
      expect([goes('https://example.org/'), goes('file:///etc/passwd'), goes(`${ORIGIN}.evil/`), goes(`${ORIGIN}/index.html`)]).toEqual([
        false,
        false,
        false,
        true,
      ]);
    }
    const prevent = vi.fn();
    webContents.emit('will-attach-webview', { preventDefault: prevent });
    expect(prevent).toHaveBeenCalledOnce();
  });

  it('gets no permission but to copy, and no network', () => {
    const { defaultSession } = double.session;
    const asks = (permission: string, url: string): boolean => {
      let granted = false;
      defaultSession.request?.(...([{ getURL: () => url }, permission, (is: boolean) => (granted = is)] as never[]));
      return granted;
    };
    expect(asks('clipboard-sanitized-write', `${ORIGIN}/index.html`)).toBe(true);
    for (const permission of ['media', 'geolocation', 'notifications', 'clipboard-read', 'openExternal', 'fullscreen', 'usb'])
      expect([permission, asks(permission, `${ORIGIN}/index.html`)]).toEqual([permission, false]);
    expect(asks('clipboard-sanitized-write', 'https://example.org/')).toBe(false);
    expect(defaultSession.check?.(null, 'clipboard-sanitized-write', 'https://example.org/')).toBe(false);
    expect(defaultSession.device?.()).toBe(false);
    const cancelled = (url: string): boolean => {
      let is = false;
      defaultSession.before?.({ url }, ({ cancel }) => (is = cancel));
      return is;
    };
    expect(['https://example.org/', 'http://127.0.0.1/', 'file:///etc/passwd', 'ws://x/'].map(cancelled)).toEqual([true, true, true, true]);
    expect(cancelled(`${ORIGIN}/index.html`)).toBe(false);
  });

  it('is served from its folder with the browser edition’s policy, and nothing outside it', async () => {
    const get = (path: string): Response => double.protocol.handler!(new Request(`${ORIGIN}${path}`));
    const page = get('/');
    expect([page.status, await page.text()]).toEqual([200, '<p>']);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page.headers.get('content-security-policy')).not.toMatch(/unsafe|https?:|\*/);
    for (const path of ['/../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt', '/nothing'])
      expect([path, get(path).status]).toEqual([path, 404]);
    expect(double.protocol.handler!(new Request('machlab://other/index.html')).status).toBe(404);
  });

  it('keeps crash reports on this machine', () => {
    expect(double.crashReporter.options).toEqual({ uploadToServer: false });
  });
});

describe('the bridge', () => {
  it('gives a port to the window’s own page, and to nobody else', () => {
    for (const stranger of [null, frame('https://example.org/'), frame(`${ORIGIN}.evil/`), frame(`${ORIGIN}/index.html`, {})])
      double.ipcMain.emit('machlab:connect', from(stranger));
    expect(double.MessageChannelMain.last).toBeUndefined();
    const ours = frame();
    double.ipcMain.emit('machlab:connect', from(ours));
    const { port1, port2 } = double.MessageChannelMain.last!;
    expect(ours.posted).toEqual([['machlab:port', null, [port2]]]);
    expect(port1.started).toBe(true);
    port1.emit('message', { data: '{"type":"hello"}' });
    expect(said).toEqual(['{"type":"hello"}']);
    port1.emit('message', { data: { no: 'text' } });
    expect([port1.closed, said.at(-1)]).toEqual([true, 'closed']);
  });

  it('hands over the files that were named before there was a window', () => {
    double.ipcMain.emit('machlab:connect', from(frame()));
    expect(window().webContents.sent).toContainEqual(['machlab:file', { name: 'early.machlab', bytes: new Uint8Array([0x45]) }]);
    expect(double.app.recent).toContain(join(folder, 'early.machlab'));
  });
});

describe('the application', () => {
  it('shows the window when it is started once more, with the file that was named', () => {
    writeFileSync(join(folder, 'second.machlab'), 'S');
    double.app.emit('second-instance', {}, ['machlab', 'second.machlab'], folder);
    expect(window().focused).toBe(1);
    expect(window().webContents.sent.at(-1)).toEqual(['machlab:file', { name: 'second.machlab', bytes: new Uint8Array([0x53]) }]);
  });

  it('says which file cannot be opened, and why', () => {
    const prevent = vi.fn();
    double.app.emit('open-file', { preventDefault: prevent }, join(folder, 'missing.machlab'));
    expect(prevent).toHaveBeenCalledOnce();
    expect(double.dialogs.at(-1)).toEqual(['error', expect.stringMatching(/missing\.machlab cannot be read/)]);
  });

  it('has the window’s commands in its menu, and sends back what was chosen', () => {
    double.ipcMain.emit('machlab:menu', from(frame()), [{ label: 'Time', items: [{ action: 'step', label: 'Step', key: 'l' }] }]);
    const menu = double.menus.at(-1) as {
      label?: string;
      submenu?: { id?: string; click?: () => void; accelerator?: string; registerAccelerator?: boolean }[];
    }[];
    const item = menu.find(({ label }) => label === 'Time')?.submenu?.[0];
    expect(item).toMatchObject({ id: 'step', registerAccelerator: false });
    item?.click?.();
    expect(window().webContents.sent.at(-1)).toEqual(['machlab:action', 'step']);
    const before = double.menus.length;
    double.ipcMain.emit('machlab:menu', from(frame('https://example.org/')), []);
    double.ipcMain.emit('machlab:menu', from(frame()), [{ label: 'x'.repeat(5000), items: [] }]);
    expect(double.menus.length).toBe(before);
  });

  it('saves bytes where a person says, for its own page alone', async () => {
    double.answers.save = join(folder, 'saved.machlab');
    const save = double.ipcMain.handlers.get('machlab:save')!;
    expect(await save(from(frame('https://example.org/')), 'a', new Uint8Array(1))).toBe(null);
    expect(await save(from(frame()), '../../a.machlab', new Uint8Array([7]))).toBe(double.answers.save);
    expect(double.dialogs.at(-1)?.[1]).toMatchObject({ defaultPath: 'a.machlab' });
    expect([...readFileSync(double.answers.save)]).toEqual([7]);
  });

  it('offers a new window when the window’s process is gone, and the system runs on', async () => {
    window().webContents.emit('render-process-gone', {}, { reason: 'crashed' });
    await vi.waitFor(() => expect(window().webContents.reloads).toBe(1));
    expect(double.dialogs.at(-1)?.[1]).toMatchObject({ detail: expect.stringContaining('run on') as string });
    expect(system.end).not.toHaveBeenCalled();
  });

  it('remembers where the window stood, and sets a file aside that makes no sense', async () => {
    const { readWindowState } = await import('./windowState.ts');
    const path = join(double.app.userData, 'window.json');
    expect(path).toBe(join(folder, 'data', 'desktop', 'window.json'));
    window().emit('close');
    const screens = [{ x: 0, y: 0, width: 1920, height: 1080 }];
    expect(readWindowState(path, screens)).toEqual({ x: 10, y: 20, width: 1200, height: 800, maximized: false });
    expect(readWindowState(path, [{ x: 5000, y: 0, width: 800, height: 600 }])).toEqual({ width: 1200, height: 800, maximized: false });
    writeFileSync(path, '{"version":1,"width":"wide"}');
    expect(readWindowState(path, screens)).toEqual({ width: 1440, height: 900, maximized: false });
    expect(readFileSync(`${path}.broken`, 'utf8')).toContain('wide');
  });

  it('ends the system before it quits', async () => {
    const quit = new Promise((resolve) => double.app.once('quit', resolve));
    double.app.emit('window-all-closed');
    await quit;
    expect(system.end).toHaveBeenCalledOnce();
  });

  it('is one: another instance only says so', async () => {
    const { Application } = await import('./application.ts');
    double.app.isFirst = false;
    expect(new Application().prepare()).toBe(false);
  });
});

describe('keys in the menu', () => {
  it('are written as Electron writes them, or left out', async () => {
    const { acceleratorOf } = await import('./menu.ts');
    expect(
      ['$mod+k', 'Shift+r', 'ArrowRight', 'Alt+Shift+Digit1', '[Control]+[Alt]+(\\[)', ''].map((key) => acceleratorOf(key, false)),
    ).toEqual(['CmdOrCtrl+K', 'Shift+R', 'Right', 'Alt+Shift+1', '', '']);
    expect(['$mod+k', 'l'].map((key) => acceleratorOf(key, true))).toEqual(['CmdOrCtrl+K', '']);
  });
});
