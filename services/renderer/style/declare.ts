/** Declarations applied to a style, property by property. A property or value that is not known changes nothing. */
import { FONT_BOLD, FONT_ITALIC, FONT_MONO, FONT_SANS, FONT_SERIF } from '../../../kernel/abi/paint.ts';
import { parseColor } from './color.ts';
import type { Gradient, Shadow, Sides, Style } from './computed.ts';
import { type Length, type LengthUnits, parseLength, resolved } from './length.ts';
import type { Declaration } from './sheet.ts';

type Apply = (style: Style, value: string, units: LengthUnits) => void;

/** Values by the blanks outside of brackets. */
export function splitValue(text: string, separator = /\s/): string[] {
  const parts: string[] = [''];
  let depth = 0;
  for (const character of text) {
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (depth === 0 && separator.test(character)) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

function sides(text: string, units: LengthUnits): Sides<Length> | undefined {
  const lengths = splitValue(text).map((part) => parseLength(part, units));
  if (lengths.length === 0 || lengths.length > 4 || lengths.includes(undefined)) return undefined;
  const [top, right = top, bottom = top, left = right] = lengths as Length[];
  return [top!, right!, bottom!, left!];
}

function withSide<T>(all: Sides<T>, side: number, value: T): Sides<T> {
  const copy: [T, T, T, T] = [...all];
  copy[side] = value;
  return copy;
}

type LengthKey = 'width' | 'height' | 'minWidth' | 'maxWidth' | 'minHeight' | 'maxHeight' | 'radius' | 'basis';
type SidesKey = 'margin' | 'padding' | 'inset';
type WordKey = 'justify' | 'alignItems' | 'alignSelf' | 'cursor';
type NumberKey = 'grow' | 'shrink' | 'zIndex' | 'opacity';

const length =
  (key: LengthKey): Apply =>
  (style, value, units) => {
    const found = parseLength(splitValue(value)[0] ?? '', units);
    if (found !== undefined) style[key] = found;
  };
const allSides =
  (key: SidesKey): Apply =>
  (style, value, units) => {
    const found = sides(value, units);
    if (found !== undefined) style[key] = found;
  };
const oneSide =
  (key: SidesKey, ...which: readonly number[]): Apply =>
  (style, value, units) => {
    const found = parseLength(value, units);
    if (found !== undefined) for (const side of which) style[key] = withSide(style[key], side, found);
  };
const word =
  (key: WordKey): Apply =>
  (style, value) => {
    style[key] = value.toLowerCase();
  };
const number =
  (key: NumberKey): Apply =>
  (style, value) => {
    const found = Number(value);
    if (Number.isFinite(found)) style[key] = found;
  };
const oneOf =
  <K extends 'textAlign' | 'whiteSpace' | 'textTransform' | 'position' | 'direction'>(key: K, values: readonly Style[K][]): Apply =>
  (style, value) => {
    const found = values.find((known) => known === value.toLowerCase());
    if (found !== undefined) style[key] = found;
  };

function border(style: Style, value: string, units: LengthUnits, which: readonly number[]): void {
  let width = 3;
  for (const part of splitValue(value)) {
    if (part === 'none' || part === 'hidden') width = 0;
    const found = parseLength(part, units);
    if (found !== undefined && found !== null) width = found.px;
    const color = parseColor(part, style.color);
    if (color !== undefined) style.borderColor = color;
  }
  for (const side of which) style.borderWidth = withSide(style.borderWidth, side, width);
}
const borderOf =
  (...which: readonly number[]): Apply =>
  (style, value, units) =>
    border(style, value, units, which);

function parseGradient(value: string, current: number): Gradient | undefined {
  const inside = /^linear-gradient\((.*)\)$/s.exec(value.trim())?.[1];
  if (inside === undefined) return undefined;
  const parts = splitValue(inside, /,/);
  const named: Readonly<Record<string, number>> = { 'to top': 0, 'to right': 90, 'to bottom': 180, 'to left': 270, 'to bottom right': 135 };
  const first = parts[0] ?? '';
  const angle = first.endsWith('deg') ? Number.parseFloat(first) : named[first];
  const colors = angle === undefined ? parts : parts.slice(1);
  const stops = colors.map((part, index) => {
    const [color, at] = splitValue(part);
    const place = at?.endsWith('%') === true ? Number.parseFloat(at) / 100 : index / Math.max(1, colors.length - 1);
    return { color: parseColor(color ?? '', current), at: place };
  });
  if (stops.length < 2 || stops.some(({ color, at }) => color === undefined || Number.isNaN(at))) return undefined;
  return { angle: angle ?? 180, stops: stops as Gradient['stops'] };
}

function background(style: Style, value: string): void {
  const gradient = parseGradient(value, style.color);
  if (gradient !== undefined) {
    style.gradient = gradient;
    return;
  }
  const color = value === 'none' ? 0 : parseColor(value, style.color);
  if (color === undefined) return;
  style.background = color;
  style.gradient = null;
}

function parseShadow(value: string, style: Style, units: LengthUnits): Shadow | null {
  const parts = splitValue(splitValue(value, /,/)[0] ?? '');
  const color = parts.map((part) => parseColor(part, style.color)).find((found) => found !== undefined) ?? 0x00000040;
  const [x, y, blur = 0, spread = 0] = parts.flatMap((part) => parseLength(part, units)?.px ?? []);
  return x === undefined || y === undefined ? null : { x, y, blur, spread, color };
}

const FAMILIES: readonly (readonly [RegExp, number])[] = [
  [/mono|courier|code/i, FONT_MONO],
  [/sans|inter|arial|helvetica|system/i, FONT_SANS],
  [/serif|georgia|times/i, FONT_SERIF],
];

const setFont = (style: Style, mask: number, bits: number): void => {
  style.font = (style.font & ~mask) | bits;
};

const flexParts: Apply = (style, value, units) => {
  if (value === 'none' || value === 'auto') {
    [style.grow, style.shrink, style.basis] = value === 'none' ? [0, 0, null] : [1, 1, null];
    return;
  }
  const parts = splitValue(value);
  const numbers = parts.map(Number).filter((part) => !Number.isNaN(part));
  const basis = parts.find((part) => Number.isNaN(Number(part)));
  style.grow = numbers[0] ?? 1;
  style.shrink = numbers[1] ?? 1;
  style.basis = basis === undefined ? { px: 0, percent: 0 } : (parseLength(basis, units) ?? null);
};

/** Without `font-size`, which goes first since others are measured by it. */
const PROPERTIES: Readonly<Record<string, Apply>> = {
  display: (style, value) => {
    const known = ['block', 'inline', 'inline-block', 'flex', 'list-item', 'none'] as const;
    const same: Readonly<Record<string, Style['display']>> = { 'inline-flex': 'flex', grid: 'block', 'flow-root': 'block' };
    const found = known.find((display) => display === value) ?? same[value];
    if (found !== undefined) style.display = found;
  },
  position: oneOf('position', ['static', 'relative', 'absolute', 'fixed']),
  top: oneSide('inset', 0),
  right: oneSide('inset', 1),
  bottom: oneSide('inset', 2),
  left: oneSide('inset', 3),
  inset: allSides('inset'),
  margin: allSides('margin'),
  'margin-top': oneSide('margin', 0),
  'margin-right': oneSide('margin', 1),
  'margin-bottom': oneSide('margin', 2),
  'margin-left': oneSide('margin', 3),
  'margin-inline': oneSide('margin', 1, 3),
  'margin-block': oneSide('margin', 0, 2),
  padding: allSides('padding'),
  'padding-top': oneSide('padding', 0),
  'padding-right': oneSide('padding', 1),
  'padding-bottom': oneSide('padding', 2),
  'padding-left': oneSide('padding', 3),
  border: borderOf(0, 1, 2, 3),
  'border-top': borderOf(0),
  'border-right': borderOf(1),
  'border-bottom': borderOf(2),
  'border-left': borderOf(3),
  'border-color': (style, value) => {
    style.borderColor = parseColor(value, style.color) ?? style.borderColor;
  },
  'border-width': (style, value, units) => {
    const found = sides(value, units);
    if (found !== undefined) style.borderWidth = found.map((side) => resolved(side, 0)) as unknown as Sides<number>;
  },
  'border-radius': length('radius'),
  width: length('width'),
  height: length('height'),
  'min-width': length('minWidth'),
  'max-width': length('maxWidth'),
  'min-height': length('minHeight'),
  'max-height': length('maxHeight'),
  'box-sizing': (style, value) => {
    style.borderBox = value === 'border-box';
  },
  color: (style, value) => {
    style.color = parseColor(value, style.color) ?? style.color;
  },
  background,
  'background-color': background,
  'background-image': background,
  'box-shadow': (style, value, units) => {
    style.shadow = value === 'none' ? null : parseShadow(value, style, units);
  },
  opacity: number('opacity'),
  overflow: (style, value) => {
    style.clips = value !== 'visible';
  },
  visibility: (style, value) => {
    style.visible = value !== 'hidden' && value !== 'collapse';
  },
  'z-index': number('zIndex'),
  cursor: word('cursor'),
  'font-family': (style, value) => {
    const family = splitValue(value, /,/).flatMap((name) => FAMILIES.find(([pattern]) => pattern.test(name))?.[1] ?? [])[0];
    if (family !== undefined) setFont(style, 3, family);
  },
  'font-weight': (style, value) =>
    setFont(style, FONT_BOLD, value === 'bold' || value === 'bolder' || Number(value) >= 600 ? FONT_BOLD : 0),
  'font-style': (style, value) => setFont(style, FONT_ITALIC, value === 'italic' || value === 'oblique' ? FONT_ITALIC : 0),
  'line-height': (style, value, units) => {
    const plain = Number(value);
    const found = value === 'normal' ? undefined : parseLength(value, { ...units, fontSize: style.fontSize });
    if (value === 'normal') style.lineHeight = 1.4;
    else if (!Number.isNaN(plain)) style.lineHeight = plain;
    else if (found !== undefined && found !== null) style.lineHeight = resolved(found, style.fontSize) / style.fontSize;
  },
  'text-align': (style, value) => {
    const same: Readonly<Record<string, Style['textAlign']>> = {
      start: 'left',
      end: 'right',
      left: 'left',
      center: 'center',
      right: 'right',
    };
    style.textAlign = same[value] ?? style.textAlign;
  },
  'white-space': oneOf('whiteSpace', ['normal', 'nowrap', 'pre', 'pre-wrap']),
  'text-transform': oneOf('textTransform', ['none', 'uppercase', 'lowercase', 'capitalize']),
  'letter-spacing': (style, value, units) => {
    style.letterSpacing = resolved(parseLength(value, units) ?? null, style.fontSize);
  },
  'text-decoration': (style, value) => {
    style.underline = value.includes('underline');
    style.lineThrough = value.includes('line-through');
  },
  'list-style': (style, value) => {
    style.bullets = value !== 'none';
  },
  'flex-direction': oneOf('direction', ['row', 'row-reverse', 'column', 'column-reverse']),
  'flex-wrap': (style, value) => {
    style.wrap = value !== 'nowrap';
  },
  'justify-content': word('justify'),
  'align-items': word('alignItems'),
  'align-self': word('alignSelf'),
  flex: flexParts,
  'flex-grow': number('grow'),
  'flex-shrink': number('shrink'),
  'flex-basis': length('basis'),
  gap: (style, value, units) => {
    const [row, column = row] = splitValue(value).map((part) => resolved(parseLength(part, units) ?? null, 0));
    [style.rowGap, style.columnGap] = [row ?? 0, column ?? 0];
  },
  'row-gap': (style, value, units) => {
    style.rowGap = resolved(parseLength(value, units) ?? null, 0);
  },
  'column-gap': (style, value, units) => {
    style.columnGap = resolved(parseLength(value, units) ?? null, 0);
  },
};

/** What a page may nest `var()` in itself. */
const VARIABLE_DEPTH = 8;
const VALUE_LENGTH_MAX = 4096;

function substitute(value: string, variables: ReadonlyMap<string, string>): string {
  let text = value;
  for (let depth = 0; depth < VARIABLE_DEPTH && text.includes('var('); depth += 1) {
    text = text.replaceAll(/var\(\s*(--[\w-]+)\s*(?:,([^()]*))?\)/g, (_, name: string, other: string | undefined) => {
      return variables.get(name) ?? other?.trim() ?? '';
    });
    if (text.length > VALUE_LENGTH_MAX) return '';
  }
  return text;
}

const SIZES: Readonly<Record<string, number>> = { small: 13, medium: 16, large: 18, 'x-large': 24, 'xx-large': 32 };

/** Applies declarations in their order. `units.fontSize` is the parent's. */
export function applyDeclarations(style: Style, declarations: readonly Declaration[], units: LengthUnits): void {
  const variables = declarations.filter(({ property }) => property.startsWith('--'));
  if (variables.length > 0)
    style.variables = new Map([...style.variables, ...variables.map(({ property, value }) => [property, value] as const)]);
  for (const { property, value } of declarations) {
    if (property !== 'font-size') continue;
    const given = substitute(value, style.variables);
    const found = SIZES[given] ?? resolved(parseLength(given, units) ?? null, units.fontSize);
    if (found > 0) style.fontSize = Math.min(found, 400);
  }
  const own = { ...units, fontSize: style.fontSize };
  for (const { property, value } of declarations) {
    if (property === 'color') PROPERTIES[property]!(style, substitute(value, style.variables), own);
  }
  for (const { property, value } of declarations) {
    if (property !== 'color' && Object.hasOwn(PROPERTIES, property)) PROPERTIES[property]!(style, substitute(value, style.variables), own);
  }
}
