/**
 * A batch: consecutive events as they travel from the kernel to whoever keeps the log. Self-contained: the offsets of its events'
 * bytes count from the start of its own `bytes`.
 */

import { EVENT_BYTES_LENGTH, EVENT_BYTES_OFFSET, EVENT_SHAPES, EVENT_TYPE_MASK, EVENT_WORDS } from '../abi/events.ts';

export interface Batch {
  readonly firstSeq: number;
  readonly count: number;
  /** `count` records of `EVENT_WORDS`. */
  readonly words: Int32Array;
  /** Virtual and host time in microseconds, by turns. */
  readonly times: Float64Array;
  readonly bytes: Uint8Array;
}

const MAGIC = 0x314c4d42;
const HEADER_BYTES = 24;

/** The pieces that make up one batch on a pipe or a socket; all but the first are the batch's own memory. Little-endian, as every machine that machlab runs on. */
export function batchPieces({ firstSeq, count, words, times, bytes }: Batch): readonly Uint8Array[] {
  const head = new Uint8Array(HEADER_BYTES);
  const header = new DataView(head.buffer);
  header.setUint32(0, MAGIC, true);
  header.setUint32(4, count, true);
  header.setFloat64(8, firstSeq, true);
  header.setUint32(16, bytes.length, true);
  return [
    head,
    new Uint8Array(times.buffer, times.byteOffset, count * 16),
    new Uint8Array(words.buffer, words.byteOffset, count * EVENT_WORDS * 4),
    bytes,
  ];
}

/** The pieces of a batch in one buffer. */
export function encodeBatch(batch: Batch): Uint8Array<ArrayBuffer> {
  const pieces = batchPieces(batch);
  const out = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}

/** What `encodeBatch` made. A copy only where the buffer is not aligned. Returns null for anything else. */
export function decodeBatch(data: Uint8Array): Batch | null {
  if (data.length < HEADER_BYTES) return null;
  const aligned = data.byteOffset % 8 === 0 ? data : data.slice();
  const header = new DataView(aligned.buffer, aligned.byteOffset, HEADER_BYTES);
  const count = header.getUint32(4, true);
  const firstSeq = header.getFloat64(8, true);
  const bytesLength = header.getUint32(16, true);
  if (header.getUint32(0, true) !== MAGIC || !Number.isSafeInteger(firstSeq) || firstSeq < 0) return null;
  const wordsAt = HEADER_BYTES + count * 16;
  const bytesAt = wordsAt + count * EVENT_WORDS * 4;
  if (data.length !== bytesAt + bytesLength) return null;
  const at = aligned.byteOffset;
  const batch: Batch = {
    firstSeq,
    count,
    times: new Float64Array(aligned.buffer, at + HEADER_BYTES, count * 2),
    words: new Int32Array(aligned.buffer, at + wordsAt, count * EVENT_WORDS),
    bytes: aligned.subarray(bytesAt),
  };
  return batchIsSound(batch) ? batch : null;
}

/** Every event's type is known and its bytes lie within the batch's. */
export function batchIsSound({ count, words, bytes }: Batch): boolean {
  for (let i = 0, at = 0; i < count; i++, at += EVENT_WORDS) {
    const shape = EVENT_SHAPES[words[at]! & EVENT_TYPE_MASK];
    if (shape === undefined) return false;
    if (!shape.bytes) continue;
    const offset = words[at + EVENT_BYTES_OFFSET]!;
    const length = words[at + EVENT_BYTES_LENGTH]!;
    if (offset < 0 || length < 0 || offset + length > bytes.length) return false;
  }
  return true;
}

/** One batch of consecutive ones. */
export function mergeBatches(batches: readonly Batch[]): Batch {
  const [first] = batches;
  if (first === undefined) throw new Error('no batch to merge');
  if (batches.length === 1) return first;
  const count = batches.reduce((sum, batch) => sum + batch.count, 0);
  const words = new Int32Array(count * EVENT_WORDS);
  const times = new Float64Array(count * 2);
  const bytes = new Uint8Array(batches.reduce((sum, batch) => sum + batch.bytes.length, 0));
  let done = 0;
  let bytesAt = 0;
  for (const batch of batches) {
    if (batch.firstSeq !== first.firstSeq + done) throw new Error(`batch at ${batch.firstSeq} does not follow ${first.firstSeq + done}`);
    words.set(batch.words.subarray(0, batch.count * EVENT_WORDS), done * EVENT_WORDS);
    times.set(batch.times.subarray(0, batch.count * 2), done * 2);
    bytes.set(batch.bytes, bytesAt);
    const end = (done + batch.count) * EVENT_WORDS;
    for (let at = done * EVENT_WORDS; at < end; at += EVENT_WORDS) {
      if (EVENT_SHAPES[words[at]! & EVENT_TYPE_MASK]?.bytes === true) words[at + EVENT_BYTES_OFFSET]! += bytesAt;
    }
    done += batch.count;
    bytesAt += batch.bytes.length;
  }
  return { firstSeq: first.firstSeq, count, words, times, bytes };
}
