/**
 * Display lists: what a page renderer paints, and its limits. As bytes: `paintEncode.ts`, and `paintDecode.ts`, which trusts none of them.
 *
 * A list is drawn in order, each operation over the ones before. Lengths are CSS pixels of the viewport, colours are 0xRRGGBBAA. A renderer
 * may be taken over by its page, so whoever draws decodes first: any bytes are either a whole list within the limits or a `PaintError`.
 *
 * Bytes, little-endian: u32 magic, u32 background, f32 width, f32 height of the viewport, f32 height of the whole page, f32 how far it is
 * scrolled, u32 count of operations, u32 count of roles; then each operation: u8 kind and its fields in the order of its type here
 * (numbers f32, colours and ids u32, texts u16 length and UTF-8); then each role.
 */
import { utf8, utf8Text } from './bytes.ts';

export const PAINT_MAGIC = 0x31504c4d;
/** One list: it travels inside one message, and the log keeps it whole among others. */
export const PAINT_BYTES_MAX = 0x40000;
/** More than a screen can show; drawing so many takes a frame's time. */
export const PAINT_OPS_MAX = 20_000;
/** Points of all paths of a list. */
export const PAINT_POINTS_MAX = 50_000;
export const PAINT_TEXT_BYTES_MAX = 4096;
export const PAINT_ROLES_MAX = 2000;
export const PAINT_CLIP_DEPTH_MAX = 64;
export const PAINT_STOPS_MAX = 8;
/** Coordinates beyond it are nobody's page. */
export const PAINT_COORDINATE_MAX = 1_000_000;
/** A viewport at most: what a window's canvas can be. */
export const PAINT_VIEWPORT_MAX = 8192;

/** Fonts by number: family (bits 0–1), bold (bit 2), italic (bit 3: the upright glyphs, slanted). */
export const FONT_SANS = 0;
export const FONT_SERIF = 1;
export const FONT_MONO = 2;
export const FONT_BOLD = 4;
export const FONT_ITALIC = 8;

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Stop {
  /** 0 to 1. */
  readonly at: number;
  readonly color: number;
}

/** Segments of a path: a letter and its points, absolute. */
export type Segment =
  | readonly ['M' | 'L', number, number]
  | readonly ['Q', number, number, number, number]
  | readonly ['C', number, number, number, number, number, number]
  | readonly ['Z'];

export type PaintOp =
  /** A filled rectangle; `radius` rounds its corners. */
  | ({ readonly op: 'rect'; readonly radius: number; readonly color: number } & Box)
  /** Its outline, `line` wide, inside the box. */
  | ({ readonly op: 'border'; readonly radius: number; readonly line: number; readonly color: number } & Box)
  /** `angle` in degrees as in CSS: 0 goes up, 90 to the right. */
  | ({ readonly op: 'gradient'; readonly radius: number; readonly angle: number; readonly stops: readonly Stop[] } & Box)
  /** The shadow of a rounded rectangle, without the rectangle. */
  | ({ readonly op: 'shadow'; readonly radius: number; readonly blur: number; readonly color: number } & Box)
  /** A run of text in one font; `y` is the baseline, `width` what the metrics say it takes. */
  | {
      readonly op: 'text';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly size: number;
      readonly font: number;
      readonly color: number;
      readonly text: string;
    }
  /** Filled with `fill` and stroked with `stroke`, each unless 0. Ends and joins are round. */
  | { readonly op: 'path'; readonly fill: number; readonly stroke: number; readonly line: number; readonly segments: readonly Segment[] }
  /** An image that the renderer's browser knows by this number. */
  | ({ readonly op: 'image'; readonly radius: number; readonly image: number } & Box)
  /** What a plug-in draws; the browser knows it by this number. */
  | ({ readonly op: 'embed'; readonly embed: number } & Box)
  | ({ readonly op: 'clip'; readonly radius: number } & Box)
  /** Ends the last `clip`. */
  | { readonly op: 'unclip' };

export const ROLES = [
  'text',
  'heading',
  'link',
  'button',
  'textbox',
  'image',
  'listitem',
  'checkbox',
  'drawing',
  'embed',
  'status',
] as const;
export type Role = (typeof ROLES)[number];

/** A text or control for those who don't see the painting, in the order of reading. */
export interface RoleEntry extends Box {
  readonly role: Role;
  /** A heading's level; 1 for a ticked box; else 0. */
  readonly level: number;
  /** The keyboard's input goes here. */
  readonly focused: boolean;
  readonly text: string;
}

export interface PaintList {
  readonly width: number;
  readonly height: number;
  readonly pageHeight: number;
  readonly scrollY: number;
  readonly background: number;
  readonly ops: readonly PaintOp[];
  readonly roles: readonly RoleEntry[];
}

/** Why bytes are no display list, and where. */
export interface PaintError {
  readonly error: string;
  readonly at: number;
}

export const OPS = ['', 'rect', 'border', 'gradient', 'shadow', 'text', 'path', 'image', 'embed', 'clip', 'unclip'] as const;
export const SEGMENTS = ['M', 'L', 'Q', 'C', 'Z'] as const;
export const SEGMENT_NUMBERS = [2, 2, 4, 6, 0] as const;
export const PAINT_HEADER_BYTES = 32;

/** A text's bytes, cut to what a list may hold, never within a character. */
export function paintText(text: string): Uint8Array {
  const bytes = utf8(text);
  if (bytes.length <= PAINT_TEXT_BYTES_MAX) return bytes;
  let end = PAINT_TEXT_BYTES_MAX;
  while (end > 0 && utf8Text(bytes.subarray(0, end)) === undefined) end -= 1;
  return bytes.subarray(0, end);
}
