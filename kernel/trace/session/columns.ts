/**
 * Events as a session file holds them: a column for each field of each type, of differences to what the field may be expected to be.
 * Runs of equal traffic become runs of equal small numbers, which compress well.
 *
 * A chunk is: number of the first event, count, whether times are whole; the types; the events that open an admission, each by its
 * distance from the one before; the times; then for each type that occurs its number, how many fields it has, and its columns. No number
 * has a bound but that of a varint. A type may gain fields at its end: in chunks written before, they are 0.
 */

import {
  EV_DELIVERED,
  EV_HANDED_BACK,
  EV_MSG_CREATED,
  EV_MSG_DESTROYED,
  EV_MSG_SERVED,
  EVENT_BYTES_LENGTH,
  EVENT_BYTES_OFFSET,
  EVENT_OPENS,
  EVENT_SHAPES,
  EVENT_TYPE_MASK,
  EVENT_WORDS,
} from '../../abi/events.ts';
import type { Batch } from '../batch.ts';
import { BrokenSession, ByteReader, ByteWriter } from './bytes.ts';

/** Events in one section at most. */
export const SECTION_EVENTS = 65536;
const MESSAGE_WORDS = 8;

// What a field is expected to be.
/** The same field of the last event of the same type. */
const SAME = 0;
/** The last id of the kind, in any event. */
const KINDS = ['task', 'thread', 'port', 'msg', 'name', 'memory', 'service'] as const;
/** This event's own number. */
const SEQ = KINDS.length + 1;
/** What EV_MSG_CREATED said of the message, from its first of eight words on. */
const CREATED = SEQ + 1;

const EXPECTED: readonly (readonly number[])[] = shapes((type, field, i) => {
  if (endsMessage(type) && i >= 3) return CREATED + (i - 3);
  if (field === 'object') return 1 + KINDS.indexOf('port');
  const kind = (KINDS as readonly string[]).indexOf(field);
  if (kind >= 0) return 1 + kind;
  return ['createdAt', 'trapAt', 'since', 'at', 'arrivedAt', 'event'].includes(field) ? SEQ : SAME;
});

function endsMessage(type: number): boolean {
  return type === EV_DELIVERED || type === EV_HANDED_BACK || type === EV_MSG_DESTROYED || type === EV_MSG_SERVED;
}

function shapes<T>(of: (type: number, field: string, i: number) => T): T[][] {
  const all: T[][] = [];
  for (const [type, { fields }] of Object.entries(EVENT_SHAPES)) all[Number(type)] = fields.map((field, i) => of(Number(type), field, i));
  return all;
}

/** What encoder and decoder both know at the same event. */
class Expectation {
  readonly #same: Int32Array[] = shapes(() => 0).map((fields) => new Int32Array(fields.length));
  readonly #kinds = new Int32Array(KINDS.length);
  readonly #created = new Map<number, Int32Array>();
  #message: Int32Array | undefined;

  /** Before the fields of an event. */
  begin(): void {
    this.#message = undefined;
  }

  of(type: number, i: number, seq: number): number {
    const how = EXPECTED[type]![i]!;
    if (how === SAME) return this.#same[type]![i]!;
    if (how < SEQ) return this.#kinds[how - 1]!;
    if (how === SEQ) return seq;
    return this.#message === undefined ? this.#same[type]![i]! : this.#message[how - CREATED]!;
  }

  learn(type: number, i: number, value: number): void {
    const how = EXPECTED[type]![i]!;
    this.#same[type]![i] = value;
    if (how > SAME && how < SEQ) this.#kinds[how - 1] = value;
    if (i === 0 && endsMessage(type)) {
      this.#message = this.#created.get(value);
      this.#created.delete(value);
    }
  }

  /** After all fields of EV_MSG_CREATED. */
  created(words: Int32Array, at: number, seq: number): void {
    const message = words.slice(at + 2, at + 2 + MESSAGE_WORDS);
    message[MESSAGE_WORDS - 1] = seq;
    this.#created.set(words[at + 1]!, message);
  }
}

export function encodeEvents({ firstSeq, count, words, times, bytes }: Batch): Uint8Array {
  const columns: ByteWriter[][] = shapes(() => new ByteWriter());
  const own: ByteWriter[] = columns.map(() => new ByteWriter());
  const types = new ByteWriter(count);
  const openings = new ByteWriter(count);
  const clock = new ByteWriter(count);
  const expected = new Expectation();
  const whole = timesAreWhole(words, times, count);
  let virtualUs = 0;
  let hostUs = 0;
  let opened = -1;
  for (let e = 0; e < count; e++) {
    const at = e * EVENT_WORDS;
    const seq = firstSeq + e;
    const type = words[at]! & EVENT_TYPE_MASK;
    const shape = EVENT_SHAPES[type]!;
    const opens = (words[at]! & EVENT_OPENS) !== 0;
    types.varint(type);
    if (opens) {
      openings.varint(e - opened);
      opened = e;
    }
    if (!whole) {
      clock.float(times[e * 2]!);
      clock.float(times[e * 2 + 1]!);
    } else if (opens || e === 0) {
      clock.varint(times[e * 2]! - virtualUs);
      clock.varint(times[e * 2 + 1]! - hostUs);
      virtualUs = times[e * 2]!;
      hostUs = times[e * 2 + 1]!;
    }
    expected.begin();
    for (let i = 0; i < shape.fields.length; i++) {
      const value = words[at + 1 + i]!;
      columns[type]![i]!.zigzag((value - expected.of(type, i, seq)) | 0);
      expected.learn(type, i, value);
    }
    if (type === EV_MSG_CREATED) expected.created(words, at, seq);
    if (shape.bytes) {
      const offset = words[at + EVENT_BYTES_OFFSET]!;
      own[type]!.block(bytes.subarray(offset, offset + words[at + EVENT_BYTES_LENGTH]!));
    }
  }
  const out = new ByteWriter(count * 16);
  out.varint(firstSeq);
  out.varint(count);
  out.byte(whole ? 1 : 0);
  out.block(types.written());
  out.block(openings.written());
  out.block(clock.written());
  for (const [type, fields] of columns.entries()) {
    if (fields === undefined || (fields[0]?.length ?? own[type]!.length) === 0) continue;
    out.varint(type);
    out.varint(fields.length);
    for (const column of fields) out.block(column.written());
    if (EVENT_SHAPES[type]!.bytes) out.block(own[type]!.written());
  }
  return out.written();
}

/** Whether the times are whole, never run back, and change only where an admission begins. */
function timesAreWhole(words: Int32Array, times: Float64Array, count: number): boolean {
  for (let e = 0; e < count; e++) {
    const [virtualUs, hostUs] = [times[e * 2]!, times[e * 2 + 1]!];
    const [virtualBefore, hostBefore] = e === 0 ? [0, 0] : [times[e * 2 - 2]!, times[e * 2 - 1]!];
    if (!Number.isSafeInteger(virtualUs) || !Number.isSafeInteger(hostUs) || virtualUs < virtualBefore || hostUs < hostBefore) return false;
    const opens = e === 0 || (words[e * EVENT_WORDS]! & EVENT_OPENS) !== 0;
    if (!opens && (virtualUs !== virtualBefore || hostUs !== hostBefore)) return false;
  }
  return true;
}

/** Throws `BrokenSession` for anything that `encodeEvents` does not make. */
export function decodeEvents(data: Uint8Array): Batch {
  const reader = new ByteReader(data);
  const firstSeq = reader.varint();
  const count = reader.varint();
  if (count > SECTION_EVENTS || firstSeq + count > 0x7fffffff) throw new BrokenSession('a chunk claims too many events');
  const whole = reader.byte() === 1;
  const types = new ByteReader(reader.block());
  const openings = new ByteReader(reader.block());
  const clock = new ByteReader(reader.block());
  const columns: ByteReader[][] = [];
  const own: ByteReader[] = [];
  while (reader.left > 0) {
    const type = reader.varint();
    const fields = reader.varint();
    const shape = EVENT_SHAPES[type];
    if (shape === undefined || fields > shape.fields.length) throw new BrokenSession(`events of type ${type} are of a newer machlab`);
    if (columns[type] !== undefined) throw new BrokenSession(`a chunk has its events of type ${type} twice`);
    columns[type] = Array.from({ length: fields }, () => new ByteReader(reader.block()));
    if (shape.bytes) own[type] = new ByteReader(reader.block());
  }
  const words = new Int32Array(count * EVENT_WORDS);
  const times = new Float64Array(count * 2);
  const bytes = new ByteWriter(4096);
  const expected = new Expectation();
  let virtualUs = 0;
  let hostUs = 0;
  const nextOpening = (after: number): number => (openings.left === 0 ? count : after + openings.varint());
  let opening = nextOpening(-1);
  for (let e = 0; e < count; e++) {
    const at = e * EVENT_WORDS;
    const seq = firstSeq + e;
    const type = types.varint();
    const opens = e === opening;
    if (opens) opening = nextOpening(e);
    const fields = columns[type];
    if (fields === undefined) throw new BrokenSession(`a chunk lacks its events of type ${type}`);
    words[at] = type | (opens ? EVENT_OPENS : 0);
    if (!whole) {
      virtualUs = clock.float();
      hostUs = clock.float();
    } else if (opens || e === 0) {
      virtualUs += clock.varint();
      hostUs += clock.varint();
    }
    times[e * 2] = virtualUs;
    times[e * 2 + 1] = hostUs;
    expected.begin();
    for (let i = 0; i < fields.length; i++) {
      const value = (fields[i]!.zigzag() + expected.of(type, i, seq)) | 0;
      words[at + 1 + i] = value;
      expected.learn(type, i, value);
    }
    if (type === EV_MSG_CREATED) expected.created(words, at, seq);
    const bodies = own[type];
    if (bodies === undefined) continue;
    const body = bodies.block();
    words[at + EVENT_BYTES_OFFSET] = bytes.length;
    words[at + EVENT_BYTES_LENGTH] = body.length;
    bytes.raw(body);
  }
  if (types.left > 0 || openings.left > 0 || clock.left > 0) throw new BrokenSession('a chunk has more than its events');
  return { firstSeq, count, words, times, bytes: bytes.written().slice() };
}
