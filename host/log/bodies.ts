/** Whole bodies of messages, of which the log has the first bytes alone: the newest, as many as there is room for. */
export class Bodies {
  readonly #limitBytes: number;
  /** In the order in which they came. */
  readonly #bodies = new Map<number, Uint8Array>();
  #bytes = 0;

  constructor(limitBytes = 0x4000000) {
    this.#limitBytes = limitBytes;
  }

  get sizeBytes(): number {
    return this.#bytes;
  }

  add(msg: number, body: Uint8Array): void {
    if (body.length > this.#limitBytes) return;
    this.#bodies.set(msg, body);
    this.#bytes += body.length;
    for (const [oldest, { length }] of this.#bodies) {
      if (this.#bytes <= this.#limitBytes) return;
      this.#bodies.delete(oldest);
      this.#bytes -= length;
    }
  }

  /** Message and body, the oldest first. */
  entries(): Iterable<readonly [msg: number, body: Uint8Array]> {
    return this.#bodies;
  }

  get(msg: number): Uint8Array | undefined {
    return this.#bodies.get(msg);
  }
}
