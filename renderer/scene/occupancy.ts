/** Which tracks are taken where: the level and the upright pieces of all lines that stand. */

import type { Path } from './path.ts';

/** A piece: `at` is the coordinate it keeps, from `from` to `to` along the other. */
export interface Piece {
  readonly at: number;
  readonly from: number;
  readonly to: number;
  readonly line: string;
}

const BUCKET = 16;

class Pieces {
  readonly #buckets = new Map<number, Piece[]>();

  add(piece: Piece): void {
    const key = Math.floor(piece.at / BUCKET);
    const bucket = this.#buckets.get(key);
    if (bucket === undefined) this.#buckets.set(key, [piece]);
    else bucket.push(piece);
  }

  remove(at: number, line: string): void {
    const key = Math.floor(at / BUCKET);
    const bucket = this.#buckets.get(key);
    if (bucket !== undefined)
      this.#buckets.set(
        key,
        bucket.filter((piece) => piece.line !== line),
      );
  }

  /** Whether nothing lies nearer than `clearance` to the piece that would be drawn. */
  isFree(at: number, from: number, to: number, clearance: number): boolean {
    const last = Math.floor((at + clearance) / BUCKET);
    for (let key = Math.floor((at - clearance) / BUCKET); key <= last; key++) {
      const bucket = this.#buckets.get(key);
      if (bucket === undefined) continue;
      for (const piece of bucket) {
        if (Math.abs(piece.at - at) < clearance && piece.from < to + 4 && piece.to > from - 4) return false;
      }
    }
    return true;
  }

  /** How far other pieces run within `clearance` of the piece that would be drawn. */
  overlap(at: number, from: number, to: number, clearance: number): number {
    let length = 0;
    const last = Math.floor((at + clearance) / BUCKET);
    for (let key = Math.floor((at - clearance) / BUCKET); key <= last; key++) {
      for (const piece of this.#buckets.get(key) ?? []) {
        if (Math.abs(piece.at - at) < clearance) length += Math.max(0, Math.min(to, piece.to) - Math.max(from, piece.from));
      }
    }
    return length;
  }

  /** Pieces that a piece across from `from` to `to` at `at` would cross. */
  crossed(at: number, from: number, to: number, found: (piece: Piece) => void): void {
    const last = Math.floor(to / BUCKET);
    for (let key = Math.floor(from / BUCKET); key <= last; key++) {
      const bucket = this.#buckets.get(key);
      if (bucket === undefined) continue;
      for (const piece of bucket) {
        if (piece.at > from + 0.5 && piece.at < to - 0.5 && piece.from < at - 0.5 && piece.to > at + 0.5) found(piece);
      }
    }
  }
}

export class Occupancy {
  readonly #level = new Pieces();
  readonly #upright = new Pieces();

  add(line: string, path: Path): void {
    eachPiece(path, (upright, at, from, to) => (upright ? this.#upright : this.#level).add({ at, from, to, line }));
  }

  remove(line: string, path: Path): void {
    eachPiece(path, (upright, at) => (upright ? this.#upright : this.#level).remove(at, line));
  }

  uprightFree(x: number, y1: number, y2: number, clearance: number): boolean {
    return this.#upright.isFree(x, Math.min(y1, y2), Math.max(y1, y2), clearance);
  }

  levelFree(y: number, x1: number, x2: number, clearance: number): boolean {
    return this.#level.isFree(y, Math.min(x1, x2), Math.max(x1, x2), clearance);
  }

  isFree(path: Path, clearance: number): boolean {
    let free = true;
    eachPiece(path, (upright, at, from, to) => {
      free &&= (upright ? this.#upright : this.#level).isFree(at, from, to, clearance);
    });
    return free;
  }

  /** Each line that the path would cross, with the point. */
  crossings(path: Path, found: (line: string, x: number, y: number) => void): void {
    eachPiece(path, (upright, at, from, to) => {
      if (upright) this.#level.crossed(at, from, to, (piece) => found(piece.line, at, piece.at));
      else this.#upright.crossed(at, from, to, (piece) => found(piece.line, piece.at, at));
    });
  }

  /** How far the path would run on top of others. */
  overlap(path: Path, clearance: number): number {
    let length = 0;
    eachPiece(path, (upright, at, from, to) => {
      length += (upright ? this.#upright : this.#level).overlap(at, from, to, clearance);
    });
    return length;
  }

  countCrossings(path: Path): number {
    let count = 0;
    this.crossings(path, () => count++);
    return count;
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
