import { describe, expect, it, vi } from 'vitest';
import * as double from './testing/electronDouble.ts';

vi.mock('electron', () => import('./testing/electronDouble.ts'));

describe('the preload script', () => {
  it('gives the page five functions and nothing of Electron', async () => {
    const posted: unknown[] = [];
    vi.stubGlobal('window', { location: { origin: 'machlab://app' }, postMessage: (...args: unknown[]) => posted.push(args) });
    await import('./preload.ts');
    const api = double.exposed['machlabDesktop']!;
    expect(Object.keys(api).toSorted()).toEqual(['connect', 'menu', 'onAction', 'onFile', 'save']);
    for (const value of Object.values(api)) expect(typeof value).toBe('function');

    api['connect']!();
    expect(double.ipcRenderer.sent.at(-1)).toEqual(['machlab:connect']);
    double.ipcRenderer.emit('machlab:port', { ports: ['port'] });
    expect(posted).toEqual([['machlab-port', 'machlab://app', ['port']]]);

    const acted: unknown[] = [];
    api['onAction']!((action: unknown) => acted.push(action));
    double.ipcRenderer.emit('machlab:action', { sender: 'electron' }, 'step');
    expect(acted).toEqual(['step']);
    expect(await api['save']!('a', new Uint8Array(1))).toBe('/chosen');
    vi.unstubAllGlobals();
  });
});
