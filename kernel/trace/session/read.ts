import { LOGGED_BODY_BYTES } from '../../abi/limits.ts';
import { batchIsSound } from '../batch.ts';
import type { Batch } from '../batch.ts';
import { Checkpoints } from '../checkpoints.ts';
import { foldRange } from '../fold.ts';
import { Log } from '../log.ts';
import { BrokenLog, State } from '../state.ts';
import type { Bounds } from '../state.ts';
import { readAbout, readMarks, readView } from './about.ts';
import { decodeBase, encodeBase } from './base.ts';
import { BrokenSession, ByteReader } from './bytes.ts';
import { decodeEvents } from './columns.ts';
import {
  chain,
  FLAG_DEFLATED,
  HASH_BYTES,
  KIND_ABOUT,
  KIND_BASE,
  KIND_BODIES,
  KIND_CHECKPOINT,
  KIND_END,
  KIND_EVENTS,
  KIND_INPUTS,
  KIND_MARKS,
  KIND_OPTIONAL,
  KIND_VIEW,
  MAGIC,
  SECTION_BYTES_MAX,
  SECTION_HEADER_BYTES,
  SESSION_FORMAT,
} from './format.ts';
import type { SessionAbout } from './format.ts';
import { contentOf, Inputs } from './inputs.ts';
import type { Stored } from './inputs.ts';
import { NO_MARKS } from './marks.ts';
import type { Marks } from './marks.ts';
import { NO_VIEW } from './view.ts';
import type { View } from './view.ts';

export interface Session {
  readonly about: SessionAbout;
  readonly log: Log;
  /** Made while the events were checked: give them to the replicas of this log. */
  readonly checkpoints: Checkpoints;
  /** Empty when none were kept: the session cannot be run again. */
  readonly inputs: Inputs;
  /** Whole bodies of messages, as far as they are kept: the events have the beginning of each. */
  readonly bodies: ReadonlyMap<number, Uint8Array>;
  readonly marks: Marks;
  readonly view: View;
  /** Why the session is not whole, in one sentence; null when it is. Everything before the damage is here. */
  readonly problem: string | null;
}

interface Section extends Stored {
  readonly kind: number;
}

// A small file can say a lot. These are the ends of patience, far beyond what the kernel and its log have.
/** Events that a session may have. */
const EVENTS_MAX = 16_000_000;
/** What they may come to: about a gigabyte of records, and a few seconds of walking. */
const BOUNDS: Bounds = { records: 4_000_000, walked: 1_000_000_000 };
/** Bytes of bodies that a session may have. */
const BODY_BYTES_MAX = 0x8000000;

/** Throws `BrokenSession` with one clear sentence when there is nothing to open. */
export async function readSession(file: Uint8Array): Promise<Session> {
  if (file.length === 0) throw new BrokenSession('the file is empty');
  if (MAGIC.some((byte, i) => file[i] !== byte)) throw new BrokenSession('this is not a machlab session');
  const sections = sectionsOf(file);
  const first = await sections.next();
  if (first.done === true || first.value.kind !== KIND_ABOUT) throw new BrokenSession('the session does not say what it is');
  const about = readAbout(await contentOf(first.value));
  if (about.format > SESSION_FORMAT) {
    throw new BrokenSession(
      `machlab ${about.machlab} wrote this session in format ${about.format}; this machlab reads up to ${SESSION_FORMAT}`,
    );
  }
  let opening = new Opening(new Log(EVENTS_MAX));
  const inputs = new Inputs();
  const bodies = new Map<number, Uint8Array>();
  let bodyBytes = 0;
  let marks = NO_MARKS;
  let view = NO_VIEW;
  let problem: string | null = 'the file is cut short';
  try {
    for await (const section of sections) {
      const { kind } = section;
      if (kind === KIND_EVENTS) opening.add(decodeEvents(await contentOf(section)));
      else if (kind === KIND_INPUTS) inputs.add(section);
      else if (kind === KIND_BODIES) {
        bodyBytes += section.rawBytes;
        if (bodyBytes > BODY_BYTES_MAX) throw new BrokenSession('the session has too many bodies of messages');
        readBodies(await contentOf(section), bodies);
      } else if (kind === KIND_MARKS) marks = readMarks(await contentOf(section));
      else if (kind === KIND_VIEW) view = readView(await contentOf(section));
      else if (kind === KIND_BASE && opening.log.end === 0)
        opening = new Opening(new Log(EVENTS_MAX, decodeBase(await contentOf(section))));
      else if (kind === KIND_CHECKPOINT) opening.check(await contentOf(section));
      else if (kind === KIND_END) problem = null;
      else if ((kind & KIND_OPTIONAL) === 0) throw new BrokenSession(`a part of kind ${kind} is of a newer machlab`);
      if (problem === null) break;
    }
  } catch (error) {
    if (!(error instanceof BrokenSession) && !(error instanceof BrokenLog)) throw error;
    problem = error.message;
  }
  const { log, checkpoints } = opening;
  if (problem !== null) problem += log.end === log.first ? '; no event could be read' : `; opened up to event ${log.end - 1}`;
  return { about, log, checkpoints, inputs, bodies, marks, view, problem };
}

/** A log that grows by events which have been folded first, so that none gets in that contradicts the others. */
class Opening {
  readonly log: Log;
  readonly checkpoints: Checkpoints;
  readonly #state: State;
  #copied = 0;

  constructor(log: Log) {
    this.log = log;
    this.checkpoints = new Checkpoints(log);
    this.#state = State.from(log.base, BOUNDS);
  }

  add(batch: Batch): void {
    const { log, checkpoints } = this;
    const end = batch.firstSeq + batch.count;
    if (batch.firstSeq !== log.end) throw new BrokenSession(`events ${log.end} to ${batch.firstSeq - 1} are missing`);
    if (end - log.first > EVENTS_MAX) throw new BrokenSession('the session has too many events');
    if (!batchIsSound(batch)) throw new BrokenSession('a chunk has bytes in places where there are none');
    const made: { readonly before: number; readonly copied: number; readonly frozen: ReturnType<State['freeze']> }[] = [];
    for (let seq = batch.firstSeq; seq < end;) {
      const stop = Math.min(end, seq - (seq % checkpoints.every) + checkpoints.every);
      foldRange(this.#state, batch, seq, stop);
      seq = stop;
      if (!checkpoints.wants(seq)) continue;
      made.push({ before: seq, frozen: this.#state.freeze(), copied: this.#state.copied - this.#copied });
      this.#copied = this.#state.copied;
    }
    log.append(batch);
    for (const { before, frozen, copied } of made) checkpoints.add(before, frozen, copied);
  }

  /** The state up to here is the one that was recorded. */
  check(recorded: Uint8Array): void {
    const [own, theirs] = [encodeBase(this.log.end, this.#state.freeze()), recorded].map(inOneOrder) as [Uint8Array, Uint8Array];
    if (own.length === theirs.length && own.every((byte, i) => byte === theirs[i])) return;
    throw new BrokenSession(`the state that was recorded before event ${this.log.end} is not the one that the events lead to`);
  }
}

/** Members of records in the order of the reader: that of the writer depends on which fold made them. */
function inOneOrder(content: Uint8Array): Uint8Array {
  const { first, base } = decodeBase(content);
  return encodeBase(first, base);
}

async function* sectionsOf(file: Uint8Array): AsyncGenerator<Section, void, undefined> {
  let hash: Uint8Array = MAGIC;
  let at = MAGIC.length;
  while (at + SECTION_HEADER_BYTES <= file.length) {
    const header = file.subarray(at, at + SECTION_HEADER_BYTES);
    const view = new DataView(header.buffer, header.byteOffset, SECTION_HEADER_BYTES);
    const storedBytes = view.getUint32(4, true);
    const rawBytes = view.getUint32(8, true);
    const end = at + SECTION_HEADER_BYTES + storedBytes + HASH_BYTES;
    if (end > file.length) return;
    const stored = file.subarray(at + SECTION_HEADER_BYTES, end - HASH_BYTES);
    hash = await chain(hash, header, stored);
    const written = file.subarray(end - HASH_BYTES, end);
    if (hash.some((byte, i) => byte !== written[i])) throw new BrokenSession('the file is damaged');
    if (rawBytes > SECTION_BYTES_MAX) throw new BrokenSession('a part is too large');
    yield { kind: view.getUint32(0, true), stored, rawBytes, deflated: (view.getUint32(12, true) & FLAG_DEFLATED) !== 0 };
    at = end;
  }
}

function readBodies(content: Uint8Array, bodies: Map<number, Uint8Array>): void {
  const reader = new ByteReader(content);
  while (reader.left > 0) {
    const msg = reader.varint();
    const body = reader.block();
    if (body.length <= LOGGED_BODY_BYTES) throw new BrokenSession('the session has the body of a message twice');
    bodies.set(msg, body);
  }
}
