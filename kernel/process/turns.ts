import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import type { Connection } from './connection.ts';

/** Frames that one connection may hand over before the next one's turn, while several wait in line. */
const FRAMES_PER_TURN = 4;
/** Frames of those in line between two looks at the sockets: what one look and one write cost is little beside so many. */
const FRAMES_PER_ROUND = 64;
/** The same while somebody who says little is there, and would wait for a round's end twice in every round trip. */
const FRAMES_PER_SHORT_ROUND = 8;
/** Who says so little at a time, as one does who asks and waits for the answer; and for how long that is remembered. */
const LITTLE_FRAMES = 2;
const REMEMBERED_MS = 5;

/**
 * How long it looks for more before it sleeps. Whoever was just answered often asks again at once, and to be woken costs more than that:
 * in a round trip half of all waking is the kernel's. Who says much at a time is woken for seldom enough. On a single processor nobody
 * else would run meanwhile.
 */
const AWAKE_MS = availableParallelism() > 1 ? 0.06 : 0;

/**
 * Gives every connection its turn. What comes is taken at once, up to a budget; who has said more than that waits in line, unread,
 * and whoever says little is not kept waiting by who says much.
 */
export class Turns {
  readonly #line: Connection[] = [];
  readonly #afterwards: () => void;
  #scheduled = false;
  #halted = false;
  #shortUntilMs = 0;
  #awake = false;
  #awakeUntilMs = 0;
  readonly #paused = new Set<Connection>();

  /** `afterwards`: called when some frames were handed over, before the sockets are looked at again. */
  constructor(afterwards: () => void) {
    this.#afterwards = afterwards;
  }

  /** A chunk came. */
  arrived(connection: Connection, chunk: Uint8Array): void {
    connection.push(chunk);
    if (connection.inLine || this.#halted || connection.blocked) return this.#hold(connection);
    // Alone, it may say as much as a round has room for; it goes before those in line, but only with a little.
    const others = this.#line.length > 0;
    const budget = others ? FRAMES_PER_SHORT_ROUND : FRAMES_PER_ROUND;
    const left = connection.run(budget);
    if (left === 0 && connection.pending) this.#wait(connection);
    else if (others && left >= budget - LITTLE_FRAMES) this.#shortUntilMs = performance.now() + REMEMBERED_MS;
    this.#afterwards();
    if (left >= budget - LITTLE_FRAMES) this.#stayAwake();
  }

  /** The task has read what was written to it, or reading is allowed again: its own words are read again. */
  resume(connection: Connection): void {
    if (connection.blocked || this.#halted) return;
    if (connection.pending) this.#wait(connection);
    else if (!connection.inLine) this.#release(connection);
  }

  /** The channel of a connection is closed: `then` is called when everything that came is handed over. */
  closed(connection: Connection, then: () => void): void {
    connection.blocked = false;
    if (!connection.pending) return then();
    connection.atEnd = then;
    this.#wait(connection);
  }

  /** Nobody is read until `go`. */
  halt(): void {
    this.#halted = true;
  }

  go(connections: Iterable<Connection>): void {
    if (!this.#halted) return;
    this.#halted = false;
    for (const connection of connections) this.resume(connection);
    this.#schedule();
  }

  get halted(): boolean {
    return this.#halted;
  }

  #wait(connection: Connection): void {
    this.#hold(connection);
    if (!connection.inLine) {
      connection.inLine = true;
      this.#line.push(connection);
    }
    this.#schedule();
  }

  #hold(connection: Connection): void {
    if (this.#paused.has(connection)) return;
    this.#paused.add(connection);
    connection.channel.pause();
  }

  #release(connection: Connection): void {
    if (this.#paused.delete(connection)) connection.channel.resume();
  }

  #schedule(): void {
    if (this.#scheduled || this.#line.length === 0) return;
    this.#scheduled = true;
    setImmediate(() => this.#round());
  }

  /** Round-robin over those in line, until the round's budget is spent. */
  #round(): void {
    this.#scheduled = false;
    if (this.#halted) return;
    let budget = performance.now() < this.#shortUntilMs ? FRAMES_PER_SHORT_ROUND : FRAMES_PER_ROUND;
    while (budget > 0) {
      const connection = this.#line.shift();
      if (connection === undefined) break;
      connection.inLine = false;
      if (connection.blocked) continue;
      const given = Math.min(FRAMES_PER_TURN, budget);
      budget -= given - connection.run(given);
      if (connection.pending) {
        connection.inLine = true;
        this.#line.push(connection);
      } else {
        this.#release(connection);
        connection.atEnd?.();
      }
    }
    this.#afterwards();
    this.#schedule();
  }

  #stayAwake(): void {
    if (AWAKE_MS === 0) return;
    this.#awakeUntilMs = performance.now() + AWAKE_MS;
    if (this.#awake) return;
    this.#awake = true;
    setImmediate(this.#look);
  }

  readonly #look = (): void => {
    if (performance.now() < this.#awakeUntilMs) setImmediate(this.#look);
    else this.#awake = false;
  };
}
