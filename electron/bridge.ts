/** Between the host and a window: what goes over a WebSocket in the browser edition goes over a message port here. */
import { ipcMain, MessageChannelMain, type IpcMainEvent, type IpcMainInvokeEvent, type MessagePortMain } from 'electron';
import type { SharedSystem } from '../host/serve/system.ts';
import { HostedWindow, type WindowChannel } from '../host/serve/window.ts';
import { TO_HOST_BYTES_MAX } from '../kernel/abi/window.ts';
import { isOurs } from './fence.ts';
import { IPC } from './ipc.ts';

/** Only the page of the window itself is listened to: not a frame in it, nor a page that took its place. */
export function isFromWindow({ senderFrame }: IpcMainEvent | IpcMainInvokeEvent): boolean {
  return senderFrame !== null && senderFrame.parent === null && isOurs(senderFrame.url);
}

export class Bridge {
  readonly #system: SharedSystem;
  /** Held, or the collector would close them. */
  readonly #ports = new Set<MessagePortMain>();
  #windows = 0;

  constructor(system: SharedSystem) {
    this.#system = system;
    ipcMain.on(IPC.connect, (event) => {
      if (isFromWindow(event)) this.#connect(event);
    });
  }

  get open(): number {
    return this.#ports.size;
  }

  #connect({ senderFrame }: IpcMainEvent): void {
    const { port1: ours, port2: theirs } = new MessageChannelMain();
    this.#ports.add(ours);
    const window = new HostedWindow(this.#system, channelOver(ours), ++this.#windows, 'full');
    ours.on('message', ({ data }: { readonly data: unknown }) => {
      if (typeof data === 'string' && data.length <= TO_HOST_BYTES_MAX) window.hear(data);
      else ours.close();
    });
    ours.on('close', () => {
      window.closed();
      this.#ports.delete(ours);
    });
    ours.start();
    senderFrame?.postMessage(IPC.port, null, [theirs]);
  }
}

function channelOver(port: MessagePortMain): WindowChannel {
  return {
    text: (message) => port.postMessage(message),
    bytes: (data) => port.postMessage(data),
    close: () => port.close(),
  };
}
