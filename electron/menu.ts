/** The application's menu: what the system expects of every application, and the window's own commands under their own names. */
import { Menu, type BrowserWindow, type MenuItemConstructorOptions } from 'electron';
import { IPC, type MenuEntry, type MenuGroup } from './ipc.ts';

export interface MenuActions {
  readonly open: () => void;
  readonly about: () => void;
}

export function showMenu(groups: readonly MenuGroup[], window: BrowserWindow, actions: MenuActions, platform = process.platform): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(groups, window, actions, platform)));
}

export function menuTemplate(
  groups: readonly MenuGroup[],
  window: BrowserWindow,
  { open, about }: MenuActions,
  platform: NodeJS.Platform,
): MenuItemConstructorOptions[] {
  const apple = platform === 'darwin';
  const item = ({ action, label, key }: MenuEntry): MenuItemConstructorOptions => {
    const accelerator = acceleratorOf(key, apple);
    return {
      id: action,
      label,
      click: () => window.webContents.send(IPC.action, action),
      // The page has the keys: a menu that took them would take them from its text fields too.
      ...(accelerator === '' ? {} : { accelerator, registerAccelerator: false }),
    };
  };
  return [
    ...(apple ? [{ role: 'appMenu' } satisfies MenuItemConstructorOptions] : []),
    {
      label: 'File',
      submenu: [
        { label: 'Open…', accelerator: 'CmdOrCtrl+O', click: open },
        { role: 'recentDocuments', submenu: [{ role: 'clearRecentDocuments' }] },
        { type: 'separator' },
        apple ? { role: 'close' } : { role: 'quit' },
      ],
    },
    { role: 'editMenu' },
    ...groups.map(({ label, items }): MenuItemConstructorOptions => ({ label, submenu: items.map(item) })),
    { role: 'windowMenu' },
    { role: 'help', submenu: [{ label: 'About machlab', click: about }] },
  ];
}

/** The key of a binding as Electron writes it; empty where it has no way to, or macOS would take the key from the page. */
export function acceleratorOf(key: string, apple: boolean): string {
  const parts = key.split('+').map((part) => PARTS[part] ?? (/^[a-z]$/.test(part) ? part.toUpperCase() : part.replace(/^Digit/, '')));
  if (key === '' || key.includes('[') || key.includes('(') || parts.includes('')) return '';
  const isPlain = parts.every((part) => part !== 'CmdOrCtrl');
  return apple && isPlain ? '' : parts.join('+');
}

const PARTS: Readonly<Record<string, string>> = {
  $mod: 'CmdOrCtrl',
  ArrowRight: 'Right',
  ArrowLeft: 'Left',
  PageDown: 'PageDown',
  PageUp: 'PageUp',
};
