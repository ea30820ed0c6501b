/** How wide text is, from the shipped table: the window draws with the same fonts. Kerning and ligatures are not counted. */
import { FONT_BOLD } from '../../../kernel/abi/paint.ts';
import { FONTS, RANGES, SINGLES, type FontMetrics } from './metrics.ts';

/** What a character takes that the table doesn't have: as much as a digit; those of East Asia and pictures a whole em. */
const UNKNOWN_WIDTH = 620;
const WIDE_WIDTH = 1000;
const WIDE_FROM = 0x2e80;

function widthTable({ widths }: FontMetrics): ReadonlyMap<number, number> {
  const codes = [...RANGES.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, index) => from + index)), ...SINGLES];
  return new Map(codes.map((code, index): [number, number] => [code, widths[index]!]).filter(([, width]) => width > 0));
}

const TABLES = FONTS.map(widthTable);
const ASCII = TABLES.map((table) => Array.from({ length: 128 }, (_, code) => table.get(code) ?? UNKNOWN_WIDTH));

const tableNumber = (font: number): number => Math.min(2, font & 3) + ((font & FONT_BOLD) === 0 ? 0 : 3);

/** Width in pixels of a text in a font (`FONT_*`) of this size. */
export function textWidth(text: string, font: number, size: number): number {
  const number = tableNumber(font);
  const ascii = ASCII[number]!;
  let sum = 0;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit < 128) {
      sum += ascii[unit]!;
      continue;
    }
    const code = text.codePointAt(at)!;
    if (code > 0xffff) at += 1;
    sum += TABLES[number]!.get(code) ?? (code >= WIDE_FROM ? WIDE_WIDTH : UNKNOWN_WIDTH);
  }
  return (sum * size) / 1000;
}

/** How far a font of this size reaches above and below its baseline. */
export function fontExtent(font: number, size: number): { readonly ascent: number; readonly descent: number } {
  const { ascent, descent } = FONTS[tableNumber(font)]!;
  return { ascent: (ascent * size) / 1000, descent: (descent * size) / 1000 };
}
