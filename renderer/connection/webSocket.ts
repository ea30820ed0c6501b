import { WINDOW_PATH } from '../../kernel/abi/window.ts';
import { parseToWindow } from './transport.ts';
import type { Connect } from './transport.ts';

/** Close code of a host that will not have this window: no cookie, or one of another run. */
const POLICY_VIOLATION = 1008;

/** The browser edition: the host that served the page, by the cookie it gave. */
export function overWebSocket(page: Location): Connect {
  const url = new URL(WINDOW_PATH, page.href);
  url.protocol = page.protocol === 'https:' ? 'wss:' : 'ws:';
  return (listener) => {
    const socket = new WebSocket(url);
    socket.binaryType = 'arraybuffer';
    socket.addEventListener('open', () => listener.opened());
    socket.addEventListener('close', ({ code }) => listener.closed(code === POLICY_VIOLATION));
    socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (data instanceof ArrayBuffer) return listener.binary(new Uint8Array(data));
      const message = parseToWindow(data);
      if (message !== null) listener.text(message);
    });
    return {
      send: (message) => socket.send(JSON.stringify(message)),
      close: () => socket.close(),
    };
  };
}
