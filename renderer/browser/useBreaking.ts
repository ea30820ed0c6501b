import { useTaskActions } from '../shell/useTaskActions.ts';
import type { Way } from './breaking.ts';
import { useBrowser } from './useBrowser.ts';
import { useDisplay } from './useDisplay.ts';
import type { Listed } from './useProcesses.ts';

/** Breaks processes of the browser, in earnest. */
export function useBreaking(): (process: Pick<Listed, 'task' | 'role'>, way: Way) => void {
  const browser = useBrowser();
  const display = useDisplay();
  const { crash } = useTaskActions();
  return ({ task, role }, way) => {
    // Whoever shares a process dies with it.
    if (way.by === 'signal') return void crash(display.single && role !== 'service' ? display.task : task, way.how);
    if (role === 'plugin') return void browser.ask('browser_crash_plugin', { task, how: way.how });
    const tab = role === 'browser' ? 0 : display.tabs.find(({ renderer }) => renderer === task)?.tab;
    if (tab !== undefined) void browser.ask('browser_crash', { tab, how: way.how });
  };
}
