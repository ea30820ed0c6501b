import { LogEvent } from '../event.ts';
import { foldRange } from '../fold.ts';
import type { Replica } from '../replica.ts';
import { Replica as Cursor } from '../replica.ts';
import type { State } from '../state.ts';

/** A walk along a log, from `from` up to but not including `to`, that does not move the replica it starts from. */
export class Walk {
  /** The state after the event that was given last. */
  readonly state: State;
  readonly first: number;
  readonly end: number;
  readonly #replica: Replica;

  constructor({ log, checkpoints }: Replica, from: number = log.first, to: number = log.end) {
    this.#replica = new Cursor(log, checkpoints);
    this.first = Math.max(from, log.first);
    this.end = Math.max(this.first, Math.min(to, log.end));
    this.#replica.seek(this.first - 1);
    this.state = this.#replica.state;
  }

  *events(): Generator<LogEvent, void, undefined> {
    const { log } = this.#replica;
    for (let seq = this.first; seq < this.end; seq++) {
      const chunk = log.chunk(seq)!;
      foldRange(this.state, chunk, seq, seq + 1);
      yield new LogEvent(chunk, seq);
    }
  }
}
