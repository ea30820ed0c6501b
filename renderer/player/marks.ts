/** What the scrubber marks: moments worth going to, found once as events arrive. */

import {
  EV_BREAKPOINT_HIT,
  EV_NOTIFIED,
  EV_PANIC,
  EV_PROCESS_ENDED,
  EV_QUEUED,
  EVENT_TYPE_MASK,
  EVENT_WORDS,
} from '../../kernel/abi/events.ts';
import type { Batch } from '../../kernel/trace/batch.ts';
import { fieldOffset } from '../../kernel/trace/fields.ts';

export type MarkKind = 'crash' | 'notification' | 'full' | 'breakpoint' | 'bookmark' | 'note';

export interface Mark {
  readonly seq: number;
  readonly kind: MarkKind;
}

const SIGNAL = fieldOffset(EV_PROCESS_ENDED, 'signal');
const COUNT = fieldOffset(EV_QUEUED, 'count');
const LIMIT = fieldOffset(EV_QUEUED, 'limit');

/** The kind of mark that an event gets; null for most. */
export function markOf(words: Int32Array, at: number): MarkKind | null {
  switch (words[at]! & EVENT_TYPE_MASK) {
    case EV_PROCESS_ENDED:
      return words[at + SIGNAL] === 0 ? null : 'crash';
    case EV_PANIC:
      return 'crash';
    case EV_NOTIFIED:
      return 'notification';
    case EV_QUEUED:
      return words[at + COUNT] === words[at + LIMIT] ? 'full' : null;
    case EV_BREAKPOINT_HIT:
      return 'breakpoint';
    default:
      return null;
  }
}

/** The marks of a log, in order of their events. */
export class MarkIndex {
  #marks: Mark[] = [];
  #end = 0;

  /** Looks at the events of a batch that are new. */
  add({ firstSeq, count, words }: Batch): void {
    for (let seq = Math.max(firstSeq, this.#end); seq < firstSeq + count; seq++) {
      const kind = markOf(words, (seq - firstSeq) * EVENT_WORDS);
      if (kind !== null) this.#marks.push({ seq, kind });
    }
    this.#end = Math.max(this.#end, firstSeq + count);
  }

  /** Forgets what lies before the first event kept. */
  trim(first: number): void {
    if ((this.#marks[0]?.seq ?? first) < first) this.#marks = this.#marks.slice(indexFrom(this.#marks, first));
  }

  get all(): readonly Mark[] {
    return this.#marks;
  }
}

/** The first mark at or after an event, as an index. */
export function indexFrom(marks: readonly Mark[], seq: number): number {
  let [low, high] = [0, marks.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (marks[middle]!.seq < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}
