/** The colours and faces of a drawing, by the names of the design tokens. */

export const PALETTE_NAMES = [
  'bg-app',
  'surface',
  'surface-2',
  'surface-3',
  'kernel',
  'task',
  'ink',
  'ink-2',
  'ink-3',
  'line',
  'line-2',
  'control-line',
  'focus',
  'mark',
  'mark-line',
  'on-mark',
  'receive',
  'receive-bg',
  'send',
  'send-bg',
  'once',
  'once-bg',
  'set',
  'set-bg',
  'dead',
  'dead-bg',
  'notify',
  'notify-bg',
  'warn',
  'warn-bg',
  'hatch-alpha',
  'font-ui',
  'font-mono',
] as const;

export type PaletteName = (typeof PALETTE_NAMES)[number];
export type Palette = Readonly<Record<PaletteName, string>> & {
  /** Widths of lines: thin, usual, thick. */
  readonly strokes: readonly [thin: number, usual: number, thick: number];
};

/** Any source of custom properties, such as a computed style. */
export interface Properties {
  getPropertyValue(name: string): string;
}

export function paletteFrom(properties: Properties): Palette {
  const value = (name: string): string => properties.getPropertyValue(`--${name}`).trim().replace(/\s+/g, ' ');
  const colours = Object.fromEntries(PALETTE_NAMES.map((name) => [name, value(name)])) as Record<PaletteName, string>;
  const stroke = (name: string, usual: number): number => Number.parseFloat(value(name)) || usual;
  return { ...colours, strokes: [stroke('stroke-1', 1.25), stroke('stroke-2', 1.75), stroke('stroke-3', 2.75)] };
}
