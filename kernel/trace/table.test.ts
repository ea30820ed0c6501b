import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Line } from './line.ts';
import { Table } from './table.ts';

interface Item {
  readonly epoch: number;
  readonly key: number;
  readonly value: number;
}
const content = (table: Table<Item>): [number, number][] => table.sorted((item) => item.key).map(({ key, value }) => [key, value]);
const contentOf = (map: Map<number, number>): [number, number][] => [...map].sort((a, b) => a[0] - b[0]);

test('a table holds what a map holds, and its shares keep what they had', () => {
  const key = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 0xfffffffe }));
  const step = fc.record({ act: fc.constantFrom('set', 'set', 'set', 'delete', 'share'), key, value: fc.integer() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
      const table = Table.empty<Item>();
      const map = new Map<number, number>();
      const kept: { table: Table<Item>; content: [number, number][] }[] = [];
      let epoch = 1;
      for (const { act, key, value } of steps) {
        if (act === 'set') {
          table.set(epoch, key, { epoch, key, value });
          map.set(key, value);
        } else if (act === 'delete') {
          const some = [...map.keys()][value >>> 0] ?? [...map.keys()][0] ?? key;
          table.delete(epoch, some);
          map.delete(some);
        } else {
          kept.push({ table: table.share(), content: contentOf(map) });
          epoch++;
        }
        expect(table.size).toBe(map.size);
        expect(table.get(key)?.value).toBe(map.get(key));
      }
      expect(content(table)).toEqual(contentOf(map));
      for (const share of kept) expect(content(share.table)).toEqual(share.content);
    }),
    { numRuns: 300 },
  );
});

test('a line keeps its order through arrivals and departures at both ends and in between', () => {
  const step = fc.record({ act: fc.constantFrom('push', 'push', 'pop', 'shift', 'unshift', 'remove', 'insert', 'own'), at: fc.nat() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 500 }), (steps) => {
      let line = Line.empty.owned(1);
      const array: number[] = [];
      let next = 1;
      for (const { act, at } of steps) {
        const some = array[at % Math.max(1, array.length)];
        let gave: unknown;
        let wanted: unknown;
        if (act === 'push') line.push(array[array.push(next++) - 1]!);
        else if (act === 'pop') [gave, wanted] = [line.pop(), array.pop()];
        else if (act === 'shift') [gave, wanted] = [line.shift(), array.shift()];
        else if (act === 'unshift') {
          array.unshift(next);
          line.unshift(next++);
        } else if (act === 'own') line = line.owned(next++);
        else if (some !== undefined && act === 'remove') {
          [gave, wanted] = [line.remove(some) >= 0, true];
          array.splice(array.indexOf(some), 1);
        } else if (some !== undefined) {
          array.splice(array.indexOf(some), 0, next);
          [gave, wanted] = [line.insert(next++, some) >= 0, true];
        }
        expect(gave).toBe(wanted);
        expect([line.length, line.first, line.last]).toEqual([array.length, array[0], array.at(-1)]);
      }
      expect(line.toArray()).toEqual(array);
    }),
    { numRuns: 300 },
  );
});
