import type { Batch } from '../batch.ts';
import { mergeBatches } from '../batch.ts';
import { foldRange } from '../fold.ts';
import type { Log } from '../log.ts';
import { CHUNK_EVENTS } from '../recorder.ts';
import { BrokenLog, State } from '../state.ts';
import type { Frozen } from '../state.ts';
import { encodeBase } from './base.ts';
import { ByteWriter } from './bytes.ts';
import { encodeEvents } from './columns.ts';
import { deflate } from './deflate.ts';
import {
  chain,
  CHECKPOINT_EVENTS,
  FLAG_DEFLATED,
  KIND_ABOUT,
  KIND_BASE,
  KIND_BODIES,
  KIND_CHECKPOINT,
  KIND_END,
  KIND_EVENTS,
  KIND_INPUTS,
  KIND_MARKS,
  KIND_VIEW,
  MAGIC,
  SECTION_BYTES_MAX,
  SECTION_HEADER_BYTES,
  SESSION_FORMAT,
  VIEW_VERSION,
} from './format.ts';
import type { CutSession, SessionAbout } from './format.ts';
import { writeInput } from './inputs.ts';
import type { InputRecord } from './inputs.ts';
import type { Marks } from './marks.ts';
import { NO_VIEW } from './view.ts';
import type { View } from './view.ts';

const INPUTS_BYTES = 0x40000;
const BODIES_BYTES = 0x100000;
/** A part has room for a body of this size, and its number and length. */
const BODY_BYTES_MAX = SECTION_BYTES_MAX - 16;

/**
 * Writes a session while it happens. Events and inputs are gathered into sections of some size; `flush` writes what is gathered,
 * so that whatever becomes of the process, the file can be opened up to there. `close` makes it complete.
 */
export class SessionWriter {
  readonly #write: (bytes: Uint8Array) => void | Promise<void>;
  /** Everything asked for so far has been written when this is done. */
  #written: Promise<void>;
  #hash: Uint8Array = MAGIC;
  #batches: Batch[] = [];
  #pending = 0;
  #inputs = new ByteWriter();
  #inputCount = 0;
  #bodies = new ByteWriter();
  #end = 0;
  /** After the events so far; null when they contradict each other, which is for the reader to tell. */
  #state: State | null = new State();
  #checkpointAt = 0;

  /** Begins a session; or goes on with one that was cut short, of which only bodies can be missing. */
  constructor(begin: Omit<SessionAbout, 'format'> | CutSession, write: (bytes: Uint8Array) => void | Promise<void>) {
    this.#write = write;
    if ('hash' in begin) {
      this.#hash = begin.hash;
      this.#written = Promise.resolve();
    } else {
      this.#written = Promise.resolve(write(MAGIC));
      this.#section(KIND_ABOUT, () => json({ format: SESSION_FORMAT, ...begin }));
    }
  }

  /** The state before the first event, when earlier ones are not kept. Comes before any events. */
  base(first: number, state: Frozen): void {
    this.#section(KIND_BASE, () => encodeBase(first, state));
    this.#end = first;
    this.#state = State.from(state);
    this.#checkpointAt = first;
  }

  /** Batches come in order and without gaps. */
  events(batch: Batch): void {
    this.#batches.push(batch);
    this.#pending += batch.count;
    this.#end = batch.firstSeq + batch.count;
    if (this.#pending >= CHUNK_EVENTS) this.#flushEvents();
  }

  input(input: InputRecord): void {
    if (this.#inputs.length + input.payload.length > SECTION_BYTES_MAX - INPUTS_BYTES) this.#flushInputs();
    writeInput(this.#inputs, input);
    this.#inputCount++;
    if (this.#inputs.length >= INPUTS_BYTES) this.#flushInputs();
  }

  /** The whole body of a message; one that is too large for a part of the file is left out. */
  body(msg: number, body: Uint8Array): void {
    if (body.length > BODY_BYTES_MAX) return;
    if (this.#bodies.length + body.length > BODIES_BYTES) this.#flushBodies();
    this.#bodies.varint(msg);
    this.#bodies.block(body);
  }

  /** Replaces the bookmarks and notes written before. */
  marks(marks: Marks): void {
    this.#section(KIND_MARKS, () => json(marks));
  }

  /** Replaces the view written before. */
  view(view: View): void {
    this.#section(KIND_VIEW, () => json({ version: VIEW_VERSION, ...view }));
  }

  /** Rejects when writing failed, now or before. */
  async flush(): Promise<void> {
    this.#flushInputs();
    this.#flushEvents();
    this.#flushBodies();
    await this.#written;
  }

  async close(): Promise<void> {
    await this.flush();
    this.#section(KIND_END, () => json({ events: this.#end, inputs: this.#inputCount }));
    await this.#written;
  }

  #flushEvents(): void {
    if (this.#pending === 0) return;
    // A file that is cut anywhere has the inputs that lead to its events, and can be run again up to there.
    this.#flushInputs();
    const batches = this.#batches;
    this.#batches = [];
    this.#pending = 0;
    const events = mergeBatches(batches);
    this.#section(KIND_EVENTS, () => encodeEvents(events));
    this.#checkpoint(events);
  }

  /** Follows the events, and writes the state that they lead to once in a while; one too large for a part of the file is left out. */
  #checkpoint(events: Batch): void {
    if (this.#state === null) return;
    try {
      foldRange(this.#state, events, events.firstSeq, this.#end);
    } catch (error) {
      if (!(error instanceof BrokenLog)) throw error;
      this.#state = null;
      return;
    }
    if (this.#end - this.#checkpointAt < CHECKPOINT_EVENTS) return;
    this.#checkpointAt = this.#end;
    const content = encodeBase(this.#end, this.#state);
    if (content.length <= SECTION_BYTES_MAX) this.#section(KIND_CHECKPOINT, () => content);
  }

  #flushInputs(): void {
    if (this.#inputs.length === 0) return;
    const inputs = this.#inputs.written();
    this.#inputs = new ByteWriter();
    this.#section(KIND_INPUTS, () => inputs);
  }

  #flushBodies(): void {
    if (this.#bodies.length === 0) return;
    const bodies = this.#bodies.written();
    this.#bodies = new ByteWriter();
    this.#section(KIND_BODIES, () => bodies);
  }

  #section(kind: number, content: () => Uint8Array): void {
    this.#written = this.#append(this.#written, kind, content);
    // Heard by `flush` and `close`; until then nobody need listen.
    this.#written.catch(() => {});
  }

  async #append(before: Promise<void>, kind: number, content: () => Uint8Array): Promise<void> {
    await before;
    const raw = content();
    if (raw.length > SECTION_BYTES_MAX) throw new RangeError(`a part of ${raw.length} bytes is too large for a session file`);
    const packed = await deflate(raw);
    const smaller = packed.length < raw.length;
    const stored = smaller ? packed : raw;
    const header = new Uint8Array(SECTION_HEADER_BYTES);
    const view = new DataView(header.buffer);
    view.setUint32(0, kind, true);
    view.setUint32(4, stored.length, true);
    view.setUint32(8, raw.length, true);
    view.setUint32(12, smaller ? FLAG_DEFLATED : 0, true);
    this.#hash = await chain(this.#hash, header, stored);
    await this.#write(header);
    await this.#write(stored);
    await this.#write(this.#hash);
  }
}

/** A whole session, of what a log holds at this moment. */
export async function writeSession(
  session: {
    readonly about: Omit<SessionAbout, 'format'>;
    readonly log: Log;
    readonly inputs: Iterable<InputRecord> | AsyncIterable<InputRecord>;
    /** Whole bodies by message. */
    readonly bodies?: Iterable<readonly [msg: number, body: Uint8Array]>;
    readonly marks: Marks;
    readonly view?: View;
  },
  write: (bytes: Uint8Array) => void | Promise<void>,
): Promise<void> {
  const { about, log, inputs, bodies, marks, view = NO_VIEW } = session;
  const writer = new SessionWriter(about, write);
  if (log.first > 0) writer.base(log.first, log.base);
  for (const chunk of log.chunks()) {
    writer.events(chunk);
    // One chunk after the other, so that they are not all in memory twice.
    await writer.flush();
  }
  for await (const input of inputs) writer.input(input);
  for (const [msg, body] of bodies ?? []) writer.body(msg, body);
  writer.marks(marks);
  writer.view(view);
  await writer.close();
}

function json(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}
