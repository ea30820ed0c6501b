import { expect, test } from '../window.ts';
import { status } from '../processes.ts';
import { DesktopSystem } from './system.ts';

/** Electron itself, beside the window that it shows. */
function applicationOf(system: unknown): DesktopSystem['application'] {
  if (!(system instanceof DesktopSystem)) throw new Error('these tests are of the desktop edition alone');
  return system.application;
}

test('the window shows the system, in a sandbox and without Node', async ({ window, system }) => {
  expect(window.page.url()).toBe(await system.link());
  const found = await window.page.evaluate(() => [typeof globalThis.process, typeof (globalThis as { require?: unknown }).require]);
  expect(found).toEqual(['undefined', 'undefined']);
  const pid = await applicationOf(system).evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.webContents.getOSProcessId());
  expect(status(pid, 'Seccomp')).toBe('2');
});

test('a page cannot go elsewhere or open a window', async ({ window, system }) => {
  await window.page.evaluate(() => void globalThis.open('https://example.org/'));
  await window.page.evaluate(() => void location.assign('https://example.org/'));
  await window.step('j');
  expect(window.page.url()).toBe(await system.link());
  expect(applicationOf(system).windows()).toHaveLength(1);
});
