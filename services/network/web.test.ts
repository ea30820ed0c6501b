import { describe, expect, test } from 'vitest';
import { fileAt, siteList } from './web.ts';

describe('the bundled web', () => {
  test.each<[string, number, string]>([
    ['lab://clock/', 200, 'text/html'],
    ['lab://clock/clock.js?x=1#y', 200, 'text/javascript'],
    ['lab://clock/nothing', 404, 'text/plain'],
    ['lab://clock/../../etc/passwd', 404, 'text/plain'],
    ['lab://clock/constructor', 404, 'text/plain'],
    ['lab://constructor/', 502, 'text/plain'],
    ['https://example.org/', 502, 'text/plain'],
    ['', 502, 'text/plain'],
  ])('%s is %d', (address, status, type) => expect(fileAt(address)).toMatchObject({ status, type }));

  test('has a page with a title for every site', () => {
    for (const { url, title } of siteList())
      expect({ url, title, status: fileAt(url).status }).toMatchObject({ title: expect.stringMatching(/../), status: 200 });
    expect(siteList().length).toBeGreaterThan(10);
  });

  test('has a large picture that is a PNG', () => {
    const { data } = fileAt('lab://photo/evening.png');
    expect([...data.subarray(1, 4)]).toEqual([0x50, 0x4e, 0x47]);
    expect(data.length).toBeGreaterThan(300_000);
  });
});
