/** What the browser keeps on the file service's volume: its tabs, and what each site stores. Writing waits a moment and takes the last state. */
import { allocatePort, files, receive, type Files, type ReceiveRight } from 'machlab';
import { readSaved, writeSaved, type SavedTab } from './saved.ts';

/** Changes within this time are written together. */
const SAVE_AFTER_MS = 200;
/** Values of one site, and bytes of them in all: like what browsers allow. */
const VALUES_MAX = 1000;
const SITE_BYTES_MAX = 4_000_000;

export class BrowserVolume {
  readonly #files: Files = files();
  readonly #folderPath: string;
  readonly #tabsPath: string;
  readonly #stores = new Map<string, Promise<Map<string, string>>>();
  readonly #due = new Map<string, () => string>();
  #folder: Promise<void> | undefined;
  #silence: ReceiveRight | undefined;
  #saving = false;

  constructor(folder: string) {
    this.#folderPath = folder;
    this.#tabsPath = `${folder}/tabs.json`;
  }

  async tabs(): Promise<readonly SavedTab[]> {
    return this.#files.readText(this.#tabsPath).then(readSaved, () => []);
  }

  saveTabs(tabs: () => readonly SavedTab[]): void {
    this.#save(this.#tabsPath, () => writeSaved(tabs()));
  }

  /** What a site keeps. */
  store(site: string): Promise<Map<string, string>> {
    let store = this.#stores.get(site);
    if (store === undefined) {
      const path = this.#pathOf(site);
      store = this.#files.readText(path).then(
        (text) => new Map(Object.entries(JSON.parse(text) as Record<string, string>)),
        () => new Map<string, string>(),
      );
      this.#stores.set(site, store);
    }
    return store;
  }

  /** A site keeps a value, or keeps it no longer. What is too much is refused. */
  async put(site: string, key: string, value: string | undefined): Promise<boolean> {
    const store = await this.store(site);
    if (value === undefined) store.delete(key);
    else {
      let sum = key.length + value.length;
      for (const [name, kept] of store) if (name !== key) sum += name.length + kept.length;
      if (sum > SITE_BYTES_MAX || (store.size >= VALUES_MAX && !store.has(key))) return false;
      store.set(key, value);
    }
    this.#save(this.#pathOf(site), () => JSON.stringify(Object.fromEntries(store)));
    return true;
  }

  #save(path: string, text: () => string): void {
    this.#due.set(path, text);
    if (!this.#saving) void this.#write();
  }

  async #write(): Promise<void> {
    this.#saving = true;
    try {
      this.#silence ??= await allocatePort();
      while (this.#due.size > 0) {
        await receive(this.#silence, { timeoutMs: SAVE_AFTER_MS });
        await (this.#folder ??= this.#files.mkdir(this.#folderPath).catch(() => undefined));
        const due = [...this.#due];
        this.#due.clear();
        for (const [path, text] of due) {
          await this.#files.replace(path, text()).catch((error: unknown) => console.error(`${path} was not written:`, String(error)));
        }
      }
    } finally {
      this.#saving = false;
    }
  }

  /** A file's name that only letters and digits of the site's address can be in. */
  #pathOf(site: string): string {
    return `${this.#folderPath}/site-${site.replaceAll(/[^a-z0-9]+/gi, '-').slice(0, 100)}.json`;
  }
}
