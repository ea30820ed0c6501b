import { describe, expect, it } from 'vitest';
import type { Hop } from '../scene/traffic.ts';
import { Motion } from './motion.ts';

const hop = (message: number): Hop => ({
  message,
  seq: message,
  port: 7,
  path: [
    { x: 0, y: 0 },
    { x: 0, y: 100 },
  ],
  rights: [],
  memory: false,
  notification: false,
  label: '',
});
const one = { hops: [hop(1)], moves: 1 };
const normal = { speed: 1, reduced: false };

describe('a message that hops', () => {
  it('is on its way for its time, and then no more', () => {
    const motion = new Motion();
    motion.begin(one, 0, normal);
    expect(motion.flights(210)[0]!.share).toBeGreaterThan(0.4);
    expect(motion.flights(421)).toEqual([]);
  });

  it('is faster at higher speed, but never too fast to see', () => {
    const motion = new Motion();
    motion.begin(one, 0, { speed: 4, reduced: false });
    expect(motion.flights(104)).toHaveLength(1);
    expect(motion.flights(106)).toEqual([]);
    motion.begin(one, 5000, { speed: 64, reduced: false });
    expect(motion.flights(5059)).toHaveLength(1);
  });

  it('is finished at once by the next step', () => {
    const motion = new Motion();
    motion.begin(one, 0, normal);
    motion.begin({ hops: [], moves: 0 }, 100, normal);
    expect(motion.flights(101)).toEqual([]);
  });

  it('does not move under reduced motion: its way is shown as long as the step stands', () => {
    const motion = new Motion();
    motion.begin(one, 0, { speed: 1, reduced: true });
    expect(motion.flights(60_000)).toMatchObject([{ still: true }]);
  });

  it('does not move at the highest speed', () => {
    const motion = new Motion();
    motion.begin(one, 0, { speed: Infinity, reduced: false });
    expect(motion.flights(10)).toEqual([]);
  });
});

describe('many messages', () => {
  it('are counted at their ports instead', () => {
    const motion = new Motion();
    for (let i = 0; i < 30; i++) motion.begin(one, i * 20, normal);
    expect(motion.flights(600)).toEqual([]);
    const scene = { ports: [{ id: 7, rect: { x: 0, y: 50, w: 88, h: 48 } }] } as unknown as Parameters<Motion['rates']>[0];
    expect(motion.rates(scene, 600)).toEqual([{ at: { x: 44, y: 50 }, text: '×30/s' }]);
  });

  it('are forgotten after a second, and the picture rests', () => {
    const motion = new Motion();
    for (let i = 0; i < 30; i++) motion.begin(one, i * 20, normal);
    expect(motion.moving(700)).toBe(true);
    expect(motion.moving(1700)).toBe(false);
  });
});
