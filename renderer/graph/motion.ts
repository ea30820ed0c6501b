/** How messages move over time: hops one by one when there are few, shorter ones when there are more, counts on ports when there are many. */

import { middle } from '../scene/geometry.ts';
import type { Scene } from '../scene/items.ts';
import type { Hop, Traffic } from '../scene/traffic.ts';
import type { Flight, Rate } from './overlay.ts';

const HOP_MS = 420;
const SHORT_HOP_MS = 120;
const LEAST_MS = 60;
/** Moves a second from which hops are short, and from which there are none. */
const SHORT_FROM = 8;
const NONE_FROM = 25;
/** Hops of one step follow each other. */
const STAGGER = 0.35;
/** Where on its way an envelope is drawn that does not move: beside the port, not on its title. */
const STILL_AT = 0.7;

interface Going {
  readonly hop: Hop;
  readonly startMs: number;
  readonly durationMs: number;
}

export interface MotionOptions {
  /** Infinity: nothing moves. */
  readonly speed: number;
  readonly reduced: boolean;
}

export class Motion {
  #going: Going[] = [];
  #still: readonly Hop[] = [];
  /** Moves of the last second: when, how many, and at which ports. */
  #recent: { readonly atMs: number; readonly moves: number; readonly ports: readonly number[] }[] = [];

  /** A step has been taken. What still moves is finished at once. */
  begin(traffic: Traffic, nowMs: number, { speed, reduced }: MotionOptions): void {
    this.#going = [];
    this.#still = [];
    this.#recent.push({ atMs: nowMs, moves: traffic.moves, ports: traffic.hops.map(({ port }) => port) });
    const rate = this.#rate(nowMs);
    if (speed === Infinity || rate > NONE_FROM) return;
    if (reduced) {
      this.#still = traffic.hops;
      return;
    }
    const durationMs = Math.max(LEAST_MS, (rate > SHORT_FROM ? SHORT_HOP_MS : HOP_MS) / speed);
    this.#going = traffic.hops.map((hop, i) => ({ hop, durationMs, startMs: nowMs + i * durationMs * STAGGER }));
  }

  stop(): void {
    this.#going = [];
    this.#still = [];
    this.#recent = [];
  }

  /** Whether the picture changes with time alone. */
  moving(nowMs: number): boolean {
    this.#rate(nowMs);
    return this.#going.length > 0 || this.#recent.length > 0;
  }

  flights(nowMs: number): Flight[] {
    this.#going = this.#going.filter(({ startMs, durationMs }) => nowMs < startMs + durationMs);
    const flights = this.#going.map(({ hop, startMs, durationMs }) =>
      flight(hop, eased(Math.max(0, (nowMs - startMs) / durationMs)), false),
    );
    return [...flights, ...this.#still.map((hop) => flight(hop, STILL_AT, true))];
  }

  /** Messages a second at ports, once there are too many to show one by one. */
  rates(scene: Scene, nowMs: number): Rate[] {
    if (this.#rate(nowMs) <= NONE_FROM) return [];
    const counts = new Map<number, number>();
    for (const { ports } of this.#recent) for (const port of ports) counts.set(port, (counts.get(port) ?? 0) + 1);
    return scene.ports.flatMap(({ id, rect }) => {
      const count = counts.get(id);
      return count === undefined ? [] : [{ at: { x: middle(rect).x, y: rect.y }, text: `×${count}/s` }];
    });
  }

  #rate(nowMs: number): number {
    this.#recent = this.#recent.filter(({ atMs }) => atMs > nowMs - 1000);
    return this.#recent.reduce((sum, { moves }) => sum + moves, 0);
  }
}

function flight({ path, rights, memory, notification, label }: Hop, share: number, still: boolean): Flight {
  return { path, share, rights, memory, notification, label, still };
}

/** Leaves briskly, arrives softly: the curve of `--ease-hop`, found by halving. */
function eased(share: number): number {
  const curve = (t: number, a: number, b: number): number => 3 * (1 - t) ** 2 * t * a + 3 * (1 - t) * t * t * b + t ** 3;
  let low = 0;
  let high = 1;
  for (let i = 0; i < 12; i++) {
    const half = (low + high) / 2;
    if (curve(half, 0.3, 0.2) < share) low = half;
    else high = half;
  }
  return curve(low, 0, 1);
}
