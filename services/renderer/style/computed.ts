/** An element's style, as numbers: what layout and painting read. */
import { FONT_SANS, type Stop } from '../../../kernel/abi/paint.ts';
import { type Length, ZERO } from './length.ts';

/** Top, right, bottom, left. */
export type Sides<T> = readonly [T, T, T, T];

export interface Gradient {
  readonly angle: number;
  readonly stops: readonly Stop[];
}

export interface Shadow {
  readonly x: number;
  readonly y: number;
  readonly blur: number;
  readonly spread: number;
  readonly color: number;
}

export interface Style {
  // Inherited.
  color: number;
  fontSize: number;
  /** `FONT_*`. */
  font: number;
  /** A multiple of the font's size. */
  lineHeight: number;
  textAlign: 'left' | 'center' | 'right';
  whiteSpace: 'normal' | 'nowrap' | 'pre' | 'pre-wrap';
  textTransform: 'none' | 'uppercase' | 'lowercase' | 'capitalize';
  letterSpacing: number;
  visible: boolean;
  cursor: string;
  bullets: boolean;
  variables: ReadonlyMap<string, string>;
  // Each element's own.
  display: 'block' | 'inline' | 'inline-block' | 'flex' | 'list-item' | 'none';
  position: 'static' | 'relative' | 'absolute' | 'fixed';
  inset: Sides<Length>;
  margin: Sides<Length>;
  padding: Sides<Length>;
  borderWidth: Sides<number>;
  borderColor: number;
  radius: Length;
  width: Length;
  height: Length;
  minWidth: Length;
  maxWidth: Length;
  minHeight: Length;
  maxHeight: Length;
  borderBox: boolean;
  background: number;
  gradient: Gradient | null;
  shadow: Shadow | null;
  opacity: number;
  clips: boolean;
  zIndex: number;
  underline: boolean;
  lineThrough: boolean;
  direction: 'row' | 'row-reverse' | 'column' | 'column-reverse';
  wrap: boolean;
  justify: string;
  alignItems: string;
  alignSelf: string;
  grow: number;
  shrink: number;
  basis: Length;
  rowGap: number;
  columnGap: number;
}

const NO_VARIABLES: ReadonlyMap<string, string> = new Map();

const INHERITED = {
  color: 0x1a1a1aff,
  fontSize: 16,
  font: FONT_SANS,
  lineHeight: 1.4,
  textAlign: 'left',
  whiteSpace: 'normal',
  textTransform: 'none',
  letterSpacing: 0,
  visible: true,
  cursor: 'default',
  bullets: true,
  variables: NO_VARIABLES,
} as const;

const OWN = {
  display: 'inline',
  position: 'static',
  inset: [null, null, null, null],
  margin: [ZERO, ZERO, ZERO, ZERO],
  padding: [ZERO, ZERO, ZERO, ZERO],
  borderWidth: [0, 0, 0, 0],
  borderColor: 0x000000ff,
  radius: ZERO,
  width: null,
  height: null,
  minWidth: null,
  maxWidth: null,
  minHeight: null,
  maxHeight: null,
  borderBox: false,
  background: 0,
  gradient: null,
  shadow: null,
  opacity: 1,
  clips: false,
  zIndex: 0,
  underline: false,
  lineThrough: false,
  direction: 'row',
  wrap: false,
  justify: 'flex-start',
  alignItems: 'stretch',
  alignSelf: 'auto',
  grow: 0,
  shrink: 1,
  basis: null,
  rowGap: 0,
  columnGap: 0,
} as const;

export const ROOT_STYLE: Style = { ...INHERITED, ...OWN, display: 'block' };

/** The style of a child before any rule: what is inherited, and everything else as it begins. */
export function inheritedStyle(parent: Style): Style {
  return {
    ...OWN,
    color: parent.color,
    fontSize: parent.fontSize,
    font: parent.font,
    lineHeight: parent.lineHeight,
    textAlign: parent.textAlign,
    whiteSpace: parent.whiteSpace,
    textTransform: parent.textTransform,
    letterSpacing: parent.letterSpacing,
    visible: parent.visible,
    cursor: parent.cursor,
    bullets: parent.bullets,
    variables: parent.variables,
    // Lines run through inline children; a box of its own starts without.
    underline: parent.underline && parent.display === 'inline',
    lineThrough: parent.lineThrough && parent.display === 'inline',
  };
}
