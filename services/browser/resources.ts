/** Pictures that pages asked for, by number: a display list names them, and a window asks for their bytes. */

/** Bytes of all pictures kept; the oldest go first. */
const RESOURCE_BYTES_MAX = 64_000_000;

export interface Resource {
  readonly number: number;
  readonly url: string;
  readonly data: Uint8Array;
}

export class Resources {
  readonly #byUrl = new Map<string, Resource>();
  readonly #byNumber = new Map<number, Resource>();
  #bytes = 0;
  #last = 0;

  /** The number of a picture, the same for the same address. */
  add(url: string, data: Uint8Array): { readonly number: number; readonly isNew: boolean } {
    const known = this.#byUrl.get(url);
    if (known !== undefined) return { number: known.number, isNew: false };
    const resource = { number: ++this.#last, url, data };
    this.#byUrl.set(url, resource);
    this.#byNumber.set(resource.number, resource);
    this.#bytes += data.length;
    while (this.#bytes > RESOURCE_BYTES_MAX) this.#dropOldest();
    return { number: resource.number, isNew: true };
  }

  all(): Iterable<Resource> {
    return this.#byNumber.values();
  }

  get(number: number): Uint8Array | undefined {
    return this.#byNumber.get(number)?.data;
  }

  #dropOldest(): void {
    const [oldest] = this.#byNumber.values();
    if (oldest === undefined) return;
    this.#byNumber.delete(oldest.number);
    this.#byUrl.delete(oldest.url);
    this.#bytes -= oldest.data.length;
  }
}
