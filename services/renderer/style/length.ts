/** CSS lengths. */

/** Pixels and a share of whatever the property is measured by; null is `auto`. */
export type Length = { readonly px: number; readonly percent: number } | null;

export interface LengthUnits {
  readonly fontSize: number;
  readonly rootFontSize: number;
  readonly viewportWidth: number;
  readonly viewportHeight: number;
}

export const ZERO: Length = { px: 0, percent: 0 };
export const px = (value: number): Length => ({ px: value, percent: 0 });

const NUMBER = /^([+-]?(?:\d+\.?\d*|\.\d+))([a-z%]*)$/;

/** A length, sums in `calc()` included; undefined when it is none. */
export function parseLength(text: string, units: LengthUnits): Length | undefined {
  const value = text.trim().toLowerCase();
  if (value === 'auto' || value === 'none') return null;
  const sum = /^calc\((.*)\)$/.exec(value)?.[1];
  if (sum !== undefined) return parseSum(sum, units);
  const parts = NUMBER.exec(value);
  if (parts === null) return undefined;
  const number = Number(parts[1]);
  switch (parts[2]) {
    case '':
      return number === 0 ? ZERO : undefined;
    case 'px':
      return px(number);
    case '%':
      return { px: 0, percent: number };
    case 'em':
      return px(number * units.fontSize);
    case 'rem':
      return px(number * units.rootFontSize);
    case 'ch':
      return px(number * units.fontSize * 0.6);
    case 'vw':
      return px((number * units.viewportWidth) / 100);
    case 'vh':
      return px((number * units.viewportHeight) / 100);
    case 'pt':
      return px((number * 4) / 3);
    default:
      return undefined;
  }
}

function parseSum(text: string, units: LengthUnits): Length | undefined {
  let total = { px: 0, percent: 0 };
  let sign = 1;
  for (const part of text.trim().split(/\s+/)) {
    if (part === '+' || part === '-') {
      sign = part === '+' ? 1 : -1;
      continue;
    }
    const length = parseLength(part, units);
    if (length === undefined || length === null) return undefined;
    total = { px: total.px + sign * length.px, percent: total.percent + sign * length.percent };
  }
  return total;
}

/** A length in pixels; `auto`, or a share of what nobody knows, is undefined. */
export function resolve(length: Length, base: number | undefined): number | undefined {
  if (length === null) return undefined;
  if (length.percent === 0) return length.px;
  return base === undefined || !Number.isFinite(base) ? undefined : length.px + (length.percent * base) / 100;
}

/** The same with zero for what is not known. */
export const resolved = (length: Length, base: number | undefined): number => resolve(length, base) ?? 0;
