import { describe, expect, test } from 'vitest';
import { addressOf, siteOf } from './address.ts';
import { History } from './history.ts';
import { placeFor } from './placement.ts';
import { readSaved, writeSaved } from './saved.ts';

describe('an address', () => {
  test.each<[string, string | undefined]>([
    ['clock', 'lab://clock/'],
    ['  lab://clock/a?b#c ', 'lab://clock/a?b#c'],
    ['', 'lab://home/'],
    ['https://example.org', 'https://example.org/'],
    ['lab:', undefined],
    ['lab:///x', undefined],
    ['a b', undefined],
    [`lab://x/${'y'.repeat(3000)}`, undefined],
  ])('%j is %s', (typed, address) => expect(addressOf(typed)).toBe(address));

  test('belongs to a site by scheme and host', () => {
    expect(siteOf('lab://clock/a')).toBe(siteOf('lab://clock/b?c'));
    expect(siteOf('lab://clock/')).not.toBe(siteOf('lab://draw/'));
  });
});

describe('the history of a tab', () => {
  test('goes back and forward, and forgets what lay ahead', () => {
    const history = new History(['a']);
    history.push('b');
    history.push('c');
    expect([history.go(-1), history.current, history.canGo]).toEqual([true, 'b', 3]);
    history.push('d');
    expect([history.go(1), history.addresses]).toEqual([false, ['a', 'b', 'd']]);
  });

  test('is bounded', () => {
    const history = new History(['0']);
    for (let index = 1; index < 200; index += 1) history.push(String(index));
    expect([history.addresses.length, history.current]).toEqual([50, '199']);
  });
});

describe('placement', () => {
  const process = (site: string, pages: number) => ({ sites: new Set([site]), pages });
  test('shares a process within a site, and at the limit takes the one with the fewest pages', () => {
    const clock = process('clock', 3);
    const draw = process('draw', 1);
    expect(placeFor('clock', [clock, draw], 8)).toBe(clock);
    expect(placeFor('photo', [clock, draw], 8)).toBeUndefined();
    expect(placeFor('photo', [clock, draw], 2)).toBe(draw);
  });
});

describe('what is saved', () => {
  test('comes back', () => {
    const tabs = [{ tab: 3, addresses: ['lab://a/', 'lab://b/'], at: 0, width: 10, height: 20 }];
    expect(readSaved(writeSaved(tabs))).toEqual(tabs);
  });
  test.each(['', '{', '[]', '{"tabs":1}', '{"tabs":[null,{"tab":-1},{"tab":1,"addresses":[1],"at":0,"width":1,"height":1}]}'])(
    '%j is no tab',
    (text) => expect(readSaved(text)).toEqual([]),
  );
});
