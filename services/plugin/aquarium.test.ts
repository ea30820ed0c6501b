import { describe, expect, test } from 'vitest';
import { decodePaint, isPaintError } from '../../kernel/abi/paintDecode.ts';
import { fishOf, paintTank } from './aquarium.ts';

describe('the aquarium', () => {
  test('has as many fish as asked for, within reason', () => {
    expect([fishOf('fish=7').length, fishOf('').length, fishOf('fish=999').length, fishOf('fish=-1').length]).toEqual([7, 5, 40, 5]);
  });

  test('is a display list that changes with time and with nothing else', () => {
    const tank = { width: 300, height: 200, fish: fishOf('fish=3'), tap: undefined };
    const list = decodePaint(paintTank(tank, 1000));
    expect(isPaintError(list)).toBe(false);
    expect(paintTank(tank, 1000)).toEqual(paintTank(tank, 1000));
    expect(paintTank(tank, 1000)).not.toEqual(paintTank(tank, 1100));
  });

  test('fish near a tap move away from it', () => {
    const tank = { width: 300, height: 200, fish: fishOf('fish=9') };
    const calm = paintTank({ ...tank, tap: undefined }, 500);
    expect(paintTank({ ...tank, tap: { x: 150, y: 100, atMs: 400 } }, 500)).not.toEqual(calm);
  });
});
