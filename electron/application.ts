/** The desktop application: one instance, one system, one window. Quitting it ends the kernel, and with the kernel every task. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { app, BrowserWindow, crashReporter, dialog, ipcMain, screen, session, type IpcMainInvokeEvent } from 'electron';
import { openDataFolder, type DataFolder } from '../host/dataFolder.ts';
import { rendererPath, version } from '../host/paths.ts';
import { bundleProgram, findProgram } from '../host/programs.ts';
import { SharedSystem } from '../host/serve/system.ts';
import { Bridge, isFromWindow } from './bridge.ts';
import { fencePages, fenceSession, WEB_PREFERENCES } from './fence.ts';
import { IPC, menuOf, type MenuGroup } from './ipc.ts';
import { showMenu } from './menu.ts';
import { declareScheme, ORIGIN, servePages } from './scheme.ts';
import { filesIn, readSessionFile, SESSION_EXTENSION } from './sessionFiles.ts';
import { LEAST, readWindowState, writeWindowState } from './windowState.ts';

const SESSION_FILTER = { name: 'machlab session', extensions: [SESSION_EXTENSION] };

export class Application {
  #window: BrowserWindow | null = null;
  #system: SharedSystem | null = null;
  #groups: readonly MenuGroup[] = [];
  /** Named before there was a window to open them in. */
  readonly #waiting: string[] = [];
  #ready = false;
  #data!: DataFolder;
  #ended = false;

  /** What has to be settled before Electron is ready. *Returns* false when another instance runs: it has been told. */
  prepare(): boolean {
    this.#data = openDataFolder();
    // Before the lock, which is a file in it: who names other data gets an instance of their own.
    const own = join(this.#data.state, 'desktop');
    mkdirSync(own, { recursive: true });
    app.setPath('userData', own);
    if (!app.requestSingleInstanceLock()) {
      app.quit();
      return false;
    }
    crashReporter.start({ uploadToServer: false });
    app.enableSandbox();
    declareScheme();
    fencePages(app);
    app.setAboutPanelOptions({ applicationName: 'machlab', applicationVersion: version(), copyright: 'MIT licence' });
    app.on('second-instance', (_, argv, folder) => {
      this.#window?.restore();
      this.#window?.focus();
      for (const path of filesIn(argv.slice(1), folder)) this.open(path);
    });
    app.on('open-file', (event, path) => {
      event.preventDefault();
      this.open(path);
    });
    app.on('window-all-closed', () => app.quit());
    app.on('before-quit', (event) => {
      if (this.#ended) return;
      event.preventDefault();
      void this.#end().finally(() => app.quit());
    });
    app.on('child-process-gone', (_, { type, reason }) => {
      if (reason !== 'clean-exit') process.stderr.write(`A helper process of Electron ended: ${type}, ${reason}.\n`);
    });
    // A signal ends it as a quit does. A kill cannot be heard; then the kernel notices that its channel is closed.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit());
    return true;
  }

  async start(argv: readonly string[]): Promise<void> {
    await app.whenReady();
    fenceSession(session.defaultSession);
    servePages(rendererPath());
    const system = new SharedSystem(this.#data);
    this.#system = system;
    const greeting = await bundleProgram(findProgram('hello'));
    await system.boot();
    const bridge = new Bridge(system);
    ipcMain.on(IPC.connect, (event) => {
      if (!isFromWindow(event) || bridge.open === 0) return;
      this.#ready = true;
      for (const path of this.#waiting.splice(0)) this.open(path);
    });
    ipcMain.on(IPC.menu, (event, value: unknown) => {
      const groups = isFromWindow(event) ? menuOf(value) : null;
      if (groups === null) return;
      this.#groups = groups;
      this.#showMenu();
    });
    ipcMain.handle(IPC.save, (event, name: unknown, bytes: unknown) => this.#save(event, name, bytes));
    for (const path of filesIn(argv, process.cwd())) this.open(path);
    await system.greet(greeting);
    await this.#show();
  }

  /** A session file, now or as soon as there is a window. */
  open(path: string): void {
    if (!this.#ready || this.#window === null) return void this.#waiting.push(path);
    const file = readSessionFile(path);
    if (typeof file === 'string') return dialog.showErrorBox('This session cannot be opened', file);
    app.addRecentDocument(path);
    this.#window.webContents.send(IPC.file, file);
  }

  async #show(): Promise<void> {
    const kept = join(app.getPath('userData'), 'window.json');
    const { maximized, ...bounds } = readWindowState(
      kept,
      screen.getAllDisplays().map(({ workArea }) => workArea),
    );
    const window = new BrowserWindow({
      ...bounds,
      minWidth: LEAST.width,
      minHeight: LEAST.height,
      show: false,
      title: 'machlab',
      webPreferences: { ...WEB_PREFERENCES, preload: join(import.meta.dirname, 'preload.cjs') },
    });
    this.#window = window;
    if (maximized) window.maximize();
    window.once('ready-to-show', () => window.show());
    window.on('close', () => writeWindowState(kept, { ...window.getNormalBounds(), maximized: window.isMaximized() }));
    window.on('closed', () => (this.#window = null));
    window.webContents.on('render-process-gone', (_, { reason }) => void this.#pageGone(window, reason));
    this.#showMenu();
    await window.loadURL(`${ORIGIN}/index.html`);
  }

  #showMenu(): void {
    if (this.#window === null) return;
    showMenu(this.#groups, this.#window, { open: () => void this.#choose(), about: () => app.showAboutPanel() });
  }

  async #choose(): Promise<void> {
    const { filePaths } = await dialog.showOpenDialog({ properties: ['openFile'], filters: [SESSION_FILTER] });
    for (const path of filePaths) this.open(path);
  }

  async #save(event: IpcMainInvokeEvent, name: unknown, bytes: unknown): Promise<string | null> {
    if (!isFromWindow(event) || typeof name !== 'string' || !(bytes instanceof Uint8Array)) return null;
    const { filePath } = await dialog.showSaveDialog({ defaultPath: basename(name), filters: [SESSION_FILTER] });
    if (filePath === '') return null;
    writeFileSync(filePath, bytes);
    if (filePath.endsWith(`.${SESSION_EXTENSION}`)) app.addRecentDocument(filePath);
    return filePath;
  }

  /** The system runs on without its window: nothing of it is lost. */
  async #pageGone(window: BrowserWindow, reason: string): Promise<void> {
    if (reason === 'clean-exit') return;
    const { response } = await dialog.showMessageBox({
      type: 'error',
      message: 'The window’s process has ended.',
      detail: `Electron says: ${reason}. The kernel and its tasks run on; a new window shows all that happened.`,
      buttons: ['Open the window again', 'Quit'],
      defaultId: 0,
      cancelId: 1,
    });
    if (response === 0) window.webContents.reload();
    else app.quit();
  }

  async #end(): Promise<void> {
    this.#ended = true;
    await this.#system?.end();
  }
}
