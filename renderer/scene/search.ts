/**
 * The way of one line from a chip to a port: straight down, by one track, into the port's side, or through an alley to the far row. Of the
 * ways that are free the cheapest is taken, by length, bends and crossings; at equal cost the first, so the same case gives the same way.
 */

import {
  alleyTracks,
  CLEARANCE,
  COLUMN,
  DENSE_TRACKS,
  LATTICE_X,
  PORT_H,
  PORT_PINS,
  PORT_ROWS,
  PORT_W,
  portX,
  SIDE_PINS,
  TRACKS,
} from './geometry.ts';
import type { Point, Side } from './geometry.ts';
import type { Clearance, Occupancy } from './occupancy.ts';
import type { Path } from './path.ts';

/** Where a line begins: the middle of a chip's edge that faces the kernel. */
export interface Start {
  readonly x: number;
  readonly y: number;
  readonly side: Side;
}

export interface Goal {
  readonly column: number;
  readonly row: number;
}

const BEND = 45;
const CROSSING = 70;
const FAR_FACE = 25;
const RAILS_FAR_FACE = 120;
/** How much longer a way may be than the shortest and still be looked at. */
const SLACK = 5 * CROSSING;
/** What running on top of another line costs, a pixel, where there is no free way. */
const OVERLAP = 3;
/** Alleys tried on either side of both ends. */
const REACH = 2;

/** On tracks of their own; on tracks between those; or wherever, on top of others. */
export type Room = 'free' | 'dense' | 'shared';

/** How near a line of a kind may come to others. */
export function clearanceOf(room: Room, rails: boolean): Clearance {
  switch (room) {
    case 'free':
      return { thin: CLEARANCE - 1, rails: CLEARANCE - 1 };
    case 'dense':
      return rails ? { thin: 5.4, rails: 6.6 } : { thin: 3, rails: 5.4 };
    case 'shared':
      return { thin: 0, rails: 0 };
    default:
      throw new Error(`no such room: ${String(room satisfies never)}`);
  }
}

/** Ways looked at closely, the cheapest first. */
const COMPARED_MOST = 60;

interface Way {
  readonly path: Path;
  readonly cost: number;
}

export class Search {
  readonly #taken: Occupancy;
  readonly #clearance: Clearance;
  readonly #start: Start;
  readonly #goal: Goal;
  readonly #rails: boolean;
  readonly #ways: Way[] = [];
  /** Channels and rows in the order in which they are met from the start. */
  readonly #channels: readonly (readonly number[])[];
  readonly #depth: number;
  readonly #pinsFree = new Map<number, boolean>();
  #least = Infinity;

  constructor(taken: Occupancy, start: Start, goal: Goal, rails: boolean, room: Room) {
    this.#taken = taken;
    this.#clearance = clearanceOf(room, rails);
    const tracks = room === 'dense' ? DENSE_TRACKS : TRACKS;
    this.#start = start;
    this.#goal = goal;
    this.#rails = rails;
    this.#channels = start.side === 'up' ? tracks : tracks.toReversed().map((channel) => channel.toReversed());
    this.#depth = start.side === 'up' ? goal.row : PORT_ROWS.length - 1 - goal.row;
  }

  /** Null: no way is free. */
  best(): Path | null {
    this.#straight();
    this.#byOneTrack();
    this.#intoSide(this.#start.x, []);
    this.#throughAlleys();
    const ways = this.#ways.toSorted((a, b) => a.cost - b.cost);
    let best: Way | null = null;
    for (const way of ways.slice(0, COMPARED_MOST)) {
      if (best !== null && way.cost >= best.cost) break;
      const shared = this.#clearance.thin > 0 ? 0 : OVERLAP * this.#taken.overlap(way.path, CLEARANCE - 2);
      const cost = way.cost + shared + CROSSING * this.#taken.countCrossings(way.path);
      if (best === null || cost < best.cost) best = { path: way.path, cost };
    }
    return best?.path ?? null;
  }

  /** Near and far face of the port, as seen from the start. */
  #faceY(far: boolean): number {
    const top = (this.#start.side === 'up') !== far;
    return PORT_ROWS[this.#goal.row]! + (top ? 0 : PORT_H);
  }

  #offer(path: Point[], extra = 0): void {
    const cost = extra + costOf(path);
    this.#least = Math.min(this.#least, cost);
    this.#ways.push({ path, cost });
  }

  /** Whether a way of such a cost may still be the best: one without crossings beats a shorter one with some, but not any longer one. */
  #mayWin(cost: number): boolean {
    return cost <= this.#least + SLACK;
  }

  /** Whether a line can come from the track into the face by that pin; asked for many ways, so remembered. */
  #pinFree(pin: number, track: number, face: number): boolean {
    const key = pin * 1_000_000 + track * 1000 + face;
    let free = this.#pinsFree.get(key);
    if (free === undefined) this.#pinsFree.set(key, (free = this.#upright(pin, track, face)));
    return free;
  }

  #pins(): readonly number[] {
    const x = portX(this.#goal.column);
    const pins = this.#rails ? [PORT_PINS[0]!, PORT_PINS[4]!, PORT_PINS[2]!] : PORT_PINS;
    return pins.map((pin) => x + pin);
  }

  #upright(x: number, y1: number, y2: number): boolean {
    return this.#taken.uprightFree(x, y1, y2, this.#clearance);
  }

  #level(y: number, x1: number, x2: number): boolean {
    return this.#taken.levelFree(y, x1, x2, this.#clearance);
  }

  #straight(): void {
    const { x, y } = this.#start;
    const face = this.#faceY(false);
    if (this.#depth !== 0 || !this.#pins().some((pin) => Math.abs(pin - x) < 0.5)) return;
    if (this.#upright(x, y, face)) {
      this.#offer([
        { x, y },
        { x, y: face },
      ]);
    }
  }

  /** Down to a track, along it, and into a face. Beyond the first channel only where the start's own x runs in an alley. */
  #byOneTrack(): void {
    const { x, y } = this.#start;
    const alley = inAlley(x);
    for (let channel = 0; channel < this.#channels.length; channel++) {
      if (channel > 0 && !alley) break;
      const far = channel === this.#depth + 1;
      if (channel !== this.#depth && !far) continue;
      for (const track of this.#channels[channel]!) {
        if (!this.#upright(x, y, track)) continue;
        this.#intoFace([{ x, y }], x, track, far);
      }
    }
  }

  /** From x on a track to the pins of a face. */
  #intoFace(before: readonly Point[], x: number, track: number, far: boolean): void {
    const face = this.#faceY(far);
    const extra = far ? (this.#rails ? RAILS_FAR_FACE : FAR_FACE) : 0;
    const way = costOf([...before, { x, y: track }]) + extra + 2 * BEND + Math.abs(face - track);
    for (const pin of this.#pins()) {
      const along = Math.abs(pin - x);
      if (along < 12 || !this.#mayWin(way + along) || !this.#pinFree(pin, track, face) || !this.#level(track, x, pin)) continue;
      this.#offer([...before, { x, y: track }, { x: pin, y: track }, { x: pin, y: face }], extra);
    }
  }

  /** From an alley beside the port into its side. */
  #intoSide(x: number, before: readonly Point[]): void {
    if (this.#rails || !inAlley(x)) return;
    const left = portX(this.#goal.column);
    const side = x < left ? left : left + PORT_W;
    if (Math.abs(x - side) > COLUMN - PORT_W || (x > left && x < left + PORT_W)) return;
    const from = before.at(-1) ?? this.#start;
    for (const pin of SIDE_PINS) {
      const y = PORT_ROWS[this.#goal.row]! + pin;
      if (!this.#upright(x, from.y, y) || !this.#level(y, x, side)) continue;
      const path = before.length > 0 ? [...before] : [{ x: this.#start.x, y: this.#start.y }];
      this.#offer([...path, { x, y }, { x: side, y }]);
    }
  }

  #throughAlleys(): void {
    const { x, y } = this.#start;
    const goal = portX(this.#goal.column) + PORT_W / 2;
    const tracks = this.#channels[0]!.filter((track) => this.#upright(x, y, track));
    for (const alley of alleysNear(x, goal)) {
      for (const lane of alleyTracks(alley)) {
        const along = Math.abs(lane - x) + Math.max(0, Math.abs(lane - goal) - PORT_W / 2);
        if (Math.abs(lane - x) < 12 || !this.#mayWin(along + 3 * BEND)) continue;
        for (const track of tracks) {
          if (!this.#level(track, x, lane)) continue;
          const before: Point[] = [
            { x, y },
            { x, y: track },
          ];
          this.#intoSide(lane, [...before, { x: lane, y: track }]);
          this.#alleyToFaces(before, lane, track);
          break;
        }
      }
    }
  }

  #alleyToFaces(before: readonly Point[], lane: number, track: number): void {
    for (const far of [false, true]) {
      const channel = far ? this.#depth + 1 : this.#depth;
      if (channel === 0) continue;
      for (const second of this.#channels[channel]!) {
        if (this.#upright(lane, track, second)) this.#intoFace([...before, { x: lane, y: track }], lane, second, far);
      }
    }
  }
}

function costOf(path: readonly Point[]): number {
  let cost = BEND * (path.length - 2);
  for (let i = 1; i < path.length; i++) cost += Math.abs(path[i]!.x - path[i - 1]!.x) + Math.abs(path[i]!.y - path[i - 1]!.y);
  return cost;
}

/** Whether an upright line at x passes between the columns of ports. */
export function inAlley(x: number): boolean {
  const offset = (((x - portX(0)) % COLUMN) + COLUMN) % COLUMN;
  return offset > PORT_W + CLEARANCE || x < portX(0) - CLEARANCE;
}

function alleysNear(x1: number, x2: number): number[] {
  const near = (x: number): number => Math.round((x - LATTICE_X) / COLUMN);
  const alleys = new Set<number>();
  for (const middle of [near(x1), near(x2), near((x1 + x2) / 2)]) {
    for (let away = 0; away <= REACH; away++) alleys.add(middle + away).add(middle - away);
  }
  const detour = (alley: number): number => Math.abs(portX(alley) - x1) + Math.abs(portX(alley) - x2);
  return [...alleys].filter((alley) => alley >= 0).toSorted((a, b) => detour(a) - detour(b) || a - b);
}
