import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Scheduled } from '../task/scheduled.ts';
import { RunQueue } from './runQueue.ts';

it('gives the highest priority first, and within one priority the lowest place, whatever joins and leaves', () => {
  const step = fc.record({ act: fc.constantFrom('tail', 'tail', 'head', 'leave', 'first'), priority: fc.nat(3), at: fc.nat() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
      const queue = new RunQueue();
      const all: Scheduled[] = [];
      let [last, first] = [0, 0];
      for (const { act, priority, at } of steps) {
        if (act === 'tail' || act === 'head') {
          const scheduled = new Scheduled(undefined as never, 0, 0, 0, 0);
          scheduled.priority = priority;
          scheduled.place = act === 'tail' ? ++last : --first;
          all.push(scheduled);
          queue.add(scheduled);
        } else if (all.length > 0) {
          const gone = act === 'first' ? queue.first()! : all[at % all.length]!;
          all.splice(all.indexOf(gone), 1);
          queue.remove(gone);
        }
        const sorted = all.toSorted((a, b) => b.priority - a.priority || a.place - b.place);
        expect(queue.first()).toBe(sorted[0] ?? null);
        expect(queue.size).toBe(all.length);
      }
    }),
  );
});
