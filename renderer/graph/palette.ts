/** The palette of an element's theme, as colours that a canvas understands. */

import { PALETTE_NAMES, paletteFrom } from '../svg/palette.ts';
import type { Palette } from '../svg/palette.ts';

const PLAIN = new Set(['hatch-alpha', 'font-ui', 'font-mono']);

/** Reads the design tokens as they apply to the element; colours of the operating system's forced palette are resolved. */
export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const palette = paletteFrom(style);
  const probe = element.ownerDocument.createElement('span');
  probe.hidden = true;
  element.append(probe);
  const resolved: Record<string, string> = {};
  for (const name of PALETTE_NAMES) {
    if (PLAIN.has(name) || palette[name].startsWith('#')) continue;
    probe.style.color = `var(--${name})`;
    resolved[name] = getComputedStyle(probe).color;
  }
  probe.remove();
  return { ...palette, ...resolved };
}
