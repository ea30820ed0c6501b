import { EVENT_WORDS } from '../../kernel/abi/events.ts';
import type { Batch } from '../../kernel/trace/batch.ts';
import { LogEvent } from '../../kernel/trace/event.ts';
import { bytesOf, fold } from '../../kernel/trace/fold.ts';
import { sentenceOf } from '../../kernel/trace/sentences.ts';
import { State } from '../../kernel/trace/state.ts';
import { isToBeTold, pidOf } from './telling.ts';

/** Tells events in sentences, one line each: number, the process it happens in, what happens, and what the textbook calls it. */
export class Narrator {
  readonly #state = new State();

  tell(batch: Batch): string[] {
    const lines: string[] = [];
    const { words, bytes, firstSeq, count } = batch;
    for (let index = 0, at = 0; index < count; index++, at += EVENT_WORDS) {
      fold(this.#state, words, at, firstSeq + index, bytesOf(words, at, bytes));
      const event = new LogEvent(batch, firstSeq + index);
      if (isToBeTold(event, this.#state)) lines.push(this.#line(event));
    }
    return lines;
  }

  #line(event: LogEvent): string {
    const { text, term } = sentenceOf(event, this.#state);
    const pid = pidOf(event, this.#state);
    const number = `#${event.seq}`.padStart(6);
    return `${number}  ${(pid === 0 ? 'kernel' : String(pid)).padStart(7)}  ${text}${term === '' ? '' : `  [${term}]`}`;
  }
}
