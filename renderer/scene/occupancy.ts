/** Which tracks are taken where: the level and the upright pieces of all lines that stand. */

import type { Path } from './path.ts';

/** A piece of a line along its track, from `from` to `to`. */
interface Piece {
  readonly from: number;
  readonly to: number;
  readonly line: string;
}

/** The pieces of one track, ordered by where they begin; and for each the furthest end up to it, so that a search can stop. */
interface Track {
  readonly at: number;
  readonly pieces: Piece[];
  readonly ends: number[];
}

const BUCKET = 16;

class Tracks {
  readonly #tracks = new Map<number, Track>();
  /** Tracks by place, for those near a coordinate. */
  readonly #buckets = new Map<number, Track[]>();

  add(at: number, piece: Piece): void {
    let track = this.#tracks.get(at);
    if (track === undefined) {
      track = { at, pieces: [], ends: [] };
      this.#tracks.set(at, track);
      const key = Math.floor(at / BUCKET);
      const bucket = this.#buckets.get(key);
      if (bucket === undefined) this.#buckets.set(key, [track]);
      else bucket.push(track);
    }
    track.pieces.splice(firstFrom(track, piece.from), 0, piece);
    order(track);
  }

  remove(at: number, line: string): void {
    const track = this.#tracks.get(at);
    if (track === undefined) return;
    const kept = track.pieces.filter((piece) => piece.line !== line);
    track.pieces.splice(0, track.pieces.length, ...kept);
    order(track);
  }

  /** Whether nothing lies nearer than `clearance` to the piece that would be drawn. */
  isFree(at: number, from: number, to: number, clearance: number): boolean {
    const last = Math.floor((at + clearance) / BUCKET);
    for (let key = Math.floor((at - clearance) / BUCKET); key <= last; key++) {
      for (const track of this.#buckets.get(key) ?? NONE) {
        if (Math.abs(track.at - at) < clearance && touches(track, from - 4, to + 4)) return false;
      }
    }
    return true;
  }

  /** How far other pieces run within `clearance` of the piece that would be drawn. */
  overlap(at: number, from: number, to: number, clearance: number): number {
    let length = 0;
    const last = Math.floor((at + clearance) / BUCKET);
    for (let key = Math.floor((at - clearance) / BUCKET); key <= last; key++) {
      for (const track of this.#buckets.get(key) ?? NONE) {
        if (Math.abs(track.at - at) >= clearance) continue;
        eachWithin(track, from, to, (piece) => {
          length += Math.min(to, piece.to) - Math.max(from, piece.from);
        });
      }
    }
    return length;
  }

  /** Pieces that a piece across, from `from` to `to` at `along`, would cross. */
  crossed(along: number, from: number, to: number, found: (line: string, at: number) => void): void {
    const last = Math.floor(to / BUCKET);
    for (let key = Math.floor(from / BUCKET); key <= last; key++) {
      for (const track of this.#buckets.get(key) ?? NONE) {
        if (track.at <= from + 0.5 || track.at >= to - 0.5) continue;
        eachWithin(track, along - 0.5, along + 0.5, (piece) => {
          if (piece.from < along - 0.5 && piece.to > along + 0.5) found(piece.line, track.at);
        });
      }
    }
  }
}

const NONE: readonly Track[] = [];

function order({ pieces, ends }: Track): void {
  let furthest = -Infinity;
  ends.length = pieces.length;
  for (let i = 0; i < pieces.length; i++) ends[i] = furthest = Math.max(furthest, pieces[i]!.to);
}

/** The first piece that begins at or after a coordinate. */
function firstFrom({ pieces }: Track, from: number): number {
  let low = 0;
  let high = pieces.length;
  while (low < high) {
    const half = (low + high) >> 1;
    if (pieces[half]!.from < from) low = half + 1;
    else high = half;
  }
  return low;
}

function touches(track: Track, from: number, to: number): boolean {
  const before = firstFrom(track, to);
  return before > 0 && track.ends[before - 1]! > from;
}

function eachWithin(track: Track, from: number, to: number, found: (piece: Piece) => void): void {
  for (let i = firstFrom(track, to) - 1; i >= 0 && track.ends[i]! > from; i--) {
    const piece = track.pieces[i]!;
    if (piece.to > from) found(piece);
  }
}

/** How near a line may come to thin lines, and to rails, which are wider. */
export interface Clearance {
  readonly thin: number;
  readonly rails: number;
}

/** All tracks of one direction. */
class Direction {
  readonly thin = new Tracks();
  readonly rails = new Tracks();

  isFree(at: number, from: number, to: number, clearance: Clearance): boolean {
    return this.thin.isFree(at, from, to, clearance.thin) && this.rails.isFree(at, from, to, clearance.rails);
  }
}

export class Occupancy {
  readonly #level = new Direction();
  readonly #upright = new Direction();

  add(line: string, path: Path, rails: boolean): void {
    eachPiece(path, (upright, at, from, to) => this.#tracks(upright, rails).add(at, { from, to, line }));
  }

  remove(line: string, path: Path, rails: boolean): void {
    eachPiece(path, (upright, at) => this.#tracks(upright, rails).remove(at, line));
  }

  uprightFree(x: number, y1: number, y2: number, clearance: Clearance): boolean {
    return this.#upright.isFree(x, Math.min(y1, y2), Math.max(y1, y2), clearance);
  }

  levelFree(y: number, x1: number, x2: number, clearance: Clearance): boolean {
    return this.#level.isFree(y, Math.min(x1, x2), Math.max(x1, x2), clearance);
  }

  isFree(path: Path, clearance: Clearance): boolean {
    let free = true;
    eachPiece(path, (upright, at, from, to) => {
      free &&= (upright ? this.#upright : this.#level).isFree(at, from, to, clearance);
    });
    return free;
  }

  /** Each line that the path would cross, with the point. */
  crossings(path: Path, found: (line: string, x: number, y: number) => void): void {
    eachPiece(path, (upright, at, from, to) => {
      const across = upright ? this.#level : this.#upright;
      for (const tracks of [across.thin, across.rails]) {
        tracks.crossed(at, from, to, (line, there) => (upright ? found(line, at, there) : found(line, there, at)));
      }
    });
  }

  /** How far the path would run on top of others. */
  overlap(path: Path, clearance: number): number {
    let length = 0;
    eachPiece(path, (upright, at, from, to) => {
      for (const rails of [false, true]) length += this.#tracks(upright, rails).overlap(at, from, to, clearance);
    });
    return length;
  }

  countCrossings(path: Path): number {
    let count = 0;
    this.crossings(path, () => count++);
    return count;
  }

  #tracks(upright: boolean, rails: boolean): Tracks {
    const direction = upright ? this.#upright : this.#level;
    return rails ? direction.rails : direction.thin;
  }
}

function eachPiece(path: Path, each: (upright: boolean, at: number, from: number, to: number) => void): void {
  for (let i = 1; i < path.length; i++) {
    const a = path[i - 1]!;
    const b = path[i]!;
    if (a.x === b.x) each(true, a.x, Math.min(a.y, b.y), Math.max(a.y, b.y));
    else each(false, a.y, Math.min(a.x, b.x), Math.max(a.x, b.x));
  }
}
