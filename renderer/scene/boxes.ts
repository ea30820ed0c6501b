/** Boxes of tasks: titles, what they are doing, tags of special ports, the sandbox badge, ghosts. */

import { ARRIVED_PAUSED, TASK_END_EXIT, TASK_END_SIGNAL, WAIT_SEND } from '../../kernel/abi/events.ts';
import { sandboxBadge } from '../../kernel/abi/sandbox.ts';
import type { ProcessState } from '../../kernel/trace/records.ts';
import type { TaskState, ThreadState } from '../../kernel/trace/records.tasks.ts';
import { targetKey } from '../view.ts';
import type { Say, Target } from '../view.ts';
import type { Context } from './context.ts';
import { overflowRect } from './geometry.ts';
import type { BadgeKind, TaskBox } from './items.ts';
import { tagsOf } from './tags.ts';
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

export function taskBoxes(
  context: Context,
  overflowing: ReadonlyMap<number, readonly number[]>,
  tagged: ReadonlyMap<number, readonly number[]>,
): TaskBox[] {
  const { layout, input } = context;
  const boxes: TaskBox[] = [];
  for (const slot of layout.taskSlots) {
    const task = context.state.tasks.get(slot.occupant(input.cursor));
    if (task === undefined) continue;
    if (task.ended !== null && !layout.showsGhost(task.ended.at, input.cursor)) continue;
    boxes.push(taskBox(context, slot, task, overflowing.get(task.id) ?? [], tagged.get(task.id) ?? []));
  }
  return boxes;
}

function taskBox(context: Context, slot: TaskSlot, task: TaskState, overflowing: readonly number[], tagged: readonly number[]): TaskBox {
  const { detail, measure } = context.input;
  const { rect, side } = slot;
  const target: Target = { kind: 'task', id: task.id };
  const named = detail > 1;
  const ghost =
    task.ended === null
      ? null
      : {
          how: endText(context.input.say, task.ended.how, task.ended.code),
          more: context.say('drawing.namesFreed'),
          crashed: isCrash(task.ended.how, task.ended.code),
        };
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
    tagged,
    badge: named && ghost === null ? badgeOf(process) : null,
    ghost: named ? ghost : ghost && { ...ghost, how: '', more: '' },
    overflow: overflowing.length === 0 || !named ? null : { rect: overflowRect(rect, side), count: overflowing.length, names: overflowing },
    dim: context.isDim(target),
    changed: context.changed(targetKey(target)),
  };
}

/** Whether a task ended otherwise than it meant to. */
export function isCrash(how: number, code: number): boolean {
  return how === TASK_END_SIGNAL || (how === TASK_END_EXIT && code !== 0);
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
