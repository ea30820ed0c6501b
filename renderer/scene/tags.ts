/** Tags at a task's title: rights that every task has from birth or was handed at its start, and that would only fill its tray. */

import {
  PORT_KIND_BOOTSTRAP,
  PORT_KIND_CONSOLE,
  PORT_KIND_HOST,
  PORT_KIND_SPAWNER,
  SPECIAL_BOOTSTRAP,
  SPECIAL_NOTIFY,
} from '../../kernel/abi/events.ts';
import type { TaskState } from '../../kernel/trace/records.tasks.ts';
import type { Target } from '../view.ts';
import type { Context } from './context.ts';
import type { Rect, Side } from './geometry.ts';
import type { Tag } from './items.ts';

const PAD = 10;
const GAP = 4;
const WORDS: Readonly<Record<number, string>> = {
  [PORT_KIND_BOOTSTRAP]: 'boot',
  [PORT_KIND_HOST]: 'host',
  [PORT_KIND_CONSOLE]: 'console',
  [PORT_KIND_SPAWNER]: 'spawn',
};

/** In the room between title and tray; on the lower side beside the title. What does not fit is left to the inspector and the tables. */
export function tagsOf(context: Context, task: TaskState, rect: Rect, side: Side, titleWidth: number): Tag[] {
  const width = (text: string): number => Math.ceil(context.input.measure(text, 'small')) + PAD;
  const tags = wantedTags(context, task).map(({ word, target }) => {
    const text = context.say(`drawing.tag.${word}`);
    return { text, target, w: width(text) };
  });
  const room = rect.w - 20 - (side === 'up' ? 0 : titleWidth + 10);
  const total = (): number => tags.reduce((sum, { w }) => sum + w + GAP, -GAP);
  while (tags.length > 0 && total() > room) tags.pop();
  let x = side === 'up' ? rect.x + 12 : rect.x + rect.w - 10 - total();
  return tags.map((tag) => {
    const placed = { ...tag, x };
    x += tag.w + GAP;
    return placed;
  });
}

/** What matters most comes first: the last are left out where there is no room. */
function wantedTags(context: Context, task: TaskState): { word: string; target: Target }[] {
  const wanted: { word: string; target: Target }[] = [];
  const special = (slot: number): number => task.special.find(({ which }) => which === slot)?.port ?? 0;
  const nameOf = (port: number): Target => {
    for (const { object, name } of task.entries.values()) if (object === port) return { kind: 'right', task: task.id, name };
    return { kind: 'port', id: port };
  };
  if (task.port !== 0) wanted.push({ word: 'self', target: nameOf(task.port) });
  const bootstrap = special(SPECIAL_BOOTSTRAP);
  if (bootstrap !== 0) wanted.push({ word: 'boot', target: nameOf(bootstrap) });
  for (const { object, name } of task.entries.sorted((entry) => entry.name)) {
    const word = WORDS[context.state.ports.get(object)?.kind ?? -1];
    if (word !== undefined && object !== bootstrap) wanted.push({ word, target: { kind: 'right', task: task.id, name } });
  }
  const notify = special(SPECIAL_NOTIFY);
  if (notify !== 0) wanted.push({ word: 'notify', target: { kind: 'right', task: task.id, name: notify } });
  return wanted;
}
