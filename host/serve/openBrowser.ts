import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What opens an address with the user's own browser, by operating system. */
const OPENERS: Readonly<Record<string, readonly [command: string, ...args: string[]]>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
  linux: ['xdg-open'],
};

/** Opens an address in the user's browser. Returns: whether there is something here that can. */
export function openBrowser(address: string): boolean {
  const opener = OPENERS[process.platform];
  if (opener === undefined) return false;
  const [command, ...args] = opener;
  if (process.platform === 'linux' && (!isOnPath(command) || !hasDisplay())) return false;
  const child = spawn(command, [...args, address], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined); // the address is printed in any case
  child.unref();
  return true;
}

function hasDisplay(): boolean {
  return (process.env['DISPLAY'] ?? '') !== '' || (process.env['WAYLAND_DISPLAY'] ?? '') !== '';
}

function isOnPath(command: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, command)));
}
