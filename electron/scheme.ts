/** The window's own address: its files by a scheme of the application, with the headers that the browser edition sends. No network is in it. */
import { protocol } from 'electron';
import { pageAt } from '../host/serve/page.ts';

const SCHEME = 'machlab';
export const ORIGIN = `${SCHEME}://app`;

/** Before the application is ready: pages of the scheme are secure ones with an origin, and may fetch from themselves. */
export function declareScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** `root`: the folder of the built window. */
export function servePages(root: string): void {
  protocol.handle(SCHEME, ({ url, method }) => {
    const { host, pathname } = new URL(url);
    if (host !== 'app' || method !== 'GET') return new Response('This is not an address of the window.\n', { status: 404 });
    const { status, headers, body } = pageAt(root, pathname, ORIGIN);
    return new Response(body, { status, headers });
  });
}
