/** Boxes of tasks: titles, what they are doing, tags of special ports, the sandbox badge, ghosts. */

import { ARRIVED_PAUSED, SPECIAL_BOOTSTRAP, SPECIAL_NOTIFY, TASK_END_EXIT, TASK_END_SIGNAL, WAIT_SEND } from '../../kernel/abi/events.ts';
import { sandboxBadge } from '../../kernel/abi/sandbox.ts';
import type { ProcessState } from '../../kernel/trace/records.ts';
import type { TaskState, ThreadState } from '../../kernel/trace/records.tasks.ts';
import { targetKey } from '../view.ts';
import type { Say, Target } from '../view.ts';
import type { Context } from './context.ts';
import { overflowRect } from './geometry.ts';
import type { Rect } from './geometry.ts';
import type { BadgeKind, Tag, TaskBox } from './items.ts';
import type { TaskSlot } from './row.ts';
import { cutMiddle } from './text.ts';

const SIGNALS: Readonly<Record<number, string>> = {
  2: 'SIGINT',
  3: 'SIGQUIT',
  4: 'SIGILL',
  5: 'SIGTRAP',
  6: 'SIGABRT',
  7: 'SIGBUS',
  8: 'SIGFPE',
  9: 'SIGKILL',
  11: 'SIGSEGV',
  13: 'SIGPIPE',
  14: 'SIGALRM',
  15: 'SIGTERM',
  31: 'SIGSYS',
};

export function taskBoxes(context: Context, overflowing: ReadonlyMap<number, readonly number[]>): TaskBox[] {
  const { layout, input } = context;
  const boxes: TaskBox[] = [];
  for (const slot of layout.taskSlots) {
    const task = context.state.tasks.get(slot.occupant(input.cursor));
    if (task === undefined) continue;
    if (task.ended !== null && !layout.showsGhost(task.ended.at, input.cursor)) continue;
    boxes.push(taskBox(context, slot, task, overflowing.get(task.id) ?? []));
  }
  return boxes;
}

function taskBox(context: Context, slot: TaskSlot, task: TaskState, overflowing: readonly number[]): TaskBox {
  const { detail, measure } = context.input;
  const { rect, side } = slot;
  const target: Target = { kind: 'task', id: task.id };
  const named = detail > 1;
  const ghost =
    task.ended === null
      ? null
      : { how: endText(context.input.say, task.ended.how, task.ended.code), more: context.say('drawing.namesFreed') };
  const threads = context.threadsOf.get(task.id) ?? [];
  const process = context.state.processes.get(task.process);
  const state = ghost === null && named ? context.say(`drawing.state.${stateOf(task, threads, process)}`) : '';
  const title = context.labels.task(task.id);
  const titleWidth = rect.w - 24 - (side === 'up' && state !== '' ? measure(state, 'small') + 8 : 0);
  const shortTitle = cutMiddle(title, 'title', titleWidth, measure);
  const tags = named && ghost === null ? tagsOf(context, task, rect, side, measure(shortTitle, 'title')) : [];
  const subtitleWidth = rect.w - 24 - (side === 'up' ? 16 : 0);
  return {
    key: targetKey(target),
    target,
    id: task.id,
    side,
    rect,
    title: named ? shortTitle : '',
    fullTitle: title,
    subtitle: named
      ? cutMiddle(subtitleOf(context, task, threads, process, side === 'down' ? state : ''), 'small', subtitleWidth, measure)
      : '',
    state: side === 'up' ? state : '',
    tags,
    badge: named && ghost === null ? badgeOf(process) : null,
    ghost: named ? ghost : ghost && { how: '', more: '' },
    overflow: overflowing.length === 0 || !named ? null : { rect: overflowRect(rect, side), count: overflowing.length, names: overflowing },
    dim: context.isDim(target),
    changed: context.changed(targetKey(target)),
  };
}

/** What ended a task, in a word: a signal's name, or how else. */
export function endText(say: Say, how: number, code: number): string {
  if (how === TASK_END_SIGNAL) return SIGNALS[code] ?? `signal ${code}`;
  if (how === TASK_END_EXIT) return code === 0 ? say('drawing.ended') : say('drawing.endedCode', { code });
  return say('drawing.terminated');
}

/** The state of a task, from what its threads do: the last part of a key of the words. */
export function stateOf(task: TaskState, threads: readonly ThreadState[], process: ProcessState | undefined): string {
  if (task.suspendCount > 0) return 'stopped';
  if (process !== undefined && process.ready === null) return 'starting';
  if (threads.some(({ trap, wait }) => trap === null && wait === null)) return process === undefined ? 'ready' : 'running';
  if (threads.some(({ trap }) => trap !== null && trap.gate === ARRIVED_PAUSED)) return 'ready';
  if (threads.some(({ trap, wait }) => trap !== null && trap.gate === 0 && wait === null)) return 'kernel';
  return threads.some(({ wait }) => wait !== null) ? 'waits' : 'ready';
}

function subtitleOf(
  context: Context,
  task: TaskState,
  threads: readonly ThreadState[],
  process: ProcessState | undefined,
  state: string,
): string {
  const sending = threads.find(({ wait }) => wait?.wait === WAIT_SEND)?.wait;
  if (sending) return context.say('drawing.waitsForRoom', { port: context.portTitle(sending.object) });
  const parts: string[] = [];
  if (process === undefined) parts.push(context.say('drawing.noProcess'));
  else if (process.task !== task.id) parts.push(context.say('drawing.hosted', { task: context.labels.task(process.task) }));
  else if (process.pid !== 0) parts.push(context.say('drawing.pid', { pid: process.pid }));
  if (state !== '') parts.push(state);
  if (context.input.detail === 4 && threads.length > 1) parts.push(context.say('drawing.threads', { n: threads.length }));
  return parts.join(' · ');
}

export function badgeOf(process: ProcessState | undefined): BadgeKind {
  return process?.ready ? sandboxBadge(process.ready) : null;
}

const TAG_PAD = 10;
const TAG_GAP = 4;

/** Special ports, in the room between title and tray; on the lower side at the right end. What does not fit is left to the inspector. */
function tagsOf(context: Context, task: TaskState, rect: Rect, side: 'up' | 'down', titleWidth: number): Tag[] {
  const entries = [...task.entries.values()];
  const rightTo = (port: number): Target => {
    const entry = entries.find(({ object }) => object === port);
    return entry === undefined ? { kind: 'port', id: port } : { kind: 'right', task: task.id, name: entry.name };
  };
  const wanted: [word: string, target: Target][] = [];
  if (task.port !== 0) wanted.push(['self', rightTo(task.port)]);
  const special = (wanted: number): number => task.special.find(({ which }) => which === wanted)?.port ?? 0;
  const [bootstrap, notify] = [special(SPECIAL_BOOTSTRAP), special(SPECIAL_NOTIFY)];
  if (bootstrap !== 0) wanted.push(['boot', rightTo(bootstrap)]);
  if (notify !== 0) wanted.push(['notify', { kind: 'right', task: task.id, name: notify }]);
  const width = (text: string): number => Math.ceil(context.input.measure(text, 'small')) + TAG_PAD;
  const texts = wanted.map(([word, target]) => ({ text: context.say(`drawing.tag.${word}`), target }));
  const room = rect.w - 20 - (side === 'up' ? 0 : titleWidth + 10);
  while (texts.length > 0 && texts.reduce((sum, { text }) => sum + width(text) + TAG_GAP, 0) > room) texts.pop();
  const total = texts.reduce((sum, { text }) => sum + width(text) + TAG_GAP, -TAG_GAP);
  let x = side === 'up' ? rect.x + 12 : rect.x + rect.w - 10 - total;
  return texts.map(({ text, target }) => {
    const placed = { text, target, x, w: width(text) };
    x += placed.w + TAG_GAP;
    return placed;
  });
}
