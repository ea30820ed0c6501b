/** SVG as text: elements, attributes, and nothing that could be taken for markup. */

import { GLYPH_H, GLYPH_W, GLYPHS } from '../scene/glyphs.ts';
import type { GlyphName } from '../scene/glyphs.ts';

export type Attributes = Readonly<Record<string, string | number | undefined>>;

export function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (letter) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[letter]!);
}

export function tag(name: string, attributes: Attributes, content = ''): string {
  let out = `<${name}`;
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined) out += ` ${key}="${escaped(String(value))}"`;
  return content === '' ? `${out}/>` : `${out}>${content}</${name}>`;
}

export interface Font {
  readonly family: string;
  readonly sizePx: number;
  readonly weight?: number;
}

export function label(text: string, x: number, y: number, fill: string, font: Font, anchor: 'start' | 'middle' | 'end' = 'start'): string {
  if (text === '') return '';
  const attributes = {
    x,
    y,
    fill,
    'font-family': font.family.replaceAll('"', "'"),
    'font-size': font.sizePx,
    'font-weight': font.weight,
    'text-anchor': anchor === 'start' ? undefined : anchor,
  };
  return tag('text', attributes, escaped(text));
}

/** A glyph with its middle at (x, y). */
export function glyph(name: GlyphName, x: number, y: number, scale: number, ink: string, ground: string): string {
  const strokes = GLYPHS[name].map(({ d, width, dash, onGround }) =>
    width === null
      ? tag('path', { d, fill: ink })
      : tag('path', {
          d,
          fill: 'none',
          stroke: onGround === true ? ground : ink,
          'stroke-width': width,
          'stroke-linecap': 'round',
          'stroke-linejoin': 'round',
          'stroke-dasharray': dash?.join(' '),
        }),
  );
  return tag('g', { transform: `translate(${x - (GLYPH_W / 2) * scale} ${y - (GLYPH_H / 2) * scale}) scale(${scale})` }, strokes.join(''));
}
