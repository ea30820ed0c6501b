/** Where a tab has been: addresses, and which of them it shows. */

/** Addresses of one tab that are kept. */
export const HISTORY_MAX = 50;

export class History {
  #addresses: string[];
  #at: number;

  constructor(addresses: readonly string[], at = addresses.length - 1) {
    this.#addresses = addresses.slice(0, HISTORY_MAX);
    this.#at = Math.max(0, Math.min(at, this.#addresses.length - 1));
  }

  get current(): string {
    return this.#addresses[this.#at] ?? '';
  }

  get addresses(): readonly string[] {
    return this.#addresses;
  }

  get at(): number {
    return this.#at;
  }

  /** Bit 1: there is something behind; bit 2: ahead. */
  get canGo(): number {
    return (this.#at > 0 ? 1 : 0) | (this.#at < this.#addresses.length - 1 ? 2 : 0);
  }

  /** A new address: what lay ahead is forgotten. */
  push(address: string): void {
    if (address === this.current) return;
    this.#addresses = [...this.#addresses.slice(0, this.#at + 1), address].slice(-HISTORY_MAX);
    this.#at = this.#addresses.length - 1;
  }

  /** Back or forward by so many. *Returns* whether there was something. */
  go(by: number): boolean {
    const to = this.#at + by;
    if (to < 0 || to >= this.#addresses.length) return false;
    this.#at = to;
    return true;
  }
}
