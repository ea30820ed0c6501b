import { gateOf } from '../shell/gate.ts';
import { number, text } from './model.ts';
import type { Table } from './model.ts';

/** What waits at the gate, in order of arrival, and behind it what waits for its time. */
export const GATE: Table = {
  id: 'gate',
  columns: [
    { id: 'place', width: '64px', kind: 'number' },
    { id: 'task', width: 'minmax(120px, 1fr)' },
    { id: 'thread', width: '76px', kind: 'number' },
    { id: 'what', width: 'minmax(160px, 1.6fr)' },
    { id: 'ready', width: '110px' },
    { id: 'since', width: '84px', kind: 'number' },
  ],
  rows({ state, labels, say }) {
    return gateOf(state).map((entry, i) => ({
      key: `gate:${entry.kind}:${entry.id}`,
      target: entry.target,
      cells: [
        number(i + 1),
        text(entry.kind === 'restart' ? labels.service(entry.id) : labels.task(entry.task)),
        entry.target.kind === 'thread' ? number(entry.id) : text('–'),
        text(say(`gate.what.${entry.what}`)),
        text(say(entry.ready ? 'gate.ready' : 'gate.held')),
        entry.at === Infinity ? text('–') : { text: `#${entry.at}`, by: entry.at },
      ],
    }));
  },
};
