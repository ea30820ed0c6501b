/** One moment as a scene. */

import { trayChips } from './chips.ts';
import { Context } from './context.ts';
import type { SceneInput } from './context.ts';
import { envelopesOf } from './envelopes.ts';
import { taskBoxes } from './boxes.ts';
import { WORLD_BOTTOM } from './geometry.ts';
import type { Rect } from './geometry.ts';
import type { Scene } from './items.ts';
import type { Layout } from './layout.ts';
import { hairlinesOf, linesOf, strandsOf } from './lines.ts';
import { noticeStrands, noticesOf, toldOf } from './notices.ts';
import { portBoxes, setBrackets } from './ports.ts';
import type { Router } from './router.ts';

/**
 * The layout must have been fed with the log up to the cursor. Ways of new lines are searched for as long as `mayGoOn` says: what is missing
 * comes with the next build, so that no frame is late.
 */
export function buildScene(input: SceneInput, layout: Layout, router: Router, mayGoOn: () => boolean = () => true): Scene {
  const context = new Context(input, layout);
  const { chips, overflowing, tagged, holders } = trayChips(context);
  const tasks = taskBoxes(context, overflowing, tagged);
  const deadNames = new Set(chips.flatMap(({ kind, port }) => (kind === 'dead' ? [port] : [])));
  const ports = portBoxes(context, holders, deadNames);
  const sets = setBrackets(context);
  const told = toldOf(context, ports);
  const strands = [...strandsOf(context, chips, tasks, sets), ...noticeStrands(context, told)];
  const { lines, missing, wanted } = linesOf(router, strands, mayGoOn);
  return {
    detail: input.detail,
    tasks,
    chips,
    ports,
    sets,
    lines,
    notices: noticesOf(context, told, chips, ports, router),
    envelopes: envelopesOf(context, tasks, chips, ports),
    hairlines: hairlinesOf(tasks, ports, context),
    bounds: boundsOf([...tasks.map(({ rect }) => rect), ...ports.map(({ rect }) => rect)]),
    kernel: input.detail > 1 ? input.say('drawing.kernel') : '',
    missing,
    wanted,
  };
}

function boundsOf(rects: readonly Rect[]): Rect {
  const right = rects.reduce((most, { x, w }) => Math.max(most, x + w), 400);
  return { x: 0, y: 0, w: right + 12, h: WORLD_BOTTOM };
}
