/**
 * Makes the page renderer's table of text metrics (`services/renderer/text/metrics.ts`) from the fonts that the window draws with:
 * `node build/fontMetrics.ts`. To be run again when a font's package changes.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/** What is used of a package that brings no types. */
interface Font {
  readonly unitsPerEm: number;
  readonly ascender: number;
  readonly descender: number;
  charToGlyph(character: string): { readonly index: number; readonly advanceWidth: number };
}
const opentype = createRequire(import.meta.url)('opentype.js') as { parse(bytes: ArrayBuffer): Font };

/** In the order of the font numbers of display lists: sans, serif, mono; the bold ones follow. */
const FAMILIES = ['inter', 'source-serif-4', 'jetbrains-mono'];
const WEIGHTS = [400, 700];
const RANGES = [
  [0x20, 0x7e],
  [0xa0, 0x17f],
  [0x2010, 0x2026],
  [0x2030, 0x203a],
];
const SINGLES = [0x20ac, 0x2122, 0x2190, 0x2191, 0x2192, 0x2193, 0x2212, 0x2215];

const root = fileURLToPath(new URL('..', import.meta.url));
const codes = [...RANGES.flatMap(([from, to]) => Array.from({ length: to! - from! + 1 }, (_, index) => from! + index)), ...SINGLES];

function open(family: string, subset: string, weight: number): Font {
  const bytes = readFileSync(`${root}/node_modules/@fontsource/${family}/files/${family}-${subset}-${weight}-normal.woff`);
  return opentype.parse(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer);
}

function tableOf(family: string, weight: number): string {
  const latin = open(family, 'latin', weight);
  const subsets = [latin, open(family, 'latin-ext', weight)];
  const perMille = (units: number, font: Font): number => Math.round((units * 1000) / font.unitsPerEm);
  const widths = codes.map((code) => {
    const text = String.fromCodePoint(code);
    for (const font of subsets) {
      const glyph = font.charToGlyph(text);
      if (glyph.index !== 0) return perMille(glyph.advanceWidth, font);
    }
    return 0;
  });
  const lines: string[] = [];
  for (let at = 0; at < widths.length; at += 24) lines.push(`      ${widths.slice(at, at + 24).join(', ')},`);
  return `  {\n    ascent: ${perMille(latin.ascender, latin)},\n    descent: ${perMille(-latin.descender, latin)},\n    widths: [\n${lines.join('\n')}\n    ],\n  },`;
}

const tables = WEIGHTS.flatMap((weight) => FAMILIES.map((family) => tableOf(family, weight)));
const text = `/** Made by build/fontMetrics.ts from Inter, Source Serif 4 and JetBrains Mono (SIL Open Font License 1.1). In thousandths of the font's size. */
export interface FontMetrics {
  readonly ascent: number;
  readonly descent: number;
  /** Advance widths in the order of \`RANGES\`, then \`SINGLES\`; 0 where the font has no glyph. */
  readonly widths: readonly number[];
}

/** First and last code point of each range. */
export const RANGES: readonly (readonly [number, number])[] = [
${RANGES.map(([from, to]) => `  [${from}, ${to}],`).join('\n')}
];
export const SINGLES: readonly number[] = [${SINGLES.join(', ')}];

/** Sans, serif, mono; then the same in bold. */
export const FONTS: readonly FontMetrics[] = [
${tables.join('\n')}
];
`;
writeFileSync(`${root}/services/renderer/text/metrics.ts`, text);
