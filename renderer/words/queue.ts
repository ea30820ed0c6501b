import type { PortState } from '../../kernel/trace/records.ts';
import type { Say } from '../view.ts';

type Queued = Pick<PortState, 'queue' | 'qlimit'>;

export const isFull = ({ queue, qlimit }: Queued): boolean => qlimit > 0 && queue.length >= qlimit;

/** How many of a queue's places are taken; messages that wait beyond its limit (of a one-time right, or left with the kernel) are told apart. */
export function queueText(port: Queued, say: Say): string {
  const { length } = port.queue;
  const limit = port.qlimit;
  if (!isFull(port)) return `${length}/${limit}`;
  return length === limit ? say('tables.full', { limit }) : say('tables.fullBeyond', { limit, n: length - limit });
}
