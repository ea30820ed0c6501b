import { describe, expect, test } from 'vitest';
import { SITES } from '../network/sites.ts';
import { fileAt } from '../network/web.ts';
import { PageRig } from './testing/pageRig.ts';

const open = (site: string, width = 720): Promise<PageRig> => {
  const files = Object.fromEntries(Object.keys(SITES[site]!).map((file) => [file, SITES[site]![file]!]));
  if (site === 'photo')
    return PageRig.open(files['index.html']!, { ...files, 'evening.png': fileAt('lab://photo/evening.png').data }, width, 560);
  return PageRig.open(files['index.html']!, files, width, 560);
};

describe('the bundled sites', () => {
  test.each(Object.keys(SITES).filter((site) => site !== 'escape'))(
    '%s is painted, quickly, and none of its scripts fails',
    async (site) => {
      const rig = await open(site);
      const first = rig.paint();
      // The best of some: other tests run meanwhile.
      let tookMs = Infinity;
      for (let round = 0; round < 5; round += 1) {
        const startedMs = performance.now();
        rig.paint();
        tookMs = Math.min(tookMs, performance.now() - startedMs);
      }
      expect(rig.said.filter((line) => line.startsWith('error'))).toEqual([]);
      expect(first.ops.length).toBeGreaterThan(2);
      expect(first.roles.length).toBeGreaterThan(1);
      // A flood is what takes long.
      expect(site === 'flood' ? 0 : tookMs).toBeLessThan(30);
    },
  );

  test.each(Object.keys(SITES).filter((site) => site !== 'escape'))('%s fits into a narrow window', async (site) => {
    const { roles } = (await open(site, 380)).paint();
    expect(roles.filter(({ x, width }) => x < 0 || x + width > 380)).toEqual([]);
  });

  test('the clock moves its hands', async () => {
    const rig = await open('clock');
    rig.wait(100);
    expect(rig.texts().at(-1)).toBe('2 ticks since this page began');
  });

  test('the counter counts, and keeps its number', async () => {
    const rig = await open('counter');
    rig.clickOn('+1');
    rig.clickOn('+1');
    expect(rig.texts()).toContain('2');
    expect(rig.kept.get('number')).toBe('2');
    expect(rig.title).toBe('Counter: 2');
  });

  test('the drawing pad draws what the pointer does', async () => {
    const rig = await open('draw');
    const strokes = (): number => rig.paint().ops.filter((op) => op.op === 'path').length;
    const before = strokes();
    const move = (kind: number, x: number, y: number): void => rig.page.input({ kind, x, y, delta: 0, key: '', modifiers: 0x100 });
    move(2, 100, 200);
    move(1, 120, 210);
    move(1, 140, 230);
    move(3, 140, 230);
    move(1, 160, 250);
    expect(strokes() - before).toBe(2);
  });

  test('the drawing pad draws where the pointer is, be it shown smaller or not', async () => {
    for (const width of [720, 380]) {
      const rig = await open('draw', width);
      const { x, y } = rig.paint().roles.find(({ role }) => role === 'drawing')!;
      const move = (kind: number, by: number): void => rig.page.input({ kind, x: x + by, y: y + by, delta: 0, key: '', modifiers: 0x100 });
      move(2, 50);
      move(1, 90);
      const [stroke] = rig.paint().ops.flatMap((op) => (op.op === 'path' ? [op.segments] : []));
      const points = stroke!.flatMap((segment) => segment.slice(1) as number[]);
      for (const [index, expected] of [x + 50, y + 50, x + 90, y + 90].entries())
        expect(Math.abs(points[index]! - expected)).toBeLessThan(2);
    }
  });

  test('a line of the chat goes to the other tabs', async () => {
    const rig = await open('chat');
    rig.clickOn('Say something');
    rig.key('h', 'i', 'Enter');
    expect(rig.sent).toEqual(['chat: {"text":"hi"}']);
    rig.page.deliver('chat', '{"text":"hello back"}');
    expect(rig.texts()).toEqual(expect.arrayContaining(['hi', 'hello back']));
  });

  test('a flood of paint is cut to what a list may hold', async () => {
    const rig = await open('flood');
    rig.wait(40);
    const { ops } = rig.paint();
    expect(ops.length).toBeGreaterThan(2000);
  });
});
