import { expect, it } from 'vitest';
import type { Thread } from './thread.ts';
import { Timers } from './timers.ts';

/** What the timers look at of a thread. */
const thread = (id: number): Thread => ({ id, waiting: 1, waits: 0 }) as unknown as Thread;

it('lets equal deadlines come up in the order in which they were set, whoever asked for the next meanwhile', () => {
  const order = (asks: boolean): number[] => {
    const timers = new Timers();
    const threads = Array.from({ length: 40 }, (_, id) => thread(id));
    threads.forEach((one, id) => timers.add(5 + (id % 3), one));
    for (const one of threads) {
      if (one.id % 4 === 0) one.waits++; // that wait is over
      if (asks) timers.nextMs();
    }
    const due: number[] = [];
    for (let next = timers.due(100); next !== null; next = timers.due(100)) due.push(next.id);
    return due;
  };
  const ids = Array.from({ length: 40 }, (_, id) => id).filter((id) => id % 4 !== 0);
  const expected = ids.toSorted((a, b) => (a % 3) - (b % 3) || a - b);
  expect([order(true), order(false)]).toEqual([expected, expected]);
});
