/** Lines, their heads, notices and envelopes of a scene as SVG. */

import { DASHES, ENVELOPE_FLAP, ENVELOPE_H, ENVELOPE_SHEET, ENVELOPE_W, KIND_TOKEN } from '../scene/glyphs.ts';
import { headOf, HEAD_ROOM, withoutHead } from '../scene/heads.ts';
import type { Envelope, Line, Notice } from '../scene/items.ts';
import { dashWithGaps, roundedPath } from '../scene/path.ts';
import type { Palette } from './palette.ts';
import { glyph, label, tag } from './tags.ts';

export function lineSvg(line: Line, palette: Palette, figure: boolean): string {
  const { kind, path, route } = line;
  const colour = figure ? palette.ink : palette[KIND_TOKEN[kind]];
  const d = roundedPath(withoutHead(path, HEAD_ROOM[kind]));
  const dash = dashWithGaps(route.length, DASHES[kind], route.gaps)?.map((length) => Math.round(length * 100) / 100);
  const common = { d, fill: 'none', 'stroke-dasharray': dash?.join(' ') };
  const thin = { ...common, stroke: colour, 'stroke-width': palette.strokes[1], 'stroke-linecap': kind === 'dead' ? 'round' : undefined };
  const out =
    kind === 'receive'
      ? [
          tag('path', { ...common, stroke: colour, 'stroke-width': 4.7 }),
          tag('path', { ...common, 'stroke-dasharray': undefined, stroke: palette.task, 'stroke-width': 2 }),
        ]
      : [tag('path', kind === 'dead' ? { ...thin, 'stroke-width': 2.4 } : thin)];
  return tag('g', { opacity: line.dim ? 0.35 : undefined }, out.join('') + headSvg(line, colour, palette));
}

function headSvg({ kind, path }: Line, colour: string, palette: Palette): string {
  const { x, y, turn } = headOf(path);
  const turned = (content: string): string => tag('g', { transform: `translate(${x} ${y}) rotate(${turn * 90})` }, content);
  switch (kind) {
    case 'send':
    case 'notify':
      return turned(tag('path', { d: 'M-9-4.2 0 0l-9 4.2z', fill: colour }));
    case 'once': {
      const triangle = tag('path', { d: 'M-11-4.6-3.4 0l-7.6 4.6z', fill: palette.kernel, stroke: colour, 'stroke-width': 1.5 });
      return turned(triangle + tag('path', { d: 'M-1.2-5.5v11', stroke: colour, 'stroke-width': 2.2 }));
    }
    case 'dead':
      return tag('circle', { cx: x, cy: y, r: 8, fill: palette.kernel }) + glyph('dead', x, y, 1.15, colour, palette.kernel);
    default:
      return '';
  }
}

export function noticeSvg(notice: Notice, palette: Palette, figure: boolean): string {
  const { at, step, text, textSide } = notice;
  const colour = figure ? palette.ink : palette.notify;
  const ground = at.y > 120 && at.y < 360 ? palette.kernel : palette.surface;
  const ui = palette['font-ui'];
  const out = [
    tag('path', { d: `M${at.x} ${at.y - 9.5}l9.5 9.5-9.5 9.5-9.5-9.5z`, fill: colour, stroke: ground, 'stroke-width': 1.5 }),
    label(String(step), at.x, at.y + 4, palette.surface, { family: ui, sizePx: 11, weight: 700 }, 'middle'),
  ];
  if (text !== '') {
    const x = textSide === 'right' ? at.x + 13 : at.x - 13;
    const w = text.length * 6.3 + 4;
    out.unshift(tag('rect', { x: textSide === 'right' ? x - 2 : x - w + 2, y: at.y - 7, width: w, height: 14, fill: ground }));
    out.push(label(text, x, at.y + 4, colour, { family: ui, sizePx: 11, weight: 600 }, textSide === 'right' ? 'start' : 'end'));
  }
  return tag('g', { opacity: notice.dim ? 0.35 : undefined }, out.join(''));
}

export function envelopeSvg(envelope: Envelope, palette: Palette): string {
  const { at, rights, memory, parked } = envelope;
  const dash = parked ? '3 2' : undefined;
  const edge = { stroke: parked ? palette.warn : palette.ink, 'stroke-width': 1.4, 'stroke-dasharray': dash };
  const fill = envelope.changed ? palette.mark : palette.task;
  const sheet = tag('path', { d: ENVELOPE_SHEET, fill, ...edge });
  const behind = memory ? tag('g', { transform: 'translate(3 -3)' }, sheet) : '';
  const flap = tag('path', { d: ENVELOPE_FLAP, fill: 'none', ...edge, 'stroke-linejoin': 'round' });
  const signs = rights.map((kind, i) => {
    const y = ENVELOPE_H / 2 + (i - (rights.length - 1) / 2) * 10;
    const disc = tag('circle', {
      cx: ENVELOPE_W,
      cy: y,
      r: 6.5,
      fill: palette[`${KIND_TOKEN[kind]}-bg`],
      stroke: palette[KIND_TOKEN[kind]],
    });
    return disc + glyph(kind, ENVELOPE_W, y, 0.7, palette[KIND_TOKEN[kind]], palette.task);
  });
  const transform = `translate(${at.x - ENVELOPE_W / 2} ${at.y - ENVELOPE_H / 2})`;
  return tag('g', { transform, opacity: envelope.dim ? 0.35 : undefined }, behind + sheet + flap + signs.join(''));
}
