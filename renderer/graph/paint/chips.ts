/** Chips on the canvas: their sign, their count and their name; outlines where one has left. */

import { middle } from '../../scene/geometry.ts';
import { KIND_TOKEN } from '../../scene/glyphs.ts';
import type { Chip } from '../../scene/items.ts';
import { SMALL_TEXT_ZOOM } from './boxes.ts';
import type { Brush } from './brush.ts';

export function paintChip({ pen, zoom }: Brush, chip: Chip): void {
  const { palette } = pen;
  const { rect, kind, vacated } = chip;
  const token = KIND_TOKEN[kind];
  const hot = chip.changed && !vacated;
  const { x, y } = middle(rect);
  if (vacated) {
    pen.box(rect, 4, null, palette[token], 1, [2, 2]);
    if (zoom >= SMALL_TEXT_ZOOM) pen.text(chip.label, x, rect.y + 28, palette['ink-3'], { sizePx: 11, mono: true, align: 'center' });
    return;
  }
  if (hot) pen.box(rect, 4, palette.mark, palette[token], kind === 'dead' ? 1.4 : 1, kind === 'dead' ? [3, 2] : undefined);
  const ink = hot ? palette['on-mark'] : palette[token];
  if (zoom < SMALL_TEXT_ZOOM) return pen.glyph(kind, x, y, Math.min(2, 1.3 / zoom), ink, palette[`${token}-bg`]);
  const wide = chip.count !== '' || chip.both;
  pen.glyph(kind, x - (wide ? 9 : 0), rect.y + 11, 0.95, ink, palette[`${token}-bg`]);
  if (chip.both) pen.glyph('send', x + 9, rect.y + 11, 0.8, hot ? ink : palette.send, palette['receive-bg']);
  else pen.text(chip.count, x + 9, rect.y + 15, ink, { sizePx: 11, weight: 700, align: 'center' });
  pen.text(chip.label, x, rect.y + 28, hot ? palette['on-mark'] : palette.ink, { sizePx: 11, mono: true, align: 'center' });
}
