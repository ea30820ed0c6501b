import { describe, expect, it } from 'vitest';
import { dashWithGaps, labelPoint, pathLength, placeOnPath, pointOnPath, roundedPath } from './path.ts';

const bent = [
  { x: 0, y: 0 },
  { x: 0, y: 40 },
  { x: 100, y: 40 },
  { x: 100, y: 60 },
];

describe('a path', () => {
  it('is shorter than its pieces by what its corners cut', () => {
    expect(pathLength(bent)).toBeLessThan(160);
    expect(pathLength(bent)).toBeGreaterThan(150);
    expect(pathLength([bent[0]!, bent[1]!])).toBe(40);
  });

  it('knows how far along it a point lies, and that others do not', () => {
    expect(placeOnPath(bent, { x: 0, y: 10 })).toBe(10);
    expect(placeOnPath(bent, { x: 50, y: 41 })).toBe(-1);
  });

  it('gives the point at a share of its way', () => {
    expect(pointOnPath(bent, 0)).toEqual({ x: 0, y: 0 });
    expect(pointOnPath(bent, 0.5)).toEqual({ x: 40, y: 40 });
    expect(pointOnPath(bent, 1)).toEqual({ x: 100, y: 60 });
  });

  it('carries its label on its longest level piece', () => {
    expect(labelPoint(bent)).toEqual({ x: 50, y: 40 });
  });

  it('turns its corners round', () => {
    expect(roundedPath(bent)).toBe('M0 0L0 33Q0 40 7 40L93 40Q100 40 100 47L100 60');
  });
});

describe('gaps in a line', () => {
  /** Whether something is drawn at each pixel. */
  const drawn = (dash: readonly number[], length: number): boolean[] =>
    Array.from({ length }, (_, at) => {
      let from = 0;
      for (let i = 0; ; i++) {
        const step = dash[i % dash.length]!;
        if (at + 0.5 < from + step) return i % 2 === 0;
        from += step;
      }
    });

  it('interrupt a solid line just where others cross', () => {
    const seen = drawn(
      dashWithGaps(60, null, [
        { at: 20, half: 4 },
        { at: 40, half: 4 },
      ])!,
      60,
    );
    expect(seen.flatMap((on, at) => (on ? [] : [at]))).toEqual([16, 17, 18, 19, 20, 21, 22, 23, 36, 37, 38, 39, 40, 41, 42, 43]);
  });

  it('leave the pattern of a dashed line as it was elsewhere', () => {
    const plain = drawn([7, 4], 66);
    const cut = drawn(dashWithGaps(66, [7, 4], [{ at: 33, half: 3 }])!, 66);
    cut.forEach((on, at) => expect(on).toBe(plain[at]! && (at < 30 || at >= 36)));
  });

  it('at the very beginning leave nothing before them', () => {
    expect(drawn(dashWithGaps(20, null, [{ at: 1, half: 4 }])!, 8)).toEqual([false, false, false, false, false, true, true, true]);
  });

  it('are no dashes when there are none', () => {
    expect(dashWithGaps(60, null, [])).toBeNull();
    expect(dashWithGaps(60, [3, 3], [])).toEqual([3, 3]);
  });
});
