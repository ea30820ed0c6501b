/** A recorded run, with a state that can be put at any of its events. */

import { Log } from '../../../kernel/trace/log.ts';
import type { Recorder } from '../../../kernel/trace/recorder.ts';
import { Replica } from '../../../kernel/trace/replica.ts';
import { ENGLISH } from '../../../kernel/trace/sentences.en.ts';
import type { State } from '../../../kernel/trace/state.ts';
import type { DetailLevel, Focus, LogReader, Step, ViewFilter } from '../../view.ts';
import { buildScene } from '../build.ts';
import { changesOf } from '../changes.ts';
import { inFocus } from '../focus.ts';
import type { Scene } from '../items.ts';
import { Layout } from '../layout.ts';
import { Router } from '../router.ts';
import { roughMeasure } from '../text.ts';
import { sayEnglish } from '../words.ts';

export class Recording {
  readonly log: Log;
  readonly #replica: Replica;

  constructor(recorder: Recorder, limitEvents?: number) {
    this.log = new Log(limitEvents);
    for (const batch of recorder.take()) this.log.append(batch);
    this.#replica = new Replica(this.log);
  }

  get state(): State {
    return this.#replica.state;
  }

  get cursor(): number {
    return this.#replica.at;
  }

  seek(seq: number): this {
    this.#replica.seek(seq);
    return this;
  }
}

export interface Shown {
  readonly detail?: DetailLevel;
  readonly step?: Step | null;
  readonly filter?: ViewFilter | null;
  readonly focus?: Focus | null;
}

/** Draws moments of a log, as the window would. */
export class Drawer {
  readonly layout: Layout;
  readonly router = new Router();

  constructor(layout: Layout = new Layout()) {
    this.layout = layout;
  }

  draw({ state, log, cursor }: { state: State; log: LogReader; cursor: number }, shown: Shown = {}): Scene {
    this.layout.feed(log);
    const input = {
      state,
      log,
      cursor,
      detail: shown.detail ?? 3,
      changes: changesOf(log, shown.step ?? null),
      filter: shown.filter ?? null,
      inFocus: inFocus(state, shown.focus ?? null),
      say: sayEnglish,
      catalogue: ENGLISH,
      measure: roughMeasure,
    };
    return buildScene(input, this.layout, this.router);
  }
}
