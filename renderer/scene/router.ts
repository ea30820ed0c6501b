/**
 * Ways of all lines that are shown. A line that stands keeps its way for as long as it stands, and takes it again when it comes back and
 * the way is free: a new line goes round the old ones.
 */

import { PORT_H, PORT_ROWS, portX, PORT_W, TRACKS } from './geometry.ts';
import type { Point } from './geometry.ts';
import { Occupancy } from './occupancy.ts';
import { pathLength, placeOnPath } from './path.ts';
import type { Gap, Path } from './path.ts';
import { clearanceOf, inAlley, Search } from './search.ts';
import type { Goal, Start } from './search.ts';

/** A line that is to be shown. Two with the same key are one line, at different times. */
export interface Wanted {
  readonly key: string;
  /** A port's underside for the way of a notification. */
  readonly start: Start | Goal;
  readonly goal: Goal;
  /** Drawn as two rails. */
  readonly rails: boolean;
  /** Lines of higher rank pass over those of lower. */
  readonly rank: number;
}

export interface Route {
  readonly wanted: Wanted;
  readonly path: Path;
  readonly length: number;
  /** Others run in the same track somewhere. */
  readonly shared: boolean;
  /** Where a line of higher rank passes over it. */
  gaps: readonly Gap[];
  /** Changes when the way or a gap does. */
  version: number;
}

/** With more lines than that, new ones share tracks and are not cased: nobody could follow each of them any more. */
export const LINES_IN_FULL = 400;

let versions = 0;

export class Router {
  readonly #routes = new Map<string, Route>();
  readonly #remembered = new Map<string, Route>();
  readonly #taken = new Occupancy();
  /** Few enough lines that each is given the best way, and cased. */
  #full = true;

  standing(key: string): Route | undefined {
    return this.#routes.get(key);
  }

  /** The way that a line has, had when it last stood, or would have now. */
  way(wanted: Wanted): Path {
    const known = this.#routes.get(wanted.key) ?? this.#remembered.get(wanted.key);
    if (known !== undefined && sameEnds(known.wanted, wanted)) return known.path;
    const found = this.#find(wanted);
    this.#remembered.set(wanted.key, found);
    return found.path;
  }

  /** Makes the wanted lines stand and no others. New ones are searched for as long as `mayGoOn` says. Returns how many are still missing. */
  show(wanted: readonly Wanted[], mayGoOn: () => boolean = () => true): number {
    const keys = new Set(wanted.map(({ key }) => key));
    const touched = new Set<string>();
    for (const [key, route] of this.#routes) {
      if (!keys.has(key)) this.#remove(route, touched);
    }
    let missing = 0;
    this.#full = wanted.length <= LINES_IN_FULL;
    for (const want of wanted) {
      const standing = this.#routes.get(want.key);
      if (standing !== undefined && sameEnds(standing.wanted, want)) continue;
      if (standing !== undefined) this.#remove(standing, touched);
      const known = this.#remembered.get(want.key);
      if (
        known !== undefined &&
        sameEnds(known.wanted, want) &&
        (known.shared || this.#taken.isFree(known.path, clearanceOf('dense', want.rails)))
      ) {
        this.#add({ ...known, wanted: want }, touched);
      } else if (!mayGoOn()) {
        missing++;
      } else {
        this.#add(this.#find(want), touched);
      }
    }
    if (this.#full) for (const key of touched) this.#findGaps(key);
    return missing;
  }

  /** Forgets all ways, so that they are found again around what has been put elsewhere. */
  forget(): void {
    for (const route of this.#routes.values()) this.#taken.remove(route.wanted.key, route.path, route.wanted.rails);
    this.#routes.clear();
    this.#remembered.clear();
  }

  #find(wanted: Wanted): Route {
    const { start, goal, rails } = wanted;
    let path: Path | null = null;
    let shared = false;
    if ('row' in start) path = underside(this.#taken, start, goal);
    else if (this.#full) {
      for (const room of ['free', 'dense'] as const) path ??= new Search(this.#taken, start, goal, rails, room).best();
      if (path === null) {
        shared = true;
        path = new Search(this.#taken, start, goal, rails, 'shared').best();
      }
    }
    if (path === null) {
      shared = true;
      path = bus(start as Start, goal, this.#routes.size);
    }
    return { wanted, path, length: pathLength(path), shared, gaps: [], version: ++versions };
  }

  #add(route: Route, touched: Set<string>): void {
    const { key } = route.wanted;
    this.#cross(route, touched);
    this.#routes.set(key, route);
    this.#remembered.set(key, route);
    this.#taken.add(key, route.path, route.wanted.rails);
    touched.add(key);
  }

  #remove(route: Route, touched: Set<string>): void {
    const { key } = route.wanted;
    this.#routes.delete(key);
    this.#taken.remove(key, route.path, route.wanted.rails);
    this.#cross(route, touched);
    touched.delete(key);
  }

  #cross(route: Route, touched: Set<string>): void {
    if (this.#full) this.#taken.crossings(route.path, (line) => touched.add(line));
  }

  #findGaps(key: string): void {
    const route = this.#routes.get(key);
    if (route === undefined) return;
    const gaps: Gap[] = [];
    this.#taken.crossings(route.path, (line, x, y) => {
      const other = this.#routes.get(line);
      if (other === undefined || line === key || !isUnder(route.wanted, other.wanted)) return;
      const at = placeOnPath(route.path, { x, y });
      if (at >= 0) gaps.push({ at, half: other.wanted.rails ? 6 : 4 });
    });
    gaps.sort((a, b) => a.at - b.at);
    if (gaps.length === route.gaps.length && gaps.every((gap, i) => gap.at === route.gaps[i]!.at && gap.half === route.gaps[i]!.half))
      return;
    route.gaps = gaps;
    route.version = ++versions;
  }
}

function isUnder(a: Wanted, b: Wanted): boolean {
  return a.rank < b.rank || (a.rank === b.rank && a.key < b.key);
}

function sameEnds(a: Wanted, b: Wanted): boolean {
  return a === b || (a.goal.column === b.goal.column && a.goal.row === b.goal.row && a.rails === b.rails && sameStart(a.start, b.start));
}

function sameStart(a: Start | Goal, b: Start | Goal): boolean {
  if ('row' in a) return 'row' in b && a.row === b.row && a.column === b.column;
  return !('row' in b) && a.x === b.x && a.y === b.y && a.side === b.side;
}

/** A way that asks nobody: the channel's tracks by turns. */
function bus(start: Start, goal: Goal, turn: number): Path {
  const top = start.side === 'up';
  const depth = top ? goal.row : PORT_ROWS.length - 1 - goal.row;
  const channel = (i: number): number => {
    const tracks = TRACKS[top ? i : TRACKS.length - 1 - i]!;
    return tracks[turn % tracks.length]!;
  };
  const x = portX(goal.column);
  const pin = x + 16 + ((turn * 7) % 56);
  const face = PORT_ROWS[goal.row]! + (top ? 0 : PORT_H);
  const path: Point[] = [{ x: start.x, y: start.y }];
  let at = start.x;
  if (depth > 0) {
    const lane = inAlley(start.x) ? start.x : (start.x < x ? x : x + PORT_W) + (start.x < x ? -1 : 1) * (12 + ((turn * 8) % 32));
    if (lane !== at) path.push({ x: at, y: channel(0) }, { x: lane, y: channel(0) });
    at = lane;
  }
  return [...path, { x: at, y: channel(depth) }, { x: pin, y: channel(depth) }, { x: pin, y: face }];
}

/** From one port to another, by the channel that both can reach. */
function underside(taken: Occupancy, start: Goal, goal: Goal): Path {
  const same = start.row === goal.row;
  const channel = same ? start.row + 1 : 1;
  const from = { x: portX(start.column) + PORT_W / 2, y: PORT_ROWS[start.row]! + (start.row < channel ? PORT_H : 0) };
  const to = { x: portX(goal.column) + PORT_W / 2, y: PORT_ROWS[goal.row]! + (goal.row < channel ? PORT_H : 0) };
  const tracks = TRACKS[channel]!;
  const track = tracks.find((y) => taken.levelFree(y, from.x, to.x, clearanceOf('free', false))) ?? tracks[tracks.length - 1]!;
  return [from, { x: from.x, y: track }, { x: to.x, y: track }, to];
}
