import { readFileSync } from 'node:fs';

/** The programs that tasks can be started with, by name: handed in by the host, or files that the host named at boot. */
export class Programs {
  readonly #paths: Readonly<Record<string, string>>;
  readonly #sources = new Map<string, Uint8Array>();

  constructor(paths: Readonly<Record<string, string>>) {
    this.#paths = paths;
  }

  handIn(name: string, source: Uint8Array): void {
    this.#sources.set(name, source);
  }

  /** The bundled module; undefined when there is no such program. Throws when its file cannot be read. */
  source(name: string): Uint8Array | undefined {
    const known = this.#sources.get(name);
    if (known !== undefined) return known;
    const path = Object.hasOwn(this.#paths, name) ? this.#paths[name] : undefined;
    if (path === undefined) return undefined;
    const source = readFileSync(path);
    this.#sources.set(name, source);
    return source;
  }
}
