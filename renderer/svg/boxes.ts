/** Boxes of a scene as SVG: tasks, chips, ports and brackets. */

import { queueDrawing } from '../scene/cells.ts';
import { middle } from '../scene/geometry.ts';
import type { Rect } from '../scene/geometry.ts';
import { KIND_TOKEN } from '../scene/glyphs.ts';
import type { Chip, PortBox, SetBracket, TaskBox } from '../scene/items.ts';
import type { Palette } from './palette.ts';
import { glyph, label, tag } from './tags.ts';

const rectangle = ({ x, y, w, h }: Rect, more: Readonly<Record<string, string | number | undefined>>): string =>
  tag('rect', { x, y, width: w, height: h, ...more });

export function taskSvg(task: TaskBox, palette: Palette, figure: boolean): string {
  const { rect, side, ghost } = task;
  const ink = figure ? palette.ink : palette['ink-2'];
  const ui = palette['font-ui'];
  const titleY = side === 'up' ? rect.y + 18 : rect.y + 55;
  const out: string[] = [];
  if (ghost !== null) {
    const { crashed } = ghost;
    const edge = figure ? palette.ink : crashed ? palette.dead : palette['ink-3'];
    out.push(
      rectangle(rect, { rx: 8, fill: palette.task }),
      rectangle(rect, { rx: 8, fill: crashed ? 'url(#hatch)' : 'none', stroke: edge, 'stroke-width': 1.5, 'stroke-dasharray': '5 4' }),
      crashed ? rectangle({ x: rect.x + 7, y: rect.y + 7, w: rect.w - 14, h: rect.h - 14 }, { rx: 5, fill: palette.task }) : '',
    );
    const y = rect.y + rect.h / 2 + 8;
    if (crashed && ghost.how !== '') out.push(glyph('cross', rect.x + 20, y - 4, 1, palette.dead, palette.task));
    out.push(label(ghost.how, rect.x + (crashed ? 32 : 12), y, edge, { family: ui, sizePx: 11, weight: 600 }));
    out.push(label(ghost.more, rect.x + 12, y + 17, palette['ink-2'], { family: ui, sizePx: 11 }));
    out.push(label(task.title, rect.x + 12, rect.y + 20, edge, { family: ui, sizePx: 13, weight: 600 }));
    out.push(label(task.subtitle, rect.x + 12, rect.y + 34, palette['ink-3'], { family: ui, sizePx: 11 }));
    return tag('g', { opacity: task.dim ? 0.35 : undefined }, out.join(''));
  }
  out.push(rectangle(rect, { rx: 8, fill: palette.task, stroke: ink, 'stroke-width': palette.strokes[0] }));
  out.push(label(task.title, rect.x + 12, titleY, palette.ink, { family: ui, sizePx: 13, weight: 600 }));
  out.push(label(task.subtitle, rect.x + 12, titleY + 15, palette['ink-3'], { family: ui, sizePx: 11 }));
  out.push(label(task.state, rect.x + rect.w - 12, titleY, palette['ink-2'], { family: ui, sizePx: 11 }, 'end'));
  const tagY = side === 'up' ? rect.y + 39 : titleY - 12;
  for (const { text, x, w } of task.tags) {
    out.push(rectangle({ x, y: tagY, w, h: 15 }, { rx: 3, fill: palette['surface-2'], stroke: palette['line-2'] }));
    out.push(label(text, x + w / 2, tagY + 11.5, palette['ink-2'], { family: ui, sizePx: 11 }, 'middle'));
  }
  if (task.badge !== null) out.push(glyph(task.badge, rect.x + rect.w - 18, titleY + 11, 1, palette['ink-2'], palette.task));
  if (task.overflow !== null) {
    const { x, y } = middle(task.overflow.rect);
    out.push(rectangle(task.overflow.rect, { rx: 4, fill: palette['surface-2'], stroke: palette['control-line'] }));
    out.push(label(`+${task.overflow.count}`, x, y + 4, palette['ink-2'], { family: ui, sizePx: 11 }, 'middle'));
  }
  return tag('g', { opacity: task.dim ? 0.35 : undefined }, out.join(''));
}

export function chipSvg(chip: Chip, palette: Palette): string {
  const { rect, kind, vacated } = chip;
  const token = KIND_TOKEN[kind];
  const hot = chip.changed && !vacated;
  const ink = hot ? palette['on-mark'] : palette[token];
  const fill = vacated ? 'none' : hot ? palette.mark : palette[`${token}-bg`];
  const dash = vacated ? '2 2' : kind === 'dead' ? '3 2' : undefined;
  const { x } = middle(rect);
  const out = [
    rectangle(rect, { rx: 4, fill, stroke: palette[token], 'stroke-width': kind === 'dead' ? 1.4 : 1, 'stroke-dasharray': dash }),
  ];
  if (!vacated) {
    const wide = chip.count !== '' || chip.both;
    out.push(glyph(kind, x - (wide ? 9 : 0), rect.y + 11, 0.95, ink, fill));
    if (chip.both) out.push(glyph('send', x + 9, rect.y + 11, 0.8, hot ? ink : palette.send, fill));
    else out.push(label(chip.count, x + 9, rect.y + 15, ink, { family: palette['font-ui'], sizePx: 11, weight: 700 }, 'middle'));
  }
  const text = vacated ? palette['ink-3'] : hot ? palette['on-mark'] : palette.ink;
  out.push(label(chip.label, x, rect.y + 28, text, { family: palette['font-mono'], sizePx: 11 }, 'middle'));
  return tag('g', { opacity: chip.dim ? 0.35 : undefined }, out.join(''));
}

export function portSvg(port: PortBox, palette: Palette, figure: boolean): string {
  const { rect, ghost } = port;
  const ui = palette['font-ui'];
  const { x } = middle(rect);
  if (ghost !== null) {
    const edge = figure ? palette.ink : ghost.gone ? palette['ink-3'] : palette.dead;
    const out = [
      rectangle(rect, { rx: 7, fill: palette.kernel }),
      rectangle(rect, { rx: 7, fill: ghost.gone ? 'none' : 'url(#hatch)', stroke: edge, 'stroke-width': 1.4, 'stroke-dasharray': '4 3' }),
      ghost.gone ? '' : rectangle({ x: rect.x + 7, y: rect.y + 7, w: rect.w - 14, h: rect.h - 14 }, { rx: 4, fill: palette.kernel }),
      label(port.title, x, rect.y + 22, edge, { family: ui, sizePx: 12, weight: 600 }, 'middle'),
      label(ghost.text, x, rect.y + 36, edge, { family: ui, sizePx: 11 }, 'middle'),
    ];
    return tag('g', { opacity: port.dim ? 0.35 : undefined }, out.join(''));
  }
  const full = port.queue?.full === true;
  const stroke = full ? palette.warn : figure ? palette.ink : palette['ink-2'];
  const out = [rectangle(rect, { rx: 7, fill: palette.task, stroke, 'stroke-width': full ? palette.strokes[2] : palette.strokes[0] })];
  if (port.changed) out.push(rectangle({ x: rect.x + 3, y: rect.y + 3, w: rect.w - 6, h: rect.h - 6 }, { rx: 5, fill: palette.mark }));
  const ink = port.changed ? palette['on-mark'] : palette.ink;
  out.push(label(port.title, rect.x + 9, rect.y + 18, ink, { family: ui, sizePx: 12, weight: 600 }));
  out.push(label(port.idText, rect.x + rect.w - 8, rect.y + 18, port.changed ? ink : palette['ink-3'], { family: ui, sizePx: 11 }, 'end'));
  if (port.queue === null && port.note !== '') {
    out.push(glyph('send', rect.x + 15, rect.y + 33.5, 0.75, palette.send, palette.task));
    out.push(label(port.note, rect.x + 25, rect.y + 37.5, palette['ink-2'], { family: ui, sizePx: 11 }));
  }
  out.push(queueSvg(port, palette, ink));
  return tag('g', { opacity: port.dim ? 0.35 : undefined }, out.join(''));
}

function queueSvg(port: PortBox, palette: Palette, ink: string): string {
  const drawing = queueDrawing(port);
  if (drawing === null) return '';
  const out: string[] = [];
  const edge = { stroke: palette['control-line'], 'stroke-width': 1 };
  for (const { rect, holds } of drawing.cells) {
    const { x, y } = middle(rect);
    if (holds?.memory === true)
      out.push(rectangle({ ...rect, x: rect.x + 1.6, y: rect.y - 1.6 }, { rx: 1.5, fill: palette.task, ...edge }));
    if (holds?.notification === true) out.push(glyph('notify', x, y, 0.85, palette.notify, palette.task));
    else out.push(rectangle(rect, { rx: 1.5, fill: holds === null ? 'none' : palette.ink, ...edge }));
    holds?.rights.slice(0, 1).forEach((kind) => out.push(glyph(kind, x, rect.y - 4.5, 0.6, palette[KIND_TOKEN[kind]], palette.task)));
  }
  if (drawing.bar !== null) {
    const { rect, share } = drawing.bar;
    out.push(rectangle(rect, { rx: 2, fill: 'none', ...edge }), rectangle({ ...rect, w: rect.w * share }, { rx: 2, fill: palette.ink }));
  }
  const weight = port.queue!.count > 0 ? 600 : 400;
  const at = { x: port.rect.x + port.rect.w - 8, y: port.rect.y + 38 };
  out.push(label(drawing.count, at.x, at.y, ink, { family: palette['font-ui'], sizePx: 11, weight }, 'end'));
  return out.join('');
}

export function bracketSvg(set: SetBracket, palette: Palette, ground: string): string {
  const out = [rectangle(set.rect, { rx: 9, fill: 'none', stroke: palette.set, 'stroke-width': 1.5, 'stroke-dasharray': '3 3' })];
  if (set.label !== '') {
    const y = set.rect.y + set.rect.h;
    const w = set.label.length * 6.4 + 8;
    out.push(rectangle({ x: set.rect.x + 10, y: y - 6, w, h: 12 }, { fill: ground }));
    out.push(label(set.label, set.rect.x + 14, y + 4, palette.set, { family: palette['font-ui'], sizePx: 11, weight: 600 }));
  }
  return tag('g', { opacity: set.dim ? 0.35 : undefined }, out.join(''));
}
