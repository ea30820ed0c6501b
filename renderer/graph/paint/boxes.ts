/** What stands inside the boxes of tasks and ports: titles, tags, badges, queues, ghosts. The boxes themselves are the graph's. */

import { queueDrawing } from '../../scene/cells.ts';
import { middle } from '../../scene/geometry.ts';
import { KIND_TOKEN } from '../../scene/glyphs.ts';
import type { PortBox, TaskBox } from '../../scene/items.ts';
import { cutMiddle } from '../../scene/text.ts';
import type { Brush } from './brush.ts';

/** Screen pixels under which titles grow against the zoom. */
const TEXT_LEAST = 9;
/** Zoom under which only titles are, enlarged. */
export const SMALL_TEXT_ZOOM = 0.75;

export function paintTask(brush: Brush, task: TaskBox): void {
  const { pen, zoom, figure } = brush;
  const { palette } = pen;
  const { rect, side, ghost } = task;
  if (ghost !== null) return paintGhostTask(brush, task);
  const small = zoom >= SMALL_TEXT_ZOOM;
  const titleY = side === 'up' ? rect.y + 18 : rect.y + 55;
  if (task.changed && !figure) pen.box({ x: rect.x + 8, y: titleY - 12, w: brush.width(task.title, 'title') + 8, h: 16 }, 3, palette.mark);
  title(brush, task.title, rect.x + 12, titleY, rect.w - 24, task.changed ? palette['on-mark'] : palette.ink);
  if (!small) return;
  pen.text(task.subtitle, rect.x + 12, titleY + 15, palette['ink-3'], { sizePx: 11 });
  pen.text(task.state, rect.x + rect.w - 12, titleY, palette['ink-2'], { sizePx: 11, align: 'right' });
  const tagY = side === 'up' ? rect.y + 39 : titleY - 12;
  for (const { text, x, w } of task.tags) {
    pen.box({ x, y: tagY, w, h: 15 }, 3, palette['surface-2'], palette['line-2']);
    pen.text(text, x + w / 2, tagY + 11.5, palette['ink-2'], { sizePx: 11, align: 'center' });
  }
  if (task.badge !== null) pen.glyph(task.badge, rect.x + rect.w - 18, titleY + 11, 1, palette['ink-2'], palette.task);
  if (task.overflow === null) return;
  const { x, y } = middle(task.overflow.rect);
  pen.text(`+${task.overflow.count}`, x, y + 4, palette['ink-2'], { sizePx: 11, align: 'center' });
}

function paintGhostTask(brush: Brush, { rect, ghost, ...task }: TaskBox): void {
  const { pen, zoom, figure } = brush;
  const { palette } = pen;
  const { crashed, how, more } = ghost!;
  const edge = figure ? palette.ink : crashed ? palette.dead : palette['ink-3'];
  pen.box(rect, 8, crashed ? brush.hatch : palette.task, edge, 1.5, [5, 4]);
  if (crashed) pen.box({ x: rect.x + 7, y: rect.y + 7, w: rect.w - 14, h: rect.h - 14 }, 5, palette.task);
  title(brush, task.title, rect.x + 12, rect.y + 21, rect.w - 24, edge);
  if (zoom < SMALL_TEXT_ZOOM || how === '') return;
  const y = rect.y + rect.h / 2 + 8;
  pen.text(task.subtitle, rect.x + 12, rect.y + 36, palette['ink-3'], { sizePx: 11 });
  if (crashed) pen.glyph('cross', rect.x + 20, y - 4, 1, palette.dead, palette.task);
  pen.text(how, rect.x + (crashed ? 32 : 12), y, edge, { sizePx: 11, weight: 600 });
  pen.text(more, rect.x + 12, y + 17, palette['ink-2'], { sizePx: 11 });
}

/** A title that stays readable when the picture is small: it grows against the zoom and is cut to its box. */
function title({ pen, zoom, measure }: Brush, text: string, x: number, y: number, widthPx: number, fill: string): void {
  const grown = Math.max(1, TEXT_LEAST / zoom / 13);
  if (grown > 3.2) return;
  const shown = grown === 1 ? text : cutMiddle(text, 'title', widthPx / grown, measure);
  pen.text(shown, x, y + (grown - 1) * 6, fill, { sizePx: 13 * grown, weight: 600 });
}

export function paintPort(brush: Brush, port: PortBox): void {
  const { pen, zoom, figure } = brush;
  const { palette } = pen;
  const { rect, ghost } = port;
  const { x } = middle(rect);
  const small = zoom >= SMALL_TEXT_ZOOM;
  if (ghost !== null) {
    const edge = figure ? palette.ink : ghost.gone ? palette['ink-3'] : palette.dead;
    pen.box(rect, 7, ghost.gone ? palette.kernel : brush.hatch, edge, 1.4, [4, 3]);
    if (!ghost.gone) pen.box({ x: rect.x + 7, y: rect.y + 7, w: rect.w - 14, h: rect.h - 14 }, 4, palette.kernel);
    if (!small) return;
    pen.text(port.title, x, rect.y + 22, edge, { sizePx: 12, weight: 600, align: 'center' });
    pen.text(ghost.text, x, rect.y + 36, edge, { sizePx: 11, align: 'center' });
    return;
  }
  const changed = port.changed && !figure;
  if (changed) pen.box({ x: rect.x + 2.5, y: rect.y + 2.5, w: rect.w - 5, h: rect.h - 5 }, 5, palette.mark);
  if (port.queue?.full === true) pen.box(rect, 7, null, palette.warn, palette.strokes[2]);
  const ink = changed ? palette['on-mark'] : palette.ink;
  const grown = Math.max(1, TEXT_LEAST / zoom / 12);
  if (grown <= 2.2) {
    const shown = grown === 1 ? port.title : cutMiddle(port.title, 'port', 74 / grown, brush.measure);
    pen.text(shown, rect.x + 9, rect.y + 18 + (grown - 1) * 5, ink, { sizePx: 12 * grown, weight: 600 });
  }
  if (!small) return;
  pen.text(port.idText, rect.x + rect.w - 8, rect.y + 18, changed ? ink : palette['ink-3'], { sizePx: 11, align: 'right' });
  if (port.queue === null && port.note !== '') {
    pen.glyph('send', rect.x + 15, rect.y + 33.5, 0.75, palette.send, palette.task);
    pen.text(port.note, rect.x + 25, rect.y + 37.5, changed ? ink : palette['ink-2'], { sizePx: 11 });
  }
  paintQueue(brush, port, ink);
}

function paintQueue({ pen }: Brush, port: PortBox, ink: string): void {
  const drawing = queueDrawing(port);
  if (drawing === null) return;
  const { palette } = pen;
  const edge = ink === palette.ink ? palette['control-line'] : ink;
  for (const { rect, holds } of drawing.cells) {
    const { x, y } = middle(rect);
    if (holds?.memory === true) pen.box({ ...rect, x: rect.x + 1.6, y: rect.y - 1.6 }, 1.5, palette.task, edge);
    if (holds?.notification === true) pen.glyph('notify', x, y, 0.85, palette.notify, palette.task);
    else pen.box(rect, 1.5, holds === null ? null : ink, edge);
    const [kind] = holds?.rights ?? [];
    if (kind !== undefined) pen.glyph(kind, x, rect.y - 4.5, 0.6, palette[KIND_TOKEN[kind]], palette.task);
  }
  if (drawing.bar !== null) {
    const { rect, share } = drawing.bar;
    pen.box(rect, 2, null, edge);
    if (share > 0) pen.box({ ...rect, w: rect.w * share }, 2, ink);
  }
  const right = port.rect.x + port.rect.w - 8;
  pen.text(drawing.count, right, port.rect.y + 38, ink, { sizePx: 11, weight: port.queue!.count > 0 ? 600 : 400, align: 'right' });
}
