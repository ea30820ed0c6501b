/** A double of Electron's API: it records what it is told, and lets a test play the system's part. Only for tests. */
import { EventEmitter } from 'node:events';

type Listener = (...args: never[]) => unknown;

export class WebContentsDouble extends EventEmitter {
  readonly sent: (readonly [channel: string, value: unknown])[] = [];
  url = 'machlab://app/index.html';
  reloads = 0;
  openHandler: ((details: { readonly url: string }) => { readonly action: string }) | undefined;
  send(channel: string, value: unknown): void {
    this.sent.push([channel, value]);
  }
  reload(): void {
    this.reloads += 1;
  }
  getURL(): string {
    return this.url;
  }
  setWindowOpenHandler(handler: (details: { readonly url: string }) => { readonly action: string }): void {
    this.openHandler = handler;
  }
}

export class WindowDouble extends EventEmitter {
  static readonly all: WindowDouble[] = [];
  readonly webContents = new WebContentsDouble();
  readonly options: Readonly<Record<string, unknown>>;
  shown = false;
  focused = 0;
  url = '';
  constructor(options: Readonly<Record<string, unknown>>) {
    super();
    this.options = options;
    WindowDouble.all.push(this);
    app.emit('web-contents-created', {}, this.webContents);
  }
  loadURL(url: string): Promise<void> {
    this.url = url;
    this.emit('ready-to-show');
    return Promise.resolve();
  }
  show(): void {
    this.shown = true;
  }
  focus(): void {
    this.focused += 1;
  }
  restore(): void {}
  maximize(): void {}
  isMaximized(): boolean {
    return false;
  }
  getNormalBounds(): object {
    return { x: 10, y: 20, width: 1200, height: 800 };
  }
}

class AppDouble extends EventEmitter {
  isFirst = true;
  quits = 0;
  sandboxed = false;
  userData = '';
  readonly recent: string[] = [];
  requestSingleInstanceLock(): boolean {
    return this.isFirst;
  }
  enableSandbox(): void {
    this.sandboxed = true;
  }
  setAboutPanelOptions(): void {}
  showAboutPanel(): void {}
  whenReady(): Promise<void> {
    return Promise.resolve();
  }
  getPath(): string {
    return this.userData;
  }
  setPath(_name: string, path: string): void {
    this.userData = path;
  }
  addRecentDocument(path: string): void {
    this.recent.push(path);
  }
  /** As Electron: who prevents `before-quit` stops it. */
  quit(): void {
    this.quits += 1;
    let prevented = false;
    this.emit('before-quit', { preventDefault: () => (prevented = true) });
    if (!prevented) this.emit('quit');
  }
  exit(): void {
    this.emit('quit');
  }
}

export class SessionDouble extends EventEmitter {
  request: Listener | undefined;
  check: ((contents: unknown, permission: string, origin: string) => boolean) | undefined;
  device: (() => boolean) | undefined;
  before: ((details: { readonly url: string }, answer: (response: { readonly cancel: boolean }) => void) => void) | undefined;
  readonly webRequest = { onBeforeRequest: (handler: NonNullable<SessionDouble['before']>) => void (this.before = handler) };
  setPermissionRequestHandler(handler: Listener): void {
    this.request = handler;
  }
  setPermissionCheckHandler(handler: NonNullable<SessionDouble['check']>): void {
    this.check = handler;
  }
  setDevicePermissionHandler(handler: () => boolean): void {
    this.device = handler;
  }
}

export class PortDouble extends EventEmitter {
  other!: PortDouble;
  readonly sent: unknown[] = [];
  started = false;
  closed = false;
  postMessage(message: unknown): void {
    this.sent.push(message);
  }
  start(): void {
    this.started = true;
  }
  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.emit('close');
  }
}

export class MessageChannelDouble {
  static last: MessageChannelDouble | undefined;
  readonly port1 = new PortDouble();
  readonly port2 = new PortDouble();
  constructor() {
    MessageChannelDouble.last = this;
  }
}

class IpcMainDouble extends EventEmitter {
  readonly handlers = new Map<string, (...args: unknown[]) => unknown>();
  handle(channel: string, handler: (...args: unknown[]) => unknown): void {
    this.handlers.set(channel, handler);
  }
}

export const app = new AppDouble();
export const ipcMain = new IpcMainDouble();
export const session = { defaultSession: new SessionDouble() };
export const dialogs: (readonly [kind: string, value: unknown])[] = [];
export const answers: { box: number; save: string; open: readonly string[] } = { box: 0, save: '', open: [] };
export const dialog = {
  showErrorBox: (title: string, text: string) => void dialogs.push(['error', `${title}: ${text}`]),
  showMessageBox: (options: unknown) => (dialogs.push(['box', options]), Promise.resolve({ response: answers.box })),
  showOpenDialog: (options: unknown) => (dialogs.push(['open', options]), Promise.resolve({ filePaths: answers.open })),
  showSaveDialog: (options: unknown) => (dialogs.push(['save', options]), Promise.resolve({ filePath: answers.save })),
};
export const screen = { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }] };
export const crashReporter = { options: undefined as unknown, start: (options: unknown) => void (crashReporter.options = options) };
export const protocol = {
  schemes: [] as unknown[],
  handler: undefined as ((request: Request) => Response) | undefined,
  registerSchemesAsPrivileged: (schemes: readonly unknown[]) => void protocol.schemes.push(...schemes),
  handle: (_scheme: string, handler: (request: Request) => Response) => void (protocol.handler = handler),
};
export const menus: unknown[] = [];
export const Menu = { buildFromTemplate: (template: unknown) => template, setApplicationMenu: (menu: unknown) => void menus.push(menu) };
export { MessageChannelDouble as MessageChannelMain, WindowDouble as BrowserWindow };

/** What a preload script is given. */
export const exposed: Record<string, Record<string, (...args: unknown[]) => unknown>> = {};
export const contextBridge = {
  exposeInMainWorld: (name: string, api: Record<string, (...args: unknown[]) => unknown>) => void (exposed[name] = api),
};
class IpcRendererDouble extends EventEmitter {
  readonly sent: (readonly unknown[])[] = [];
  send(...message: readonly unknown[]): void {
    this.sent.push(message);
  }
  invoke(...message: readonly unknown[]): Promise<unknown> {
    this.sent.push(message);
    return Promise.resolve('/chosen');
  }
}
export const ipcRenderer = new IpcRendererDouble();
