import { describe, expect, test } from 'vitest';
import { PageRig } from '../testing/pageRig.ts';

/** The boxes of the elements with an id, as `[x, y, width, height]`. */
async function boxes(body: string, css = ''): Promise<Record<string, number[]>> {
  const rig = await PageRig.open(`<style>*{margin:0} body{font-size:10px;line-height:1} ${css}</style><body>${body}</body>`);
  rig.paint();
  const found: Record<string, number[]> = {};
  for (const { element, x, y, width, height } of rig.page.targets)
    if (element.id !== '') found[element.id] ??= [x, y, width, height].map((number) => Math.round(number * 10) / 10);
  return found;
}

describe('block flow', () => {
  test('fills the width, takes sizes and margins, and collapses those of neighbours', async () => {
    expect(
      await boxes(
        '<div id=a style="height:10px;margin-bottom:20px"></div><div id=b style="height:5px;margin-top:8px;width:50%;padding:1px;border:2px solid"></div>',
      ),
    ).toEqual({ a: [0, 0, 400, 10], b: [0, 30, 206, 11] });
  });

  test('centres what has a width and auto margins, and keeps it between its limits', async () => {
    expect(
      await boxes(
        '<div id=a style="max-width:100px;margin:0 auto;height:1px"></div><div id=b style="width:10px;min-width:30px;height:1px"></div>',
      ),
    ).toEqual({
      a: [150, 0, 100, 1],
      b: [0, 1, 30, 1],
    });
  });

  test('places an absolute box by its positioned holder, and moves a relative one', async () => {
    expect(
      await boxes(
        '<div id=a style="position:relative;height:100px;border:1px solid"><i id=b style="position:absolute;right:10px;bottom:5px;width:20px;height:10px"></i><div id=c style="position:relative;left:3px;top:4px;height:2px"></div></div>',
      ),
    ).toEqual({ a: [0, 0, 400, 102], b: [369, 86, 20, 10], c: [4, 5, 398, 2] });
  });
});

describe('inline flow', () => {
  test('breaks lines between words and grows its block', async () => {
    const one = await boxes('<p id=a style="width:200px">one two three</p>');
    const three = await boxes('<p id=a style="width:28px">one two three</p>');
    expect([one['a']![3], three['a']![3]]).toEqual([10, 30]);
  });

  test('puts inline blocks in a line, on its baseline', async () => {
    const found = await boxes(
      '<span id=a style="display:inline-block;width:30px;height:20px"></span><span id=b style="display:inline-block;width:10px;height:40px"></span>',
    );
    expect(found['a']!.slice(0, 3)).toEqual([0, 20, 30]);
    expect(found['b']!.slice(0, 3)).toEqual([30, 0, 10]);
  });

  test('cuts a word that is longer than its line', async () => {
    const found = await boxes(`<p id=a style="width:50px">${'m'.repeat(40)}</p>`);
    expect(found['a']![3]).toBeGreaterThan(40);
  });
});

describe('a flex container', () => {
  test('shares what is left by how much its items grow', async () => {
    expect(
      await boxes(
        '<div id=r style="display:flex;gap:10px"><i id=a style="flex:1;height:5px"></i><i id=b style="flex:2"></i><i id=c style="width:80px"></i></div>',
      ),
    ).toEqual({ r: [0, 0, 400, 5], a: [0, 0, 100, 5], b: [110, 0, 200, 5], c: [320, 0, 80, 5] });
  });

  test('stacks, centres and nests', async () => {
    expect(
      await boxes(
        '<div id=r style="display:flex;flex-direction:column;align-items:center;justify-content:center;height:100px"><div id=a style="display:flex;gap:4px"><b id=b style="width:10px;height:20px"></b><b id=c style="width:10px;height:10px"></b></div></div>',
      ),
    ).toEqual({ r: [0, 0, 400, 100], a: [188, 40, 24, 20], b: [188, 40, 10, 20], c: [202, 40, 10, 20 - 10] });
  });

  test('wraps into lines', async () => {
    const found = await boxes(
      '<div id=r style="display:flex;flex-wrap:wrap;width:100px;gap:5px 0"><i id=a style="width:60px;height:10px"></i><i id=b style="width:60px;height:10px"></i></div>',
    );
    expect(found).toMatchObject({ r: [0, 0, 100, 25], b: [0, 15, 60, 10] });
  });

  test('deep in others is laid out in no time', async () => {
    const startedMs = performance.now();
    await boxes(`${'<div style="display:flex"><div style="flex:1">'.repeat(12)}deep${'</div></div>'.repeat(12)}`);
    expect(performance.now() - startedMs).toBeLessThan(1000);
  });
});
