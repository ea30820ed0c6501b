/** What no page in this application may do, whatever it is and wherever it came from. */
import type { App, Session, WebContents, WebPreferences } from 'electron';
import { ORIGIN } from './scheme.ts';

/** A page without Node, in Chromium's sandbox, apart from its preload script. */
export const WEB_PREFERENCES: Readonly<WebPreferences> = {
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
};

/** Copying a table is all that the window asks for. */
const PERMITTED: ReadonlySet<string> = new Set(['clipboard-sanitized-write']);

export const isOurs = (url: string): boolean => url === ORIGIN || url.startsWith(`${ORIGIN}/`);

/** Every page from now on: it opens no window, goes nowhere else, embeds nothing. */
export function fencePages(app: App): void {
  app.on('web-contents-created', (_, contents: WebContents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
    for (const going of ['will-navigate', 'will-redirect', 'will-frame-navigate'] as const) {
      contents.on(going as 'will-navigate', (event) => {
        if (!isOurs(event.url)) event.preventDefault();
      });
    }
    contents.on('will-attach-webview', (event) => event.preventDefault());
  });
}

/** No permission but those of the list, and those to our own page alone; no network at all. */
export function fenceSession(session: Session): void {
  const may = (permission: string, url: string): boolean => PERMITTED.has(permission) && isOurs(url);
  session.setPermissionRequestHandler((contents, permission, answer) => answer(may(permission, contents.getURL())));
  session.setPermissionCheckHandler((_, permission, origin) => may(permission, origin.replace(/\/$/, '')));
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !/^(machlab|blob|data|devtools):/.test(url) }));
  session.on('will-download', (event, item) => {
    // Figures and sessions that the page made itself; nothing comes from elsewhere.
    if (!/^(blob|data):/.test(item.getURL())) event.preventDefault();
  });
}
