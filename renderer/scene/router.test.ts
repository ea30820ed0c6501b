import { describe, expect, it } from 'vitest';
import { latticeX, PORT_ROWS, portX, UP } from './geometry.ts';
import { Router } from './router.ts';
import type { Wanted } from './router.ts';
import { inAlley } from './search.ts';

const from = (step: number): Wanted['start'] => ({ x: latticeX(step), y: UP.y + UP.h, side: 'up' });
const want = (key: string, step: number, column: number, row: number, more: Partial<Wanted> = {}): Wanted => ({
  key,
  start: from(step),
  goal: { column, row },
  rails: false,
  rank: 0,
  ...more,
});

describe('the way of a line', () => {
  it('is straight where the chip stands over its port', () => {
    const router = new Router();
    router.show([want('a', 0, 0, 0)]);
    expect(router.standing('a')!.path).toEqual([
      { x: latticeX(0), y: 106 },
      { x: latticeX(0), y: PORT_ROWS[0] },
    ]);
  });

  it('passes the near row only in an alley', () => {
    const router = new Router();
    for (let step = 0; step < 9; step++) {
      router.show([want('a', step, 2, 1)]);
      const { path } = router.standing('a')!;
      const across = path
        .slice(1)
        .filter(
          (point, i) =>
            point.x === path[i]!.x && Math.min(point.y, path[i]!.y) < PORT_ROWS[0] && Math.max(point.y, path[i]!.y) > PORT_ROWS[0] + 48,
        );
      expect(across.every(({ x }) => inAlley(x))).toBe(true);
    }
  });

  it('does not change when others come and go', () => {
    const router = new Router();
    const first = want('first', 1, 3, 0);
    router.show([first]);
    const way = JSON.stringify(router.standing('first')!.path);
    const others = [0, 2, 3, 4, 5, 6, 7].map((step) => want(`o${step}`, step, (step * 5) % 7, step % 2));
    router.show([first, ...others]);
    expect(JSON.stringify(router.standing('first')!.path)).toBe(way);
    router.show(others);
    router.show([first, ...others]);
    expect(JSON.stringify(router.standing('first')!.path)).toBe(way);
  });

  it('is interrupted where a line of higher rank crosses it, and whole again when that goes', () => {
    const router = new Router();
    const low = want('low', 8, 0, 0);
    const high = want('high', 5, 1, 1, { rails: true, rank: 4 });
    router.show([low, high]);
    const gaps = router.standing('low')!.gaps.length + router.standing('high')!.gaps.length;
    expect(gaps).toBeGreaterThan(0);
    expect(router.standing('high')!.gaps).toEqual([]);
    router.show([low]);
    expect(router.standing('low')!.gaps).toEqual([]);
  });

  it('is found for so many at once as is asked for; the rest is counted', () => {
    const router = new Router();
    const all = [0, 1, 2, 3, 4].map((step) => want(`l${step}`, step, step, step % 2));
    const two = (): (() => boolean) => {
      let left = 2;
      return () => left-- > 0;
    };
    expect(router.show(all, two())).toBe(3);
    expect(router.show(all, two())).toBe(1);
    expect(router.show(all, two())).toBe(0);
  });

  it('is the same for the same order of wishes', () => {
    const all = Array.from({ length: 40 }, (_, i) => want(`l${i}`, (i * 7) % 30, (i * 11) % 10, i % 2, { rails: i % 3 === 0 }));
    const ways = [1, 2].map(() => {
      const router = new Router();
      router.show(all);
      return all.map(({ key }) => router.standing(key)!.path);
    });
    expect(ways[0]).toEqual(ways[1]);
  });

  it('keeps clear of other lines as long as there is room', () => {
    const router = new Router();
    const all = Array.from({ length: 8 }, (_, i) => want(`l${i}`, i, (i + 3) % 6, i % 2));
    router.show(all);
    expect(all.filter(({ key }) => router.standing(key)!.shared)).toEqual([]);
  });
});

describe('the lattice', () => {
  it('has its third step in the middle of an alley, and its first two over a port', () => {
    for (let column = 0; column < 5; column++) {
      expect(inAlley(latticeX(3 * column + 2))).toBe(true);
      for (const step of [0, 1]) {
        const x = latticeX(3 * column + step);
        expect(x > portX(column) && x < portX(column) + 88 && !inAlley(x)).toBe(true);
      }
    }
  });
});
