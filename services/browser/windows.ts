/** Those who watch the browser: each is told of changes as fast as it takes them; of several pictures of a tab in between, of the last. */
import { call, deallocate, KERN_SUCCESS, type SendRight } from 'machlab';
import { browserWindow } from '../../kernel/abi/interfaces/browser.ts';

interface Watcher {
  readonly port: SendRight;
  /** What is to be said, by what it is about; a later one takes the place of an earlier one. */
  readonly pending: Map<string, (port: SendRight) => Promise<{ readonly code: number }>>;
  busy: boolean;
}

/** Windows at most, and lines of consoles that wait for one of them. */
const WATCHERS_MAX = 16;
const PENDING_MAX = 500;

export class Windows {
  readonly #watchers = new Set<Watcher>();
  #lines = 0;

  /** *Returns* false when there are too many. */
  add(port: SendRight): boolean {
    if (this.#watchers.size >= WATCHERS_MAX) return false;
    this.#watchers.add({ port, pending: new Map(), busy: false });
    return true;
  }

  get any(): boolean {
    return this.#watchers.size > 0;
  }

  tabsChanged(): void {
    this.#tell('tabs', (port) => call(port, browserWindow.window_tabs_changed, {}));
  }

  painted(tab: number, paint: Uint8Array): void {
    this.#tell(`paint ${tab}`, (port) => call(port, browserWindow.window_painted, { tab, paint }));
  }

  embedPainted(tab: number, embed: number, paint: Uint8Array): void {
    this.#tell(`embed ${tab} ${embed}`, (port) => call(port, browserWindow.window_embed_painted, { tab, embed, paint }));
  }

  console(tab: number, level: number, text: string): void {
    this.#tell(`line ${++this.#lines}`, (port) => call(port, browserWindow.window_console, { tab, level, text }));
  }

  #tell(about: string, say: (port: SendRight) => Promise<{ readonly code: number }>): void {
    for (const watcher of this.#watchers) {
      if (watcher.pending.size < PENDING_MAX || watcher.pending.has(about)) watcher.pending.set(about, say);
      if (!watcher.busy) void this.#run(watcher);
    }
  }

  async #run(watcher: Watcher): Promise<void> {
    watcher.busy = true;
    for (;;) {
      const [next] = watcher.pending;
      if (next === undefined) break;
      watcher.pending.delete(next[0]);
      const { code } = await next[1](watcher.port);
      if (code === KERN_SUCCESS) continue;
      this.#watchers.delete(watcher);
      await deallocate(watcher.port).catch(() => undefined);
      return;
    }
    watcher.busy = false;
  }
}
