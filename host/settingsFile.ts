/** The user's settings, in one file: written whole, and set aside when it cannot be read. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SETTINGS_BYTES_MAX } from '../kernel/abi/window.ts';
import type { DataFolder } from './dataFolder.ts';

const VERSION = 1;

export class SettingsFile {
  readonly #path: string;
  /** JSON; empty: there are none. */
  text = '';
  /** Where a file was put that could not be read; empty: there was none. */
  readonly setAside: string = '';

  constructor({ config }: DataFolder) {
    this.#path = join(config, 'settings.json');
    if (!existsSync(this.#path)) return;
    const found = valuesIn(readFileSync(this.#path, 'utf8'));
    if (found === null) {
      this.setAside = join(config, 'settings.broken.json');
      renameSync(this.#path, this.setAside);
    } else this.text = JSON.stringify(found);
  }

  /** Returns: false for what are no settings. */
  keep(text: string): boolean {
    const values = text.length <= SETTINGS_BYTES_MAX ? parsed(text) : null;
    if (values === null) return false;
    this.text = JSON.stringify(values);
    writeFileSync(`${this.#path}.new`, `${JSON.stringify({ version: VERSION, values }, null, 2)}\n`);
    renameSync(`${this.#path}.new`, this.#path);
    return true;
  }
}

/** The values of a file of this version or of an earlier one. */
function valuesIn(text: string): object | null {
  const found = parsed(text) as { version?: unknown; values?: unknown } | null;
  if (found === null || typeof found.version !== 'number' || found.version > VERSION) return null;
  return typeof found.values === 'object' ? found.values : null;
}

function parsed(text: string): object | null {
  try {
    const found: unknown = JSON.parse(text);
    return typeof found === 'object' && !Array.isArray(found) ? found : null;
  } catch {
    return null;
  }
}
