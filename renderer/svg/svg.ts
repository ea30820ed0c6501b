/** A scene as an SVG file: for figures, for print, and for looking at it in grey. */

import { BAND_BOTTOM, BAND_TOP } from '../scene/geometry.ts';
import type { Scene } from '../scene/items.ts';
import { bracketSvg, chipSvg, portSvg, taskSvg } from './boxes.ts';
import { envelopeSvg, lineSvg, noticeSvg } from './lines.ts';
import type { Palette } from './palette.ts';
import { escaped, label, tag } from './tags.ts';

const ORDER = ['send', 'once', 'dead', 'set', 'receive', 'notify'] as const;

export interface SvgOptions {
  /** Said by the file itself, for who cannot see it. */
  readonly title?: string;
}

export function sceneSvg(scene: Scene, palette: Palette, options: SvgOptions = {}): string {
  const { bounds } = scene;
  const figure = scene.detail === 1;
  const width = Math.ceil(bounds.w);
  const height = Math.ceil(bounds.h);
  const ranked = scene.lines.toSorted((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
  const parts = [
    options.title === undefined ? '' : `<title>${escaped(options.title)}</title>`,
    hatch(palette),
    tag('rect', { width, height, fill: palette.surface }),
    tag('rect', { y: BAND_TOP, width, height: BAND_BOTTOM - BAND_TOP, fill: palette.kernel }),
    tag('path', { d: `M0 ${BAND_TOP}H${width}M0 ${BAND_BOTTOM}H${width}`, stroke: palette['line-2'], 'stroke-width': 1 }),
    kernelName(scene, palette),
    ...ranked.map((line) => lineSvg(line, palette, figure)),
    ...scene.sets.map((set) => bracketSvg(set, palette, palette.kernel)),
    ...scene.ports.map((port) => portSvg(port, palette, figure)),
    ...ranked.filter(({ kind }) => kind === 'dead').map((line) => lineSvg(line, palette, figure)),
    ...scene.tasks.map((task) => taskSvg(task, palette, figure)),
    ...(figure ? [] : scene.chips.map((chip) => chipSvg(chip, palette))),
    ...scene.notices.map((notice) => noticeSvg(notice, palette, figure)),
    ...scene.envelopes.map((envelope) => envelopeSvg(envelope, palette)),
  ];
  return tag(
    'svg',
    { xmlns: 'http://www.w3.org/2000/svg', width, height, viewBox: `0 0 ${width} ${height}`, role: 'img' },
    parts.join('\n'),
  );
}

function kernelName({ kernel }: Scene, palette: Palette): string {
  if (kernel === '') return '';
  const y = (BAND_TOP + BAND_BOTTOM) / 2;
  const text = label(kernel, 0, 0, palette.ink, { family: palette['font-ui'], sizePx: 13, weight: 600 }, 'middle');
  return tag('g', { transform: `translate(15 ${y}) rotate(-90)` }, text);
}

function hatch(palette: Palette): string {
  const line = tag('path', { d: 'M0 0V6', stroke: palette.dead, 'stroke-width': 1.4, opacity: palette['hatch-alpha'] });
  const size = { id: 'hatch', width: 6, height: 6, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' };
  return tag('defs', {}, tag('pattern', size, line));
}
