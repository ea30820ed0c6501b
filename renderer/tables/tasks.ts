import { number, numberOr, text } from './model.ts';
import type { Table } from './model.ts';
import { taskWords, threadsByTask } from './taskState.ts';
import { badgeOf } from '../shell/sandbox.ts';

/** Every task that there is or was. */
export const TASKS: Table = {
  id: 'tasks',
  columns: [
    { id: 'task', width: 'minmax(120px, 1.4fr)' },
    { id: 'id', width: '48px', kind: 'number' },
    { id: 'pid', width: '72px', kind: 'number' },
    { id: 'state', width: 'minmax(150px, 2fr)' },
    { id: 'names', width: '64px', kind: 'number' },
    { id: 'threads', width: '64px', kind: 'number' },
    { id: 'parent', width: 'minmax(90px, 1fr)' },
    { id: 'sandbox', width: '100px' },
    { id: 'memory', width: '90px', kind: 'number' },
  ],
  rows(source) {
    const { state, labels, say } = source;
    const threads = threadsByTask(state);
    return state.tasks
      .sorted(({ id }) => id)
      .map((task) => {
        const process = state.processes.get(task.process);
        const own = threads.get(task.id) ?? [];
        const badge = badgeOf(process);
        const hosted = process !== undefined && process.pid !== 0;
        return {
          key: `task:${task.id}`,
          target: { kind: 'task', id: task.id },
          cells: [
            text(labels.task(task.id)),
            number(task.id),
            numberOr(process?.pid ?? 0, hosted),
            { text: taskWords(task.id, own, source), ...(task.ended === null ? {} : { tone: 'dead' as const }) },
            number(task.entries.size),
            number(own.length),
            text(task.parent === 0 ? say('tables.kernel') : labels.task(task.parent)),
            text(badge === null ? '–' : say(`badge.${badge}`)),
            numberOr(process?.rssKB ?? 0, (process?.rssKB ?? 0) > 0),
          ],
        };
      });
  },
};
