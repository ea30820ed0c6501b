/** All that the window's page sees of Electron. It runs in the page's sandbox, in a world of its own. */
import { contextBridge, ipcRenderer } from 'electron';
import { IPC, type MenuGroup, type OpenedFile } from './ipc.ts';

/** Of the page's world only this is used here. */
declare const window: {
  readonly location: { readonly origin: string };
  postMessage(message: string, target: string, transfer: readonly MessagePort[]): void;
};

/** What a page of the window hears as the event that carries the port to the host. */
const PORT_MESSAGE = 'machlab-port';

ipcRenderer.on(IPC.port, ({ ports }) => window.postMessage(PORT_MESSAGE, window.location.origin, [...ports]));

contextBridge.exposeInMainWorld('machlabDesktop', {
  connect: (): void => ipcRenderer.send(IPC.connect),
  menu: (groups: readonly MenuGroup[]): void => ipcRenderer.send(IPC.menu, groups),
  onAction: (act: (action: string) => void): void => {
    ipcRenderer.on(IPC.action, (_, action: string) => act(action));
  },
  onFile: (open: (name: string, bytes: Uint8Array) => void): void => {
    ipcRenderer.on(IPC.file, (_, { name, bytes }: OpenedFile) => open(name, bytes));
  },
  save: (name: string, bytes: Uint8Array): Promise<string | null> => ipcRenderer.invoke(IPC.save, name, bytes) as Promise<string | null>,
});
