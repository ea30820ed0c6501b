import {
  EV_BREAKPOINT_HIT,
  EV_MODE,
  EV_PROCESS_READY,
  EVENT_SHAPES,
  EVENT_TYPE_MASK,
  EVENT_WORDS,
  MODE_PAUSED,
} from '../../kernel/abi/events.ts';
import { LAYER_NAMES } from '../../kernel/abi/sandbox.ts';
import { type Batch, encodeBatch } from '../../kernel/trace/batch.ts';
import type { Log } from '../../kernel/trace/log.ts';
import { type Additions, type InputRecord, type SessionAbout, writeSession } from '../../kernel/trace/session.ts';
import type { Bodies } from './bodies.ts';
import type { FromLog } from './messages.ts';
import { rangeOf } from './range.ts';

/** Inputs that are kept for a session saved later. Past it none are: the session can be looked at, but not replayed. */
const INPUT_BYTES_KEPT = 0x8000000;
/** How long news of the log's end may wait for more: half a frame of a window. */
const EDGE_MS = 8;

const LAYERS_WORD = 1 + (EVENT_SHAPES[EV_PROCESS_READY]?.fields.indexOf('layers') ?? 0);

/** What the log thread does for windows: tells where the log ends, hands out ranges of it, and whole sessions. */
export class Watched {
  readonly #log: Log;
  readonly #bodies: Bodies;
  readonly #about: Omit<SessionAbout, 'format' | 'sandbox'>;
  readonly #post: (message: FromLog) => void;
  #inputs: InputRecord[] = [];
  #inputBytes = 0;
  #layers = 0;
  #paused = false;
  #hits: number[] = [];
  #waiting = false;

  constructor(log: Log, bodies: Bodies, about: Omit<SessionAbout, 'format' | 'sandbox'>, post: (message: FromLog) => void) {
    this.#log = log;
    this.#bodies = bodies;
    this.#about = about;
    this.#post = post;
  }

  events({ count, words }: Batch): void {
    for (let at = 0; at < count * EVENT_WORDS; at += EVENT_WORDS) {
      const type = (words[at] ?? 0) & EVENT_TYPE_MASK;
      if (type === EV_MODE) this.#paused = words[at + 2] === MODE_PAUSED;
      else if (type === EV_BREAKPOINT_HIT) this.#hits.push(words[at + 1] ?? 0);
      else if (type === EV_PROCESS_READY) this.#layers |= words[at + LAYERS_WORD] ?? 0;
    }
    if (this.#waiting) return;
    this.#waiting = true;
    setTimeout(() => this.#tell(), EDGE_MS);
  }

  input(record: InputRecord): void {
    this.#inputBytes += record.payload.length;
    if (this.#inputBytes <= INPUT_BYTES_KEPT) this.#inputs.push({ ...record, payload: record.payload.slice() });
    else this.#inputs = [];
  }

  range(request: number, from: number, to: number): void {
    const batch = rangeOf(this.#log, from, to);
    this.#post({ from: 'range', request, bytes: batch === null ? null : encodeBatch(batch) });
  }

  async session(request: number, additions: Additions): Promise<void> {
    const end = this.#log.end;
    const pieces: Uint8Array[] = [];
    const sandbox = LAYER_NAMES.filter(([bit]) => (this.#layers & bit) !== 0).map(([, name]) => name);
    const inputs = this.#log.first === 0 ? this.#inputs : [];
    const about = { ...this.#about, sandbox };
    const bodies = this.#bodies.entries();
    await writeSession({ about, log: this.#log, inputs, bodies, ...additions }, (bytes) => void pieces.push(bytes.slice()));
    this.#post({ from: 'session', request, bytes: Buffer.concat(pieces), end });
  }

  #tell(): void {
    this.#waiting = false;
    const hits = this.#hits;
    this.#hits = [];
    this.#post({ from: 'edge', first: this.#log.first, end: this.#log.end, paused: this.#paused, hits });
  }
}
