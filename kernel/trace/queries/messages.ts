/** Where messages are, and queues. */

import { EV_MSG_CREATED, WAIT_SEND } from '../../abi/events.ts';
import type { Log } from '../log.ts';
import type { MessageState } from '../records.ts';
import { endsMessage } from '../replica.ts';
import { nextWhere, previousWhere } from '../scan.ts';
import type { Frozen } from '../state.ts';

/** The messages in a port's queue, the head first. */
export function queueOf(state: Frozen, port: number): MessageState[] {
  const ids = state.ports.get(port)?.queue.toArray() ?? [];
  return ids.flatMap((id) => state.messages.get(id) ?? []);
}

/** Not any more, or not yet: the events of its making and of its end, as far as they are kept. */
export interface NotThere {
  readonly where: 'past' | 'future' | 'unknown';
  readonly created: number | undefined;
  readonly ended: number | undefined;
}

export type Whereabouts =
  /** In a queue, with so many before it. */
  | { readonly where: 'queued'; readonly port: number; readonly before: number }
  /** With a thread that waits for room. */
  | { readonly where: 'waiting'; readonly thread: number; readonly port: number }
  /** In the kernel's hands, on its way. */
  | { readonly where: 'kernel' }
  | NotThere;

/** Where a message is in the state after event `at`. */
export function whereIs(state: Frozen, log: Log, at: number, msg: number): Whereabouts {
  const found = state.messages.get(msg);
  if (found === undefined) {
    const { created, ended } = endsOf(log, msg);
    const where = ended !== undefined && ended <= at ? 'past' : created !== undefined && created > at ? 'future' : 'unknown';
    return { where, created, ended };
  }
  if (found.queuedOn !== 0) {
    return { where: 'queued', port: found.queuedOn, before: state.ports.get(found.queuedOn)?.queue.toArray().indexOf(msg) ?? 0 };
  }
  for (const thread of state.threads.values()) {
    if (thread.wait?.msg === msg && thread.wait.wait === WAIT_SEND)
      return { where: 'waiting', thread: thread.id, port: thread.wait.object };
  }
  return { where: 'kernel' };
}

/** The events that make and end a message, as far as they are kept. */
export function endsOf(log: Log, msg: number): { readonly created: number | undefined; readonly ended: number | undefined } {
  const created = nextWhere(log, log.first, log.end, (words, at) => (words[at]! & 0xffff) === EV_MSG_CREATED && words[at + 1] === msg);
  const ended = previousWhere(log, log.end, created ?? log.first, (words, at) => endsMessage(words[at]! & 0xffff) && words[at + 1] === msg);
  return { created, ended };
}
