/** Finding the events of a log that a filter picks. */

import { LogEvent } from './event.ts';
import type { Filter } from './filter.ts';
import { foldRange } from './fold.ts';
import { Replica } from './replica.ts';

/** Walks from where a replica stands without moving it, and sees each event in the state after it. */
function walker(replica: Replica, at: number): Replica {
  const own = new Replica(replica.log, replica.checkpoints);
  own.seek(at);
  return own;
}

/** The first event after `seq` that passes. */
export function findNext(replica: Replica, filter: Filter, seq: number): number | undefined {
  const [found] = findAll(replica, filter, seq + 1, replica.log.end, 1);
  return found;
}

/** The last event before `seq` that passes. */
export function findPrevious(replica: Replica, filter: Filter, seq: number): number | undefined {
  const walk = walker(replica, seq - 1);
  for (let event = walk.event; event !== undefined; event = walk.event) {
    if (filter.test(event, walk.state)) return event.seq;
    walk.back();
  }
  return undefined;
}

/** Events from `from` up to but not including `to` that pass, at most `limit`. */
export function findAll(replica: Replica, filter: Filter, from: number, to: number, limit = Infinity): number[] {
  const { log } = replica;
  const first = Math.max(from, log.first);
  const found: number[] = [];
  const { state } = walker(replica, first - 1);
  for (let seq = first; seq < Math.min(to, log.end) && found.length < limit; seq++) {
    const chunk = log.chunk(seq)!;
    foldRange(state, chunk, seq, seq + 1);
    if (filter.test(new LogEvent(chunk, seq), state)) found.push(seq);
  }
  return found;
}
