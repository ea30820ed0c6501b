import { EV_DELIVERED, EV_HANDED_BACK, EV_MSG_DESTROYED, EV_MSG_SERVED, EVENT_OPENS } from '../abi/events.ts';
import { Checkpoints } from './checkpoints.ts';
import type { Checkpoint } from './checkpoints.ts';
import type { LogEvent } from './event.ts';
import { foldRange, unfoldRange } from './fold.ts';
import type { Log } from './log.ts';
import { nextWhere } from './scan.ts';
import { BrokenLog, State } from './state.ts';

/**
 * A cursor over a log, with the state after the event that it stands on. Every window has one of its own; checkpoints are shared.
 * Positions are event numbers; one less than the log's first means that nothing that is kept has happened yet.
 */
export class Replica {
  readonly log: Log;
  readonly checkpoints: Checkpoints;
  readonly state = new State();
  /** The state is the one before this event. */
  #next: number;
  #copiedAtCheckpoint = 0;

  constructor(log: Log, checkpoints: Checkpoints = new Checkpoints(log)) {
    this.log = log;
    this.checkpoints = checkpoints;
    this.state.restore(log.base);
    this.#next = log.first;
  }

  /** Number of the event that the cursor stands on. */
  get at(): number {
    return this.#next - 1;
  }

  /** The event that the cursor stands on; undefined before the first. */
  get event(): LogEvent | undefined {
    return this.log.event(this.at);
  }

  /** Whether the cursor stands on the last event there is. */
  get live(): boolean {
    return this.#next === this.log.end;
  }

  /** Goes to the state after event `seq`, or as near to it as the log reaches. Returns where that is. */
  seek(seq: number): number {
    const target = Math.min(Math.max(seq + 1, this.log.first), this.log.end);
    const checkpoint = this.checkpoints.nearest(target);
    const direct = this.#next < this.log.first ? Infinity : Math.abs(target - this.#next);
    if (Math.abs(target - checkpoint.before) < direct) this.#restore(checkpoint);
    if (this.#next < target) this.#forward(target);
    else this.#backward(target);
    return this.at;
  }

  /** One event forward. Returns it; undefined at the live edge. */
  step(): LogEvent | undefined {
    return this.seek(this.at + 1) === this.#next - 1 ? this.event : undefined;
  }

  /** One event back. Returns the event that was taken back; undefined when there is none. */
  back(): LogEvent | undefined {
    const event = this.event;
    this.seek(this.at - 1);
    return event;
  }

  /** To the last event of the admission that the next event belongs to. Returns where that is. */
  stepTrap(): number {
    if (this.live) return this.at;
    const opening = nextWhere(this.log, this.#next + 1, this.log.end, isOpening);
    return this.seek((opening ?? this.log.end) - 1);
  }

  /** To just before the admission that the cursor stands in. */
  backTrap(): number {
    return this.seek(this.admission(this.at).first - 1);
  }

  /** First and last event of the admission that event `seq` belongs to. */
  admission(seq: number): { readonly first: number; readonly last: number } {
    let first = Math.max(seq, this.log.first);
    while (first > this.log.first && !this.log.event(first)!.opens) first--;
    return { first, last: (nextWhere(this.log, seq + 1, this.log.end, isOpening) ?? this.log.end) - 1 };
  }

  /** To where a message ends: this one, or whichever is the next to end. Returns null, and does not move, when none ends. */
  stepMessage(msg?: number): number | null {
    const end = nextWhere(
      this.log,
      this.#next,
      this.log.end,
      (words, at) => endsMessage(words[at]! & 0xffff) && (msg ?? words[at + 1]) === words[at + 1],
    );
    return end === undefined ? null : this.seek(end);
  }

  #restore({ before, frozen }: Checkpoint): void {
    this.state.restore(frozen);
    this.#next = before;
    this.#copiedAtCheckpoint = this.state.copied;
  }

  #forward(target: number): void {
    while (this.#next < target) {
      const chunk = this.log.chunk(this.#next);
      if (chunk === undefined) throw new BrokenLog(`event ${this.#next} is not there`);
      const { every } = this.checkpoints;
      const stop = Math.min(target, chunk.firstSeq + chunk.count, this.#next - (this.#next % every) + every);
      foldRange(this.state, chunk, this.#next, stop);
      this.#next = stop;
      if (this.checkpoints.wants(stop)) {
        this.checkpoints.add(stop, this.state.freeze(), this.state.copied - this.#copiedAtCheckpoint);
        this.#copiedAtCheckpoint = this.state.copied;
      }
    }
  }

  #backward(target: number): void {
    while (this.#next > target) {
      const chunk = this.log.chunk(this.#next - 1);
      if (chunk === undefined) throw new BrokenLog(`event ${this.#next - 1} is not there`);
      const stop = Math.max(target, chunk.firstSeq);
      try {
        unfoldRange(this.state, chunk, this.#next, stop);
      } catch (error) {
        // Nobody's kernel made this log: what its events say of the past is not what was. Forward they have been followed already.
        if (!(error instanceof BrokenLog)) throw error;
        this.#restore(this.checkpoints.before(target));
        return this.#forward(target);
      }
      this.#next = stop;
    }
  }
}

function isOpening(words: Int32Array, at: number): boolean {
  return (words[at]! & EVENT_OPENS) !== 0;
}

/** Whether events of this type are the last of a message. */
export function endsMessage(type: number): boolean {
  return type === EV_DELIVERED || type === EV_HANDED_BACK || type === EV_MSG_DESTROYED || type === EV_MSG_SERVED;
}
