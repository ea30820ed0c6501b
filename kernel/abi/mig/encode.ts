/**
 * From values to a message's parts: its id, its inline data, and what its descriptors carry. Names, addresses and the header's
 * rights are the business of whoever sends it: a program writes a message's bytes (`services/runtime`), the kernel makes a message.
 */
import { setU32, setU64, utf8 } from '../bytes.ts';
import { KERN_SUCCESS } from '../codes.ts';
import type { Code } from '../codes.ts';
import { DESCRIPTOR_OOL, DESCRIPTOR_OOL_PORTS, DESCRIPTOR_PORT, roundUp4 } from '../message.ts';
import { PORT_RECEIVE, PORT_SEND, PORT_SEND_ONCE } from '../rights.ts';
import { STRING_IN_ARRAY_BYTES } from './field.ts';
import type { DescriptorKind, Values, World } from './field.ts';
import { REPLY_ID_OFFSET } from './routine.ts';
import type { Layout, Routine } from './routine.ts';

/** One descriptor to send. */
export type Attachment<W extends World> =
  | {
      readonly type: typeof DESCRIPTOR_PORT;
      /** What has to arrive: `PORT_*`, or 0 when the field takes a right of any kind. */
      readonly kind: number;
      readonly value: W['right'];
    }
  | { readonly type: typeof DESCRIPTOR_OOL_PORTS; readonly kind: number; readonly value: W['rights'] }
  /** Memory, or the packed bytes of a `words` field. */
  | { readonly type: typeof DESCRIPTOR_OOL; readonly kind: 0; readonly value: W['memory'] | Uint8Array<ArrayBuffer> };

export interface Encoded<W extends World> {
  readonly msghId: number;
  /** The inline data; its length is a multiple of 4. */
  readonly data: Uint8Array<ArrayBuffer>;
  /** In order; null for a simple message. */
  readonly descriptors: readonly Attachment<W>[] | null;
}

/** The request that asks for a routine. */
export function encodeRequest<R extends Routine, W extends World>({ request }: R, args: Values<R['in'], W>): Encoded<W> {
  return encode(request, args);
}

/** The reply: with the results when the code is `KERN_SUCCESS`, else the code alone. Nothing is carried beside a failure. */
export function encodeReply<R extends Routine, W extends World>(routine: R, code: Code, outs?: Values<R['out'], W>): Encoded<W> {
  if (code !== KERN_SUCCESS || outs === undefined) return encodeCode(routine.id, code);
  return encode(routine.reply, outs);
}

/** A reply to the request `msghId` that is a return code and nothing else; the id need not be a known one. */
export function encodeCode(msghId: number, code: Code): Encoded<never> {
  const data = new Uint8Array(4);
  setU32(data, 0, code);
  return { msghId: (msghId + REPLY_ID_OFFSET) | 0, data, descriptors: null };
}

/** The first field that is longer than its declaration allows, if any: encoding itself does not look. */
export function tooLarge(layout: Layout, values: Readonly<Record<string, unknown>>): string | undefined {
  for (const { name, kind, max } of layout.inline) {
    if (kind === 'string' && utf8(values[name] as string).length > max) return name;
    if ((kind === 'bytes' || kind === 'u32s') && (values[name] as ArrayLike<number>).length > max) return name;
    if (kind !== 'strings') continue;
    const list = values[name] as readonly string[];
    if (list.length > max || list.some((text) => utf8(text).length > STRING_IN_ARRAY_BYTES)) return name;
  }
  return undefined;
}

/** The bytes of an array of words, as a `words` field carries them. */
export function wordBytes(list: ArrayLike<number>): Uint8Array<ArrayBuffer> {
  const packed = new Uint8Array(4 * list.length);
  for (let i = 0; i < list.length; i += 1) setU32(packed, 4 * i, list[i]!);
  return packed;
}

type Plain = Readonly<Record<string, unknown>>;

function encode<W extends World>(layout: Layout, values: Plain): Encoded<W> {
  const counted = layout.fixed ? [] : encodeAllCounted(layout, values);
  let sizeBytes = layout.leastBytes;
  for (const piece of counted) sizeBytes += piece.length - 4;
  const data = new Uint8Array(sizeBytes);
  let at = layout.start;
  let nextCounted = 0;
  for (const { name, kind } of layout.inline) {
    if (kind === 'u32' || kind === 'i32' || kind === 'bool' || kind === 'name') {
      setU32(data, at, Number(values[name]));
      at += 4;
    } else if (kind === 'u64' || kind === 'int') {
      setU64(data, at, BigInt(values[name] as bigint | number));
      at += 8;
    } else {
      const piece = counted[nextCounted]!;
      nextCounted += 1;
      data.set(piece, at);
      at += piece.length;
    }
  }
  const descriptors = layout.descriptors.length === 0 ? null : layout.descriptors.map(({ name, kind }) => attach<W>(kind, values[name]));
  return { msghId: layout.id, data, descriptors };
}

function attach<W extends World>(kind: DescriptorKind, value: unknown): Attachment<W> {
  switch (kind) {
    case 'memory':
      return { type: DESCRIPTOR_OOL, kind: 0, value: value as W['memory'] };
    case 'words':
      return { type: DESCRIPTOR_OOL, kind: 0, value: wordBytes(value as ArrayLike<number>) };
    case 'sends':
      return { type: DESCRIPTOR_OOL_PORTS, kind: PORT_SEND, value: value as W['rights'] };
    case 'rights':
      return { type: DESCRIPTOR_OOL_PORTS, kind: 0, value: value as W['rights'] };
    case 'send':
      return { type: DESCRIPTOR_PORT, kind: PORT_SEND, value: value as W['right'] };
    case 'receive':
      return { type: DESCRIPTOR_PORT, kind: PORT_RECEIVE, value: value as W['right'] };
    case 'sendOnce':
      return { type: DESCRIPTOR_PORT, kind: PORT_SEND_ONCE, value: value as W['right'] };
    default:
      return { type: DESCRIPTOR_PORT, kind: 0, value: value as W['right'] };
  }
}

/** Every counted field as it stands in the data: its count, its content, padding. */
function encodeAllCounted(layout: Layout, values: Plain): readonly Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (const { name, kind } of layout.inline) {
    const value = values[name];
    if (kind === 'string') pieces.push(countedBytes(utf8(value as string)));
    else if (kind === 'bytes') pieces.push(countedBytes(value as Uint8Array));
    else if (kind === 'u32s') pieces.push(joined(value as readonly number[], [wordBytes(value as readonly number[])]));
    else if (kind === 'strings')
      pieces.push(
        joined(
          value as readonly string[],
          (value as readonly string[]).map((text) => countedBytes(utf8(text))),
        ),
      );
  }
  return pieces;
}

function countedBytes(content: Uint8Array): Uint8Array {
  const piece = new Uint8Array(4 + roundUp4(content.length));
  setU32(piece, 0, content.length);
  piece.set(content, 4);
  return piece;
}

function joined(counted: ArrayLike<unknown>, pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 4));
  setU32(whole, 0, counted.length);
  let at = 4;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
