/** The signs of Mach concepts, each in a box of 14 × 12, told apart by shape alone. */

import type { BadgeKind, RightKind } from './items.ts';

export interface Stroke {
  readonly d: string;
  /** Filled with the ink; else drawn as a line of that width. */
  readonly width: number | null;
  readonly dash?: readonly number[];
  /** Drawn in the colour of the ground, on top of what is filled. */
  readonly onGround?: boolean;
}

export const GLYPH_W = 14;
export const GLYPH_H = 12;

export type GlyphName = RightKind | 'notify' | Exclude<BadgeKind, null> | 'cross';

const filled = (d: string): Stroke => ({ d, width: null });
const drawn = (d: string, width: number, dash?: readonly number[]): Stroke => (dash === undefined ? { d, width } : { d, width, dash });

const SHIELD = 'M7 .8 11.6 2.5v3.3c0 2.6-1.9 4.5-4.6 5.4C4.3 10.3 2.4 8.4 2.4 5.8V2.5z';

export const GLYPHS: Readonly<Record<GlyphName, readonly Stroke[]>> = {
  receive: [drawn('M2.2 2.3v2.3a4.8 4.8 0 0 0 9.6 0V2.3', 2.2)],
  send: [filled('M3.2 1.3 11.4 6l-8.2 4.7z')],
  once: [drawn('M2 1.9 8.3 6 2 10.1z', 1.5), drawn('M11.3 1.6v8.8', 2)],
  set: [drawn('M3.7 1.2H1.4v9.6h2.3M10.3 1.2h2.3v9.6h-2.3', 1.5), drawn('M4.7 4v.7a2.3 2.3 0 0 0 4.6 0V4', 1.7)],
  dead: [drawn('M12 6a5 5 0 1 1-10 0 5 5 0 0 1 10 0z', 1.3, [1.9, 1.7]), drawn('m5 4 4 4m0-4-4 4', 1.6)],
  notify: [filled('M7 .6 12.2 6 7 11.4 1.8 6z')],
  'os-sandbox': [filled(SHIELD), { d: 'm4.9 6 1.5 1.5 2.8-2.9', width: 1.3, onGround: true }],
  'seat-belt': [drawn(SHIELD, 1.2), drawn('m3.6 8.6 6.8-6.2', 1.6)],
  none: [drawn(SHIELD, 1.1, [1.6, 1.6])],
  cross: [drawn('m3 2 8 8m0-8-8 8', 2)],
};

/** An envelope of 24 × 16: its sheet, and its flap. */
export const ENVELOPE_W = 24;
export const ENVELOPE_H = 16;
export const ENVELOPE_SHEET = 'M2.5.7h19a1.8 1.8 0 0 1 1.8 1.8v11a1.8 1.8 0 0 1-1.8 1.8h-19A1.8 1.8 0 0 1 .7 13.5v-11A1.8 1.8 0 0 1 2.5.7z';
export const ENVELOPE_FLAP = 'M1.2 1.6 12 9.4l10.8-7.8';

/** Line patterns: kinds stay apart on a grey photocopy. Receive is drawn as two rails. */
export const DASHES: Readonly<Record<RightKind | 'notify', readonly number[] | null>> = {
  receive: null,
  send: null,
  once: [7, 4],
  set: [3, 3],
  dead: [0.1, 5],
  notify: [9, 4, 2, 4],
};

/** The token that colours each kind. */
export const KIND_TOKEN = {
  receive: 'receive',
  send: 'send',
  once: 'once',
  set: 'set',
  dead: 'dead',
  notify: 'notify',
} as const satisfies Record<RightKind | 'notify', string>;
