import { nameText, TYPE_PORT_SET } from '../../kernel/abi/rights.ts';
import { rightsOf } from '../../kernel/trace/queries.ts';
import type { RightRow } from '../../kernel/trace/queries.ts';
import type { TaskState } from '../../kernel/trace/records.tasks.ts';
import { glyphOf, rightWord } from '../shell/rights.ts';
import { number, numberOr, text } from './model.ts';
import type { Row, Source, Table } from './model.ts';

/** One row for each name in each task, with the columns that `lsmp` prints. */
export const RIGHTS: Table = {
  id: 'rights',
  columns: [
    { id: 'task', width: 'minmax(100px, 1fr)' },
    { id: 'name', width: '78px', kind: 'mono' },
    { id: 'object', width: 'minmax(110px, 1.3fr)' },
    { id: 'rights', width: 'minmax(120px, 1fr)' },
    { id: 'urefs', width: '64px', kind: 'number' },
    { id: 'flags', width: '64px', kind: 'mono' },
    { id: 'notifications', width: '64px', kind: 'mono' },
    { id: 'sends', width: '64px', kind: 'number' },
    { id: 'onces', width: '64px', kind: 'number' },
    { id: 'mscount', width: '72px', kind: 'number' },
    { id: 'qlimit', width: '64px', kind: 'number' },
    { id: 'queued', width: '72px', kind: 'number' },
    { id: 'receiver', width: 'minmax(90px, 1fr)' },
  ],
  rows(source) {
    return source.state.tasks
      .sorted(({ id }) => id)
      .flatMap((task) => rightsOf(source.state, task.id).map((row) => rowOf(task, row, source)));
  },
};

function rowOf(task: TaskState, row: RightRow, { state, labels, say }: Source): Row {
  const name = row.name >>> 0;
  const type = task.entries.get(row.name)?.type ?? 0;
  const { receive } = row;
  const set = (type & TYPE_PORT_SET) !== 0;
  const full = receive !== null && receive.qlimit > 0 && receive.queued >= receive.qlimit;
  return {
    key: `right:${task.id}:${name}`,
    target: { kind: 'right', task: task.id, name },
    cells: [
      text(labels.task(task.id)),
      { text: nameText(name), by: name },
      { text: row.object === 0 ? '–' : labels.port(row.object), by: row.object },
      { text: say(`right.${rightWord(type)}`), glyph: glyphOf(type) },
      number(row.urefs),
      text(row.flags),
      text(row.notifications || '–'),
      numberOr(receive?.srights ?? 0, receive !== null),
      numberOr(receive?.sorights ?? 0, receive !== null),
      numberOr(receive?.mscount ?? 0, receive !== null),
      numberOr(receive?.qlimit ?? 0, receive !== null),
      set
        ? number(row.members.length)
        : { ...numberOr(receive?.queued ?? 0, receive !== null), ...(full ? { tone: 'warn' as const } : {}) },
      text(receiverWord(row, state, labels, say)),
    ],
  };
}

/** Who takes what is sent through the right. */
function receiverWord(row: RightRow, state: Source['state'], labels: Source['labels'], say: Source['say']): string {
  if (row.object === 0 || state.ports.get(row.object)?.active !== true) return '–';
  if (row.receiver === null) return say('tables.nobody');
  return row.receiver === 0 ? say('tables.kernel') : labels.task(row.receiver);
}
