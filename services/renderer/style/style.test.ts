import { describe, expect, test } from 'vitest';
import { PageRig } from '../testing/pageRig.ts';
import { parseColor } from './color.ts';
import { parseLength, resolve } from './length.ts';
import { parseDeclarations, parseSheet } from './sheet.ts';

const UNITS = { fontSize: 10, rootFontSize: 16, viewportWidth: 200, viewportHeight: 100 };

describe('colours', () => {
  test.each<[string, number | undefined]>([
    ['#abc', 0xaabbccff],
    ['#a1b2c3', 0xa1b2c3ff],
    ['#a1b2c380', 0xa1b2c380],
    ['rgb(1, 2, 3)', 0x010203ff],
    ['rgba(255 0 0 / 50%)', 0xff000080],
    ['hsl(120, 100%, 25%)', 0x008000ff],
    ['transparent', 0],
    ['White', 0xffffffff],
    ['#ab', undefined],
    ['rgb(x,y,z)', undefined],
    ['constructor', undefined],
  ])('%s', (text, color) => expect(parseColor(text)).toBe(color));
});

describe('lengths', () => {
  test.each<[string, number | undefined]>([
    ['3px', 3],
    ['0', 0],
    ['2em', 20],
    ['1rem', 16],
    ['50%', 100],
    ['10vh', 10],
    ['calc(100% - 20px)', 180],
    ['7', undefined],
    ['wide', undefined],
  ])('%s', (text, pixels) => {
    const length = parseLength(text, UNITS);
    expect(length === undefined ? undefined : resolve(length, 200)).toBe(pixels);
  });
});

describe('a style sheet', () => {
  test('gives its rules, and skips what it does not know up to where that ends', () => {
    const rules = parseSheet(
      '@import "x"; /* } */ @font-face { a: b } a, .b > c { color: red; background: url(";}") } @keyframes x { 0% { a: b } } !! { } d { }',
      400,
    );
    expect(rules.map(({ selectors }) => selectors.length)).toEqual([2, 1]);
    expect(rules[0]!.declarations).toEqual([
      { property: 'color', value: 'red', important: false },
      { property: 'background', value: 'url(";}")', important: false },
    ]);
  });

  test('is read by the width of the viewport', () => {
    const text = '@media (max-width: 500px) { a { color: red } } @media (min-width: 500px) { b { color: red } }';
    expect(parseSheet(text, 400)[0]!.selectors[0]!.key).toBe('a');
    expect(parseSheet(text, 600)[0]!.selectors[0]!.key).toBe('b');
  });

  test('marks what is important', () => {
    expect(parseDeclarations('a: b !important')).toEqual([{ property: 'a', value: 'b', important: true }]);
  });
});

describe('the cascade', () => {
  const colorOf = async (css: string, body = '<div class="x y" id=i><p title="a b">t</p></div>'): Promise<number> => {
    const rig = await PageRig.open(`<style>p{color:#010101} ${css}</style>${body}`);
    const op = rig.paint().ops.find((found) => found.op === 'text');
    return op?.op === 'text' ? op.color : 0;
  };
  test.each([
    ['p{color:red}', 0xff0000ff],
    ['.x p{color:red} p{color:blue}', 0xff0000ff],
    ['#i > p{color:red} .x.y p{color:blue}', 0xff0000ff],
    ['p{color:red !important} #i p{color:blue}', 0xff0000ff],
    ['.z p, div[class~=y] [title*=b]{color:red}', 0xff0000ff],
    ['p:first-child:last-child:not(.n){color:red}', 0xff0000ff],
    ['p:nth-child(2n+1){color:red}', 0xff0000ff],
    ['p:nth-child(even){color:red}', 0x010101ff],
    ['div + p{color:red}', 0x010101ff],
    [':root{--c: red} p{color:var(--c)}', 0xff0000ff],
    ['p{color:var(--none, #ff0000)}', 0xff0000ff],
    ['p:hover{color:red}', 0x010101ff],
  ])('%s', async (css, color) => expect(await colorOf(css)).toBe(color));

  test('knows what the pointer is over', async () => {
    const rig = await PageRig.open('<style>p:hover{color:red}</style><p>over me</p>');
    const { x, y } = rig.textAt('over');
    rig.page.input({ kind: 1, x: Math.round(x + 3), y: Math.round(y - 3), delta: 0, key: '', modifiers: 0 });
    expect(rig.paint().ops).toMatchObject([{ op: 'text', color: 0xff0000ff }]);
  });
});
