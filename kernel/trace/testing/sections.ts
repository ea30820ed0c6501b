/** A session file taken apart and put together again, with its hash chain in order: to make files that lie. */

import { deflate } from '../session/deflate.ts';
import { chain, FLAG_DEFLATED, HASH_BYTES, MAGIC, SECTION_HEADER_BYTES } from '../session/format.ts';
import { contentOf } from '../session/inputs.ts';

export interface Part {
  readonly kind: number;
  readonly content: Uint8Array;
  /** What its header says of its length, if not the truth. */
  readonly rawBytes?: number;
}

export async function partsOf(file: Uint8Array): Promise<Part[]> {
  const parts: Part[] = [];
  for (let at = MAGIC.length; at < file.length;) {
    const view = new DataView(file.buffer, file.byteOffset + at, SECTION_HEADER_BYTES);
    const [kind, storedBytes, rawBytes, flags] = [0, 4, 8, 12].map((offset) => view.getUint32(offset, true)) as [
      number,
      number,
      number,
      number,
    ];
    const from = at + SECTION_HEADER_BYTES;
    const stored = file.subarray(from, from + storedBytes);
    parts.push({ kind, content: await contentOf({ stored, rawBytes, deflated: flags === FLAG_DEFLATED }) });
    at = from + storedBytes + HASH_BYTES;
  }
  return parts;
}

export async function fileOf(parts: readonly Part[]): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [MAGIC];
  let hash: Uint8Array = MAGIC;
  for (const { kind, content, rawBytes = content.length } of parts) {
    const stored = await deflate(content);
    const header = new Uint8Array(SECTION_HEADER_BYTES);
    const view = new DataView(header.buffer);
    [kind, stored.length, rawBytes, FLAG_DEFLATED].forEach((value, index) => view.setUint32(index * 4, value, true));
    hash = await chain(hash, header, stored);
    pieces.push(header, stored, hash);
  }
  return joined(pieces);
}

export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
