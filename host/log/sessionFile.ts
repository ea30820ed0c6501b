import { closeSync, openSync, writeSync } from 'node:fs';
import { EV_PROCESS_READY, EVENT_SHAPES, EVENT_TYPE_MASK, EVENT_WORDS } from '../../kernel/abi/events.ts';
import { LAYER_NAMES } from '../../kernel/abi/sandbox.ts';
import type { Batch } from '../../kernel/trace/batch.ts';
import { reasonOf } from '../userError.ts';
import { SessionWriter, type InputRecord, type SessionAbout } from '../../kernel/trace/session.ts';

/** Events that are written together, whatever happens: a session that is cut short ends here. */
const FLUSH_MS = 1000;

/** A session on its way to a file. What is known only once a process runs, its sandbox, is waited for before the first byte. */
export class SessionFile {
  readonly #about: Omit<SessionAbout, 'format' | 'sandbox'>;
  readonly #file: number;
  #writer: SessionWriter | null = null;
  #early: (Batch | InputRecord)[] = [];
  #timer: NodeJS.Timeout | null = null;
  readonly #limitBytes: number;
  #bytes = 0;
  /** Why the file cannot be written any more; empty while it can. */
  problem = '';

  /** Nothing is written beyond `limitBytes`. Throws when the file cannot be made. */
  constructor(path: string, about: Omit<SessionAbout, 'format' | 'sandbox'>, limitBytes = Infinity) {
    this.#about = about;
    this.#limitBytes = limitBytes;
    this.#file = openSync(path, 'w');
  }

  events(batch: Batch): void {
    if (this.#writer !== null) return this.#writer.events(batch);
    this.#early.push(batch);
    const layers = layersIn(batch);
    if (layers !== undefined) this.#begin(layers);
  }

  input(record: InputRecord): void {
    if (this.#writer === null) this.#early.push(record);
    else this.#writer.input(record);
  }

  /** The bodies that are kept go in last. */
  async close(bodies: Iterable<readonly [msg: number, body: Uint8Array]>): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    const writer = this.#begin(0);
    for (const [msg, body] of bodies) writer.body(msg, body);
    await writer.close().catch(this.#fail);
    closeSync(this.#file);
  }

  #begin(layers: number): SessionWriter {
    if (this.#writer !== null) return this.#writer;
    const sandbox = LAYER_NAMES.filter(([bit]) => (layers & bit) !== 0).map(([, name]) => name);
    const writer = new SessionWriter({ ...this.#about, sandbox }, (bytes) => {
      if (this.problem !== '') return;
      this.#bytes += bytes.length;
      if (this.#bytes > this.#limitBytes) return void (this.problem = `it has grown beyond ${this.#limitBytes} bytes`);
      try {
        for (let at = 0; at < bytes.length;) at += writeSync(this.#file, bytes, at);
      } catch (error) {
        this.#fail(error); // a full disk ends the record, not the system
      }
    });
    this.#writer = writer;
    for (const one of this.#early) {
      if ('firstSeq' in one) writer.events(one);
      else writer.input(one);
    }
    this.#early = [];
    this.#timer = setInterval(() => void writer.flush().catch(this.#fail), FLUSH_MS);
    this.#timer.unref();
    return writer;
  }

  readonly #fail = (error: unknown): void => {
    this.problem ||= reasonOf(error);
  };
}

const LAYERS_WORD = 1 + (EVENT_SHAPES[EV_PROCESS_READY]?.fields.indexOf('layers') ?? 0);

/** The sandbox layers of the first process that reports any in a batch. */
function layersIn({ count, words }: Batch): number | undefined {
  for (let at = 0; at < count * EVENT_WORDS; at += EVENT_WORDS)
    if (((words[at] ?? 0) & EVENT_TYPE_MASK) === EV_PROCESS_READY) return words[at + LAYERS_WORD];
  return undefined;
}
