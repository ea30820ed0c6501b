/** What painting one frame needs to know. */

import type { Measure, TextStyle } from '../../scene/text.ts';
import type { Pen } from '../pen.ts';

export interface Brush {
  readonly pen: Pen;
  readonly zoom: number;
  /** The first detail level: ink only. */
  readonly figure: boolean;
  /** Hatching in the colour of what is dead. */
  readonly hatch: CanvasPattern | null;
  readonly measure: Measure;
  readonly width: Measure;
}

const FONTS: Readonly<Record<TextStyle, (ui: string, mono: string) => string>> = {
  title: (ui) => `600 13px ${ui}`,
  port: (ui) => `600 12px ${ui}`,
  small: (ui) => `11px ${ui}`,
  mono: (_, mono) => `11px ${mono}`,
};
const REMEMBERED_MOST = 5000;

/** Measures in the faces that are really there; each text once. */
export function canvasMeasure(canvas: CanvasRenderingContext2D, ui: string, mono: string): Measure {
  const known = new Map<string, number>();
  return (text, style) => {
    const key = `${style}:${text}`;
    let width = known.get(key);
    if (width === undefined) {
      canvas.save();
      canvas.font = FONTS[style](ui, mono);
      width = canvas.measureText(text).width;
      canvas.restore();
      if (known.size > REMEMBERED_MOST) known.clear();
      known.set(key, width);
    }
    return width;
  };
}
