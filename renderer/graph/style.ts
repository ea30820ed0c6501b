/** The look of boxes and lines, in cytoscape's words. Classes of nodes and edges share one namespace. */

import type { StylesheetJson } from 'cytoscape';
import { CHIP_H, CHIP_W, CORNER, PORT_H, PORT_W } from '../scene/geometry.ts';
import { KIND_TOKEN } from '../scene/glyphs.ts';
import type { LineKind, RightKind } from '../scene/items.ts';
import type { DetailLevel } from '../view.ts';
import type { Palette } from '../svg/palette.ts';

/** One rule. The library's own type knows neither `data()` nor all the properties that it draws. */
interface Block {
  readonly selector: string;
  readonly style: object;
}

const KINDS: readonly RightKind[] = ['receive', 'send', 'once', 'set', 'dead'];

/** How much of its ink is left to what a filter or a focus leaves out, and to what is beside the spotlight. */
export const DIM = 0.35;
export const SPOTLIGHT_REST = 0.55;

export function styleOf(palette: Palette, detail: DetailLevel, fade: number): StylesheetJson {
  const figure = detail === 1;
  const [thin, usual] = palette.strokes;
  const colour = (kind: LineKind): string => (figure ? palette.ink : palette[KIND_TOKEN[kind]]);
  const edge = figure ? palette.ink : palette['ink-2'];
  const box = { shape: 'round-rectangle', 'border-width': thin, 'border-color': edge, 'background-color': palette.task } as const;
  const style: Block[] = [
    { selector: 'node', style: { 'overlay-opacity': 0, 'border-position': 'center' } },
    { selector: '.task', style: { ...box, 'corner-radius': '8', width: 'data(w)', height: 'data(h)', 'z-index': 2 } },
    { selector: '.port', style: { ...box, 'corner-radius': '7', width: PORT_W, height: PORT_H, 'z-index': 3 } },
    { selector: '.ghost', style: { 'border-width': 0 } },
    { selector: '.port.ghost', style: { 'background-color': palette.kernel } },
    {
      selector: '.chip',
      style: { shape: 'round-rectangle', 'corner-radius': '4', width: CHIP_W, height: CHIP_H, 'border-width': 1, 'z-index': 4 },
    },
    {
      selector: '.more',
      style: { ...box, 'corner-radius': '4', width: 'data(w)', height: 'data(h)', 'background-color': palette['surface-2'], 'z-index': 4 },
    },
    {
      selector: '.bracket',
      style: {
        shape: 'round-rectangle',
        'corner-radius': '9',
        width: 'data(w)',
        height: 'data(h)',
        'background-opacity': 0,
        'border-width': 1.5,
        'border-style': 'dashed',
        'border-dash-pattern': [3, 3],
        'border-color': colour('set'),
        'z-index': 1,
        events: 'no',
      },
    },
    ...KINDS.map((kind) => ({
      selector: `.chip.${kind}`,
      style: { 'background-color': palette[`${KIND_TOKEN[kind]}-bg`], 'border-color': palette[KIND_TOKEN[kind]] },
    })),
    { selector: '.chip.dead', style: { 'border-width': 1.4, 'border-style': 'dashed', 'border-dash-pattern': [3, 2] } },
    {
      selector: 'edge',
      style: {
        'curve-style': 'straight',
        'source-endpoint': 'data(start)',
        'target-endpoint': 'data(end)',
        'line-style': 'data(style)',
        'line-dash-pattern': 'data(dash)',
        'overlay-opacity': 0,
        'arrow-scale': 1.02,
        width: usual,
      },
    },
    {
      selector: '.bent',
      style: {
        'curve-style': 'round-segments',
        'edge-distances': 'endpoints',
        'segment-weights': 'data(weights)',
        'segment-distances': 'data(distances)',
        'segment-radii': [CORNER],
        'radius-type': 'arc-radius',
      },
    },
    lineStyle('.line-send', colour('send'), 1, { 'target-arrow-shape': 'triangle' }),
    lineStyle('.line-once', colour('once'), 2, {}),
    lineStyle('.line-dead', colour('dead'), 3, { width: 2.4, 'line-cap': 'round' }),
    lineStyle('.line-set', colour('set'), 4, {}),
    lineStyle('.line-receive', palette.task, 5, { width: 2, 'line-outline-width': 2.7, 'line-outline-color': colour('receive') }),
    lineStyle('.line-both', colour('send'), 6, { 'target-arrow-shape': 'triangle' }),
    lineStyle('.line-notify', colour('notify'), 7, { 'target-arrow-shape': 'triangle', width: 2 }),
    { selector: '.lit', style: { 'underlay-color': palette.mark, 'underlay-opacity': 1, 'underlay-padding': 3, 'z-index': 20 } },
    // The library paints an underlay over the outline that makes the rails.
    { selector: '.line-receive.lit', style: { 'underlay-opacity': 0, 'line-color': palette.mark, width: 5, 'line-outline-width': 4 } },
    { selector: '.dim', style: { opacity: fade } },
  ];
  // Not `display: none`, which would take the lines away with the chips.
  if (figure) style.push({ selector: '.chip, .more', style: { opacity: 0, events: 'no' } });
  return style as unknown as StylesheetJson;
}

function lineStyle(selector: string, colour: string, rank: number, more: object): Block {
  return { selector, style: { 'line-color': colour, 'target-arrow-color': colour, 'z-index': rank, ...more } };
}
