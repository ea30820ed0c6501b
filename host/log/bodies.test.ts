import { describe, expect, it } from 'vitest';
import { Bodies } from './bodies.ts';

describe('the ring of bodies', () => {
  it('keeps the newest, and lets the oldest go when there is no room', () => {
    const bodies = new Bodies(1000);
    for (let msg = 1; msg <= 5; msg++) bodies.add(msg, new Uint8Array(300).fill(msg));
    expect([1, 2, 3, 4, 5].map((msg) => bodies.get(msg)?.[0])).toEqual([undefined, undefined, 3, 4, 5]);
    expect(bodies.sizeBytes).toBe(900);
  });

  it('does not empty itself for one that it has no room for anyway', () => {
    const bodies = new Bodies(1000);
    bodies.add(1, new Uint8Array(10));
    bodies.add(2, new Uint8Array(1001));
    expect([bodies.get(1)?.length, bodies.get(2)]).toEqual([10, undefined]);
  });
});
