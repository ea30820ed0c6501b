import { PORT_KIND_NAMES, PORT_KIND_SET, RECEIVER_KERNEL, RECEIVER_MESSAGE, RECEIVER_TASK } from '../../kernel/abi/events.ts';
import type { PortState } from '../../kernel/trace/records.ts';
import { isFull, queueText } from '../words/queue.ts';
import { number, numberOr, text } from './model.ts';
import type { Source, Table } from './model.ts';

/** Every port and set, with its queue and who waits at it. */
export const PORTS: Table = {
  id: 'ports',
  columns: [
    { id: 'port', width: 'minmax(120px, 1.4fr)' },
    { id: 'id', width: '56px', kind: 'number' },
    { id: 'kind', width: '92px' },
    { id: 'receiver', width: 'minmax(110px, 1.2fr)' },
    { id: 'queue', width: 'minmax(90px, 1fr)' },
    { id: 'waitSend', width: '84px', kind: 'number' },
    { id: 'waitReceive', width: '84px', kind: 'number' },
    { id: 'sends', width: '64px', kind: 'number' },
    { id: 'onces', width: '64px', kind: 'number' },
    { id: 'mscount', width: '72px', kind: 'number' },
    { id: 'seqno', width: '64px', kind: 'number' },
    { id: 'sets', width: 'minmax(80px, 1fr)' },
  ],
  rows(source) {
    const { state, labels, say } = source;
    return state.ports
      .sorted(({ id }) => id)
      .map((port) => {
        const set = port.kind === PORT_KIND_SET;
        const full = !set && port.active && isFull(port);
        const inside = set ? port.members.toArray() : port.sets;
        return {
          key: `port:${port.id}`,
          target: { kind: 'port', id: port.id },
          cells: [
            { text: labels.port(port.id), ...(port.active ? {} : { tone: 'dead' as const }) },
            number(port.id),
            text(say(`portKind.${PORT_KIND_NAMES[port.kind] ?? 'port'}`)),
            text(port.active ? receiverOf(port, source) : say('tables.dead')),
            set ? numberOr(0, false) : { text: queueText(port, say), by: port.queue.length, ...(full ? { tone: 'warn' as const } : {}) },
            number(port.senders.length),
            number(port.receivers.length),
            numberOr(port.srights, !set),
            numberOr(port.sorights, !set),
            numberOr(port.mscount, !set),
            numberOr(port.seqno, !set),
            text(inside.map((id) => labels.port(id)).join(', ') || '–'),
          ],
        };
      });
  },
};

/** Who receives from a port, in words. */
export function receiverOf(port: PortState, { labels, say }: Pick<Source, 'labels' | 'say'>): string {
  switch (port.receiverKind) {
    case RECEIVER_TASK:
      return labels.task(port.receiverId);
    case RECEIVER_MESSAGE:
      return say('tables.inMessage', { id: port.receiverId });
    case RECEIVER_KERNEL:
      return say('tables.kernel');
    default:
      return say('tables.nobody');
  }
}
