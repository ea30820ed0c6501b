/** What the window and its painting worker say to each other. */
import type { RoleEntry } from '../../kernel/abi/paint.ts';

export type ToPainter =
  /** The canvas of a page from now on. */
  | { readonly do: 'attach'; readonly page: number; readonly canvas: OffscreenCanvas }
  | { readonly do: 'detach'; readonly page: number }
  /** What to draw there: a display list as it came, those of its plug-ins, and how many device pixels a CSS pixel has. */
  | {
      readonly do: 'paint';
      readonly page: number;
      readonly paint: Uint8Array;
      readonly embeds: readonly (readonly [embed: number, paint: Uint8Array])[];
      readonly ratio: number;
    }
  /** The file of a picture. */
  | { readonly do: 'picture'; readonly page: number; readonly resource: number; readonly file: Uint8Array };

/** A list was drawn, or could not be. */
export interface Painted {
  readonly page: number;
  readonly width: number;
  readonly height: number;
  readonly pageHeight: number;
  readonly scrollY: number;
  readonly roles: readonly RoleEntry[];
  /** Pictures and plug-ins that it names. */
  readonly pictures: readonly number[];
  readonly embeds: readonly number[];
  /** Why nothing new stands there; empty: it does. */
  readonly problem: string;
  readonly ms: number;
}
