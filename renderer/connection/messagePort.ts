import { parseToWindow } from './transport.ts';
import type { Connect } from './transport.ts';

/** The desktop edition: a port that the preload script hands over. Text and bytes as over a socket. */
export function overMessagePort(port: MessagePort): Connect {
  return (listener) => {
    port.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (data instanceof ArrayBuffer) return listener.binary(new Uint8Array(data));
      if (data instanceof Uint8Array) return listener.binary(data);
      const message = parseToWindow(data);
      if (message !== null) listener.text(message);
    });
    port.addEventListener('close', () => listener.closed(false));
    port.start();
    queueMicrotask(() => listener.opened());
    return {
      send: (message) => port.postMessage(JSON.stringify(message)),
      close: () => port.close(),
    };
  };
}
