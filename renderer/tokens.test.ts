import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** The colours of a theme, as the style sheet gives them, with the ratios that its comments claim. */
interface Theme {
  readonly name: string;
  readonly colours: ReadonlyMap<string, string>;
  readonly claims: readonly { readonly colour: string; readonly on: string; readonly ratio: number }[];
}

const here = new URL('.', import.meta.url);
const sheets = new Map(globSync('**/*.{vue,css}', { cwd: here }).map((file) => [file, readFileSync(new URL(file, here), 'utf8')]));
const css = sheets.get('tokens.css')!;

function themeOf(name: string): Theme {
  const block = new RegExp(`\\[data-theme="${name}"\\] \\{([\\s\\S]*?)\\n\\}`).exec(css)?.[1] ?? '';
  const colours = new Map<string, string>();
  const claims: Theme['claims'][number][] = [];
  for (const [, colour, value, comment] of block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});(?:\s*\/\*(.*?)\*\/)?/g)) {
    colours.set(colour!, value!);
    for (const [, on, ratio] of (comment ?? '').matchAll(/([\w-]+) (\d+\.\d)/g))
      claims.push({ colour: colour!, on: on!, ratio: Number(ratio) });
  }
  return { name, colours, claims };
}

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const HUES = ['receive', 'send', 'once', 'set', 'dead', 'notify'];
const GROUNDS = ['bg-app', 'surface', 'surface-2', 'surface-3', 'kernel', 'task'];

describe.each([themeOf('light'), themeOf('dark'), themeOf('hc')])('the $name theme', ({ name, colours, claims }) => {
  const text = name === 'hc' ? 7 : 4.5;
  const ratio = (colour: string, on: string): number => contrast(colours.get(colour)!, colours.get(on)!);
  const below = (pairs: readonly (readonly [string, string])[], floor: number): string[] =>
    pairs.filter(([a, b]) => ratio(a, b) < floor).map(([a, b]) => `${a} on ${b}: ${ratio(a, b).toFixed(2)}`);

  it('has ink that can be read on every ground', () => {
    const inks = ['ink', 'ink-2'].flatMap((ink) => GROUNDS.map((ground) => [ink, ground] as const));
    const faint = ['bg-app', 'surface', 'surface-2', 'kernel', 'task'].map((ground) => ['ink-3', ground] as const);
    const pairs = [
      ['on-accent', 'accent'],
      ['on-mark', 'mark'],
      ['warn', 'warn-bg'],
      ['warn', 'surface'],
      ['ok', 'surface'],
    ] as const;
    expect(below([...inks, ...faint, ...pairs], text)).toEqual([]);
  });

  it('has hues that can be read as text on paper, on the kernel and on their own tint', () => {
    const grounds = (hue: string): string[] => ['surface', 'kernel', 'bg-app', 'task', `${hue}-bg`];
    expect(
      below(
        HUES.flatMap((hue) => grounds(hue).map((ground) => [hue, ground] as const)),
        text,
      ),
    ).toEqual([]);
  });

  it('has edges of controls, focus rings and change marks that stand out', () => {
    const grounds = ['surface', 'bg-app'];
    expect(
      below(
        ['control-line', 'focus', 'mark-line'].flatMap((edge) => grounds.map((ground) => [edge, ground] as const)),
        3,
      ),
    ).toEqual([]);
  });

  it('says the truth about its ratios', () => {
    expect(claims.length).toBeGreaterThan(20);
    const wrong = claims.filter((claim) => Math.abs(ratio(claim.colour, claim.on) - claim.ratio) > 0.051);
    expect(wrong).toEqual([]);
  });
});

describe('the style sheets', () => {
  it('draw in tokens: no colour of their own anywhere else', () => {
    const literal = /#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(/i;
    const wrong = [...sheets]
      .filter(([file]) => file !== 'tokens.css')
      .flatMap(([file, text]) => {
        const style = file.endsWith('.css') ? text : (/<style[\s\S]*<\/style>/.exec(text)?.[0] ?? '');
        return style
          .split('\n')
          .filter((line) => literal.test(line))
          .map((line) => `${file}: ${line.trim()}`);
      });
    expect(sheets.size).toBeGreaterThan(20);
    expect(wrong).toEqual([]);
  });
});
