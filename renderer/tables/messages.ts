import type { MessageState } from '../../kernel/trace/records.ts';
import type { Frozen } from '../../kernel/trace/state.ts';
import { number, text } from './model.ts';
import type { Source, Table } from './model.ts';
import { carriedGlyph } from '../shell/rights.ts';

/** Messages that exist at the cursor: in a queue, with a sender that waits, or in the kernel's hands. */
export const MESSAGES: Table = {
  id: 'messages',
  columns: [
    { id: 'message', width: 'minmax(130px, 1.4fr)' },
    { id: 'id', width: '64px', kind: 'number' },
    { id: 'from', width: 'minmax(100px, 1fr)' },
    { id: 'where', width: 'minmax(150px, 1.6fr)' },
    { id: 'bytes', width: '72px', kind: 'number' },
    { id: 'carries', width: 'minmax(120px, 1.4fr)' },
    { id: 'ool', width: '84px', kind: 'number' },
    { id: 'since', width: '84px', kind: 'number' },
  ],
  rows(source) {
    const { state, labels } = source;
    const senders = waitingSenders(state);
    return state.messages
      .sorted(({ id }) => id)
      .map((msg) => ({
        key: `message:${msg.id}`,
        target: { kind: 'message', id: msg.id },
        cells: [
          text(labels.message(msg.msghId)),
          number(msg.id),
          text(labels.task(msg.senderTask)),
          text(whereabouts(msg, senders, source)),
          number(msg.sizeBytes),
          carries(msg, source),
          number(msg.memory.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)),
          { text: `#${msg.createdAt}`, by: msg.createdAt },
        ],
      }));
  },
};

/** The port that the sender of a message waits at, by message. */
export function waitingSenders(state: Frozen): Map<number, number> {
  const found = new Map<number, number>();
  for (const { wait } of state.threads.values()) if (wait !== null && wait.msg !== 0) found.set(wait.msg, wait.object);
  return found;
}

/** Where a message is, in words. */
export function whereabouts(
  msg: MessageState,
  senders: ReadonlyMap<number, number>,
  { state, labels, say }: Pick<Source, 'state' | 'labels' | 'say'>,
): string {
  if (msg.queuedOn !== 0) {
    const place = (state.ports.get(msg.queuedOn)?.queue.toArray().indexOf(msg.id) ?? 0) + 1;
    return say('where.queued', { port: labels.port(msg.queuedOn), place });
  }
  const waits = senders.get(msg.id);
  return waits === undefined ? say('where.kernel') : say('where.sender', { port: labels.port(waits) });
}

function carries(msg: MessageState, { labels, say }: Source): { text: string; glyph?: ReturnType<typeof carriedGlyph> } {
  const [first] = msg.rights.filter(({ slot }) => slot >= 2);
  const words = msg.rights
    .filter(({ slot }) => slot >= 2)
    .map(({ kind, port }) => say('where.carried', { right: say(`right.${carriedGlyph(kind)}`), port: labels.port(port) }));
  return first === undefined ? { text: say('where.noRight') } : { text: words.join(', '), glyph: carriedGlyph(first.kind) };
}
