import { targetsOfEvent } from './eventTargets.ts';
import { number, text } from './model.ts';
import type { Column, Row, Source } from './model.ts';

export const EVENT_COLUMNS: readonly Column[] = [
  { id: 'number', width: '84px', kind: 'number' },
  { id: 'time', width: '96px', kind: 'number' },
  { id: 'type', width: '140px', kind: 'mono' },
  { id: 'task', width: 'minmax(90px, 140px)' },
  { id: 'sentence', width: 'minmax(240px, 1fr)' },
];

/** One event as a row; made when it comes into view, since there may be a million. */
export function eventRow(seq: number, { log, labels }: Source, sentence: string): Row {
  const event = log.event(seq);
  const target = { kind: 'event', id: seq } as const;
  if (event === undefined) return { key: `event:${seq}`, target, cells: EVENT_COLUMNS.map(() => text('')) };
  const task = targetsOfEvent(event).task;
  return {
    key: `event:${seq}`,
    target,
    cells: [
      { ...number(seq), text: `#${seq}` },
      { text: (event.virtualUs / 1000).toFixed(3), by: event.virtualUs },
      text(event.name),
      text(task === undefined ? '' : labels.task(task)),
      text(sentence),
    ],
  };
}
