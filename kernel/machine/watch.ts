/**
 * Breakpoints: filters over events, held against every event as it happens. While there are any, the kernel follows its own log
 * with a replica, since filters speak of tasks and ports by name; without them it costs nothing.
 */
import type { Sink } from '../abi/sink.ts';
import type { Snapshot } from '../abi/snapshot.ts';
import { LogEvent } from '../trace/event.ts';
import { type Filter, isFilter, parseFilter } from '../trace/filter.ts';
import { foldRange } from '../trace/fold.ts';
import { stateFrom } from '../trace/fromSnapshot.ts';
import { Recorder } from '../trace/recorder.ts';
import type { State } from '../trace/state.ts';

interface Breakpoint {
  readonly filter: Filter;
  readonly once: boolean;
}

/** A breakpoint's condition held for an event. */
export interface Hit {
  readonly breakpoint: number;
  readonly event: number;
}

/** Stands between the kernel and its log, passes everything on, and keeps what it has not looked at yet. */
export class Watch implements Sink {
  readonly #behind: Sink;
  readonly #mirror = new Recorder();
  readonly #state: State;
  readonly #breakpoints = new Map<number, Breakpoint>();

  constructor(behind: Sink, now: Snapshot) {
    this.#behind = behind;
    this.#state = stateFrom(now);
    this.#mirror.next = behind.next;
  }

  get next(): number {
    return this.#behind.next;
  }

  begin(virtualUs: number, hostUs: number): void {
    this.#behind.begin(virtualUs, hostUs);
    this.#mirror.begin(virtualUs, hostUs);
  }

  emit(type: number, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0, i = 0, j = 0, k = 0): void {
    this.#behind.emit(type, a, b, c, d, e, f, g, h, i, j, k);
    this.#mirror.emit(type, a, b, c, d, e, f, g, h, i, j, k);
  }

  emitBytes(type: number, bytes: Uint8Array, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0, i = 0): void {
    this.#behind.emitBytes(type, bytes, a, b, c, d, e, f, g, h, i);
    this.#mirror.emitBytes(type, bytes, a, b, c, d, e, f, g, h, i);
  }

  /** Whether a breakpoint is set; without one nobody needs the watch. */
  get empty(): boolean {
    return this.#breakpoints.size === 0;
  }

  /** Sets a breakpoint, or replaces the one of that number. Returns: false for text that is no filter, and then nothing changes. */
  set(breakpoint: number, text: string, once: boolean): boolean {
    const filter = parseFilter(text);
    if (!isFilter(filter) || filter.empty) return false;
    this.#breakpoints.set(breakpoint, { filter, once });
    return true;
  }

  remove(breakpoint: number): void {
    this.#breakpoints.delete(breakpoint);
  }

  /** Returns: what the events since the last call met, in their order. A breakpoint that is for once is gone afterwards. */
  look(): Hit[] {
    const hits: Hit[] = [];
    for (const batch of this.#mirror.take()) {
      for (let index = 0; index < batch.count; index++) {
        const seq = batch.firstSeq + index;
        foldRange(this.#state, batch, seq, seq + 1);
        const event = new LogEvent(batch, seq);
        for (const [breakpoint, { filter, once }] of this.#breakpoints) {
          if (!filter.test(event, this.#state)) continue;
          hits.push({ breakpoint, event: seq });
          if (once) this.#breakpoints.delete(breakpoint);
        }
      }
    }
    return hits;
  }
}
